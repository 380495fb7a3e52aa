// Packed columns -> arrays; the other half of src/seqfolio/payload.

/** @typedef {{name: string, kind: string, width: number, sizes: number[], steps?: boolean, levels?: string[], prefix?: string, digits?: number, power?: number}} Head */
/** @typedef {{rows: number, samples: number, columns: Record<string, any>}} Block */
/** @typedef {Float64Array | Int32Array} Whole */

/**
 * @param {string} text base64
 * @returns {Uint8Array<ArrayBuffer>}
 */
function bytesOf(text) {
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i += 1) bytes[i] = raw.charCodeAt(i);
  return bytes;
}

/**
 * @param {Uint8Array<ArrayBuffer>} packed
 * @returns {Promise<Uint8Array>}
 */
async function unzipped(packed) {
  const stream = new DecompressionStream("gzip");
  const writer = stream.writable.getWriter(); // a Blob would make a detour through another process
  writer.write(packed);
  writer.close();
  return new Uint8Array(await new Response(stream.readable).arrayBuffer());
}

/**
 * @param {string} text a packed block in base64
 * @returns {Promise<Block>}
 */
export async function unpacked(text) {
  const bytes = await unzipped(bytesOf(text));
  const length = new DataView(bytes.buffer).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  /** @type {Record<string, any>} */
  const columns = {};
  let at = 4 + length;
  for (const column of head.columns) {
    const parts = column.sizes.map((/** @type {number} */ size) => bytes.subarray(at, (at += size)));
    /** @type {any} */
    let made = null; // most columns are not needed at once, some never
    Object.defineProperty(columns, column.name, { enumerable: true, get: () => (made ??= READERS[column.kind](parts, column)) });
  }
  return { ...head, columns };
}

/** @type {Record<string, (parts: Uint8Array[], head: Head) => any>} */
const READERS = {
  integer: (parts, head) => whole(parts[0], head),
  decimal: (parts, head) => measured(whole(parts[0], head), whole(parts[1], { ...head, width: head.power ?? 1 })),
  level: (parts, head) => {
    const names = head.levels ?? [];
    return each(whole(parts[0], head), (code) => names[code]);
  },
  text: (parts) => new TextDecoder().decode(parts[0]).split("\0"),
  id(parts, head) {
    const zeros = "0".repeat(head.digits ?? 0);
    return each(whole(parts[0], head), (n) => {
      const digits = String(n);
      return head.prefix + zeros.slice(digits.length) + digits;
    });
  },
};

/**
 * A text for every number; several times as fast as Array.from.
 * @param {Whole} numbers
 * @param {(n: number) => string} text
 */
function each(numbers, text) {
  const made = new Array(numbers.length);
  for (let i = 0; i < made.length; i += 1) made[i] = text(numbers[i]);
  return made;
}

/**
 * Whole numbers from byte planes, added up when they are steps.
 * @param {Uint8Array} planes
 * @param {Head} head
 */
function whole(planes, head) {
  const n = planes.length / head.width;
  const last = head.width - 1;
  const values = head.steps || head.width > 4 ? new Float64Array(n) : new Int32Array(n);
  for (let k = 0; k < last; k += 1) addPlane(values, planes.subarray(k * n, (k + 1) * n), 256 ** k);
  addPlane(values, new Int8Array(planes.buffer, planes.byteOffset + last * n, n), 256 ** last); // it holds the sign
  if (head.steps) for (let i = 1; i < n; i += 1) values[i] += values[i - 1];
  return values;
}

/** @type {(values: Whole, plane: Uint8Array | Int8Array, place: number) => void} */
function addPlane(values, plane, place) {
  for (let i = 0; i < plane.length; i += 1) values[i] += plane[i] * place;
}

const POWERS = Array.from({ length: 23 }, (_, i) => 10 ** i); // all of them exact
const MISSING = 9999;
const INFINITE = 9998;

/**
 * @param {Whole} mantissa
 * @param {Whole} exponent
 */
function measured(mantissa, exponent) {
  const values = new Float64Array(mantissa.length);
  for (let i = 0; i < values.length; i += 1) {
    const e = exponent[i];
    if (e === MISSING) values[i] = NaN;
    else if (e === INFINITE) values[i] = mantissa[i] * Infinity;
    else if (e === 0) values[i] = mantissa[i];
    else if (e < -22 || e > 22) values[i] = Number(`${mantissa[i]}e${e}`);
    else values[i] = e < 0 ? mantissa[i] / POWERS[-e] : mantissa[i] * POWERS[e];
  }
  return values;
}
