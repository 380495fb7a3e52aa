// What the report's blocks of data say, each decoded once and when it is first asked for.
import { unpacked } from "./block.js";

/** @typedef {{name: string, levels: Record<string, string>, ticks: Record<string, string>, values: string[], colours: string[]}} Covariate */
/** @typedef {{id: string, title: string, sentence: string, words: Record<string, string>, axis: string, criterion: string, factor: string, counts: Record<string, number>}} About */
/** @typedef {{samples: {id: string, name: string}[], covariates: Covariate[], contrasts: About[], organism: string, project: string, interest: number[], scale: string, logarithmic: boolean, scaled: boolean}} Samples */
/** @typedef {{n: number, id: string[], name: string[], named: boolean, entrez: (gene: number) => string, annotation: Record<string, string[]>, place: (id: string) => number | undefined}} Genes */
/** @typedef {{about: About, rows: number, gene: Float64Array, row: Int32Array, numbers: Record<string, Float64Array>, call: string[], reason: string[]}} Contrast */
/** @typedef {{samples: number, of: (gene: number) => number[] | null}} Counts */

/** @type {Map<string, Promise<any>>} */
const made = new Map();

/**
 * @template T
 * @param {string} key
 * @param {() => Promise<T>} build
 * @returns {Promise<T>}
 */
function once(key, build) {
  if (!made.has(key)) made.set(key, build());
  return /** @type {Promise<T>} */ (made.get(key));
}

/** @param {string} id */
function text(id) {
  const element = [...document.querySelectorAll("script[data-block]")].find((e) => e.getAttribute("data-block") === id);
  return element?.textContent ?? "";
}

/** @returns {Samples} */
export function samples() {
  aboutSamples ??= JSON.parse(text("samples"));
  return /** @type {Samples} */ (aboutSamples);
}
/** @type {Samples | null} */
let aboutSamples = null;

/** @returns {string} */
export function bibtex() {
  return JSON.parse(text("bibtex") || '""');
}

/** @returns {Promise<Genes>} */
export function genes() {
  return once("genes", async () => {
    const { columns, rows } = await unpacked(text("genes"));
    /** @type {Map<string, number>} */
    const places = new Map(); // filled when it is first asked
    const annotation = Object.fromEntries(
      Object.entries(columns).filter(([key]) => key.startsWith("annotation:")).map(([key, value]) => [key.slice(11), value]),
    );
    return {
      n: rows,
      id: columns.id,
      name: columns.name ?? columns.id.map(() => ""),
      named: "name" in columns,
      entrez: (gene) => columns.entrez?.[gene] ?? "",
      annotation,
      place: (id) => {
        if (!places.size) columns.id.forEach((/** @type {string} */ known, /** @type {number} */ i) => places.set(known, i));
        return places.get(id);
      },
    };
  });
}

/**
 * @param {string} id
 * @returns {Promise<Contrast>}
 */
export function contrast(id) {
  return once(`contrast:${id}`, async () => {
    const { columns, rows } = await unpacked(text(`contrast:${id}`));
    const { gene, call, reason, ...numbers } = columns;
    const row = new Int32Array(rows).fill(-1);
    gene.forEach((/** @type {number} */ g, /** @type {number} */ i) => (row[g] = i));
    const about = /** @type {About} */ (samples().contrasts.find((c) => c.id === id));
    return { about, rows, gene, row, numbers, call, reason };
  });
}

/** @returns {Promise<Counts>} */
export function counts() {
  return once("counts", async () => {
    const packed = text("counts");
    if (!packed) return { samples: 0, of: () => null };
    const { columns, samples: n } = await unpacked(packed);
    const place = new Map();
    columns.gene.forEach((/** @type {number} */ gene, /** @type {number} */ i) => place.set(gene, i));
    return {
      samples: n,
      of: (/** @type {number} */ gene) => {
        const i = place.get(gene);
        return i === undefined ? null : Array.from(/** @type {Float64Array} */ (columns.value).subarray(i * n, (i + 1) * n));
      },
    };
  });
}

/**
 * Numbers that belong to one figure.
 * @param {string} id
 */
export function own(id) {
  return once(`figure:${id}`, () => unpacked(text(`figure:${id}`)));
}

/**
 * The gene's name, or its id when it has none.
 * @param {Genes} all
 * @param {number} gene
 */
export function label(all, gene) {
  return all.name[gene] || all.id[gene];
}
