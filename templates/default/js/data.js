// What the report's blocks of data say, each decoded once and when it is first asked for.
import { unpacked } from "./block.js";
import { straight } from "./dom.js";

/** @typedef {{name: string, levels: Record<string, string>, ticks: Record<string, string>, values: string[], colours: string[]}} Covariate */
/** @typedef {{id: string, title: string, sentence: string, words: Record<string, string>, axis: string, criterion: string, factor: string, counts: Record<string, number>}} About */
/** @typedef {{samples: {id: string, name: string}[], covariates: Covariate[], contrasts: About[], organism: string, project: string, interest: number[], scale: string, logarithmic: boolean, scaled: boolean}} Samples */
/** @typedef {{n: number, id: string[], name: string[], named: boolean, entrez: (gene: number) => string, annotation: Record<string, string[]>, places: (ids: string[]) => number[], sought: () => Sought}} Genes */
/** @typedef {{id: string[], name: string[]}} Sought ids and names as they are compared with what a reader types */
/** @typedef {{about: About, rows: number, gene: Int32Array, row: Int32Array, numbers: Record<string, Float64Array>, call: string[], reasonOf: (row: number) => string}} Contrast */
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

/** The page to its end: what is not needed first stands behind the script. */
const complete = new Promise((done) => {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", done, { once: true });
  else done(null);
});

/** @param {string} id */
function text(id) {
  return [...document.querySelectorAll("script[data-block]")].find((e) => e.getAttribute("data-block") === id)?.textContent ?? "";
}

/**
 * The arrays of a packed block; nothing when the page has none.
 * @param {string} id
 */
async function arrays(id) {
  const packed = text(id) || (await complete, text(id));
  return packed ? unpacked(packed) : null;
}

/** @param {string} id */
async function existing(id) {
  return /** @type {import("./block.js").Block} */ (await arrays(id));
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
    const { columns, rows } = await existing("genes");
    /** @type {Sought | null} */
    let sought = null; // made when it is first asked
    const annotation = some(columns, (key) => (key.startsWith("annotation:") ? key.slice(11) : ""));
    return {
      n: rows,
      id: columns.id,
      name: columns.name ?? columns.id.map(() => ""),
      named: "name" in columns,
      entrez: (gene) => columns.entrez?.[gene] ?? "",
      annotation,
      places: (ids) => placesOf(ids, columns.id),
      sought: () => (sought ??= { id: columns.id.map(squeezed), name: (columns.name ?? []).map(squeezed) }),
    };
  });
}

/**
 * Some of the columns, under names of their own; each is still unpacked when it is first asked.
 * @param {Record<string, any>} columns
 * @param {(key: string) => string} naming nothing for a column that is left out
 * @returns {Record<string, any>}
 */
function some(columns, naming) {
  const named = Object.entries(Object.getOwnPropertyDescriptors(columns)).map(([key, column]) => /** @type {const} */ ([naming(key), column]));
  return Object.defineProperties({}, Object.fromEntries(named.filter(([name]) => name)));
}

/**
 * A name without capitals and white space, of which a field for text keeps only some.
 * @param {string} text
 */
export function squeezed(text) {
  return straight(text).toLowerCase().replace(/\s+/g, "");
}

/**
 * Where some ids lie among many, in one pass; -1 for one that is not there.
 * @param {string[]} ids
 * @param {string[]} all
 */
function placesOf(ids, all) {
  const found = new Map(ids.map((id) => [id, -1]));
  for (let i = 0; i < all.length; i += 1) if (found.has(all[i])) found.set(all[i], i);
  return ids.map((id) => found.get(id) ?? -1);
}

/**
 * @param {string} id
 * @returns {Promise<Contrast>}
 */
export function contrast(id) {
  return once(`contrast:${id}`, async () => {
    const { columns, rows } = await existing(`contrast:${id}`);
    const { gene, call } = columns;
    const numbers = some(columns, (key) => (["gene", "call", "reason"].includes(key) ? "" : key));
    const row = new Int32Array(rows).fill(-1);
    gene.forEach((/** @type {number} */ g, /** @type {number} */ i) => (row[g] = i));
    const about = /** @type {About} */ (samples().contrasts.find((c) => c.id === id));
    return { about, rows, gene, row, numbers, call, reasonOf: (i) => columns.reason[i] };
  });
}

/** @returns {Promise<Counts>} */
export function counts() {
  return once("counts", async () => {
    const packed = await arrays("counts");
    if (!packed) return { samples: 0, of: () => null };
    const { columns, samples: n } = packed;
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
  return once(`figure:${id}`, () => existing(`figure:${id}`));
}

/**
 * The gene's name, or its id when it has none.
 * @param {Genes} all
 * @param {number} gene
 */
export function label(all, gene) {
  return all.name[gene] || all.id[gene];
}
