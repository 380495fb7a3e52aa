// What the reader chose: marked genes, and what is done to samples; figures and tables listen.
import { samples } from "./data.js";

/** @typedef {{text: string, colour: string}} Highlight */
/** @typedef {{highlight: string, rename: string, hide: string, regular: boolean}} Choices */

const changes = new EventTarget();
export const HIGHLIGHTS = ["#b4005a", "#00795c", "#7a4fa3", "#8a5a00", "#0b5c96"];

/**
 * @param {"genes" | "samples" | "theme"} what
 * @param {() => void} act
 */
export function whenChanged(what, act) {
  changes.addEventListener(what, act);
}

/** @param {"genes" | "samples" | "theme"} what */
export function changed(what) {
  changes.dispatchEvent(new Event(what));
}

/** Genes that the reader pinned. @type {Set<number>} */
export const pinned = new Set();
/** Genes that a search marks. @type {Set<number>} */
export const found = new Set();

/** @param {number} gene */
export function pin(gene) {
  if (pinned.has(gene)) pinned.delete(gene);
  else pinned.add(gene);
  changed("genes");
}

/** @param {Iterable<number>} genes */
export function markFound(genes) {
  found.clear();
  for (const gene of genes) found.add(gene);
  changed("genes");
}

/** @type {Choices} */
export const choices = { highlight: "", rename: "", hide: "", regular: false };

/**
 * What a pattern fits; a broken regular expression fits nothing.
 * @param {string} pattern
 * @param {boolean} regular
 * @returns {(text: string) => boolean}
 */
function fitting(pattern, regular) {
  if (!regular) return (text) => text.toLowerCase().includes(pattern.toLowerCase());
  try {
    const expression = new RegExp(pattern, "i");
    return (text) => expression.test(text);
  } catch {
    return () => false;
  }
}

/** @param {string} text */
const lines = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean);

/**
 * Does a pattern of the list fit a sample's id or name?
 * @param {string} list
 * @param {number} sample
 */
function fits(list, sample) {
  const { id, name } = samples().samples[sample];
  return lines(list).findIndex((pattern) => [id, name].some(fitting(pattern, choices.regular)));
}

/** @param {number} sample */
export function isHidden(sample) {
  return fits(choices.hide, sample) >= 0;
}

/** Samples that are shown, in their order. */
export function shown() {
  return samples().samples.map((_, i) => i).filter((i) => !isHidden(i));
}

/**
 * Colour of a highlighted sample, or nothing.
 * @param {number} sample
 */
export function highlight(sample) {
  const i = fits(choices.highlight, sample);
  return i < 0 ? "" : HIGHLIGHTS[i % HIGHLIGHTS.length];
}

/**
 * A sample's name as the reader wants it.
 * @param {number} sample
 */
export function sampleName(sample) {
  const { id, name } = samples().samples[sample];
  for (const line of lines(choices.rename)) {
    const [from, to] = line.split(/\s*(?:\t|=>|→|=)\s*/, 2);
    if (!to) continue;
    if (from === id || from === name) return to;
    if (!choices.regular && name.includes(from)) return name.replaceAll(from, to);
    if (choices.regular && fitting(from, true)(name)) return name.replace(new RegExp(from, "i"), to);
  }
  return name;
}

/** @param {Partial<Choices>} wanted */
export function choose(wanted) {
  for (const key of /** @type {("highlight" | "rename" | "hide")[]} */ (["highlight", "rename", "hide"])) {
    if (typeof wanted[key] === "string") choices[key] = /** @type {string} */ (wanted[key]).slice(0, 20000);
  }
  if (typeof wanted.regular === "boolean") choices.regular = wanted.regular;
  changed("samples");
}
