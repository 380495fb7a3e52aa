// Which genes of a contrast the table lists, and in which order. It changes what is seen, never a call.
import { squeezed } from "./data.js";

/** @typedef {{text: string, call: string, change: number, padj: number, column: string, down: boolean}} Wish */

const CALLED = ["higher", "lower", "changed", "equivalent"];

/**
 * Does a gene's id or name fit what was typed? Several words, or lines of a list, also name genes exactly.
 * @param {string} text
 * @param {import("./data.js").Genes} all
 * @returns {((gene: number) => boolean) | null} nothing when nothing is asked
 */
export function asked(text, all) {
  const part = squeezed(text);
  if (!part) return null;
  const { id, name } = all.sought();
  const list = new Set(text.split(/[\s,;]+/).map(squeezed).filter(Boolean));
  return (gene) => id[gene].includes(part) || (name[gene] ?? "").includes(part) || (list.size > 1 && (list.has(id[gene]) || list.has(name[gene] ?? "")));
}

/**
 * @param {import("./data.js").Contrast} c
 * @param {import("./data.js").Genes} all
 * @param {Wish} wish
 * @returns {Int32Array} rows of the contrast
 */
export function chosen(c, all, wish) {
  const fits = asked(wish.text, all);
  const { log2FoldChange: lfc, padj } = c.numbers;
  const rows = [];
  for (let i = 0; i < c.rows; i += 1) {
    const call = c.call[i];
    if (wish.call === "called" ? !CALLED.includes(call) : wish.call !== "all" && call !== wish.call) continue;
    if (wish.change > 0 && !(Math.abs(lfc[i]) >= wish.change)) continue;
    if (wish.padj < 1 && !(padj[i] <= wish.padj)) continue;
    if (fits && !fits(c.gene[i])) continue;
    rows.push(i);
  }
  return sorted(Int32Array.from(rows), c, all, wish);
}

/** @type {(rows: Int32Array, c: import("./data.js").Contrast, all: import("./data.js").Genes, wish: Wish) => Int32Array} */
function sorted(rows, c, all, { column, down }) {
  if (column === "pvalue") return down ? rows.reverse() : rows; // the genes lie in this order already
  const sign = down ? -1 : 1;
  const numbers = c.numbers[column];
  if (numbers) {
    return rows.sort((i, j) => {
      const [a, b] = [numbers[i], numbers[j]];
      if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b)) || i - j;
      return sign * (a - b) || i - j;
    });
  }
  const texts = column === "gene_name" ? c.gene : null;
  const of = (/** @type {number} */ i) => (texts ? all.name[c.gene[i]] || all.id[c.gene[i]] : column === "call" ? c.call[i] + c.reasonOf(i) : column in all.annotation ? all.annotation[column][c.gene[i]] : all.id[c.gene[i]]);
  const keys = new Map(Array.from(rows, (i) => [i, of(i)]));
  return rows.sort((i, j) => {
    const [a, b] = [/** @type {string} */ (keys.get(i)), /** @type {string} */ (keys.get(j))];
    return (a < b ? -sign : a > b ? sign : 0) || i - j;
  });
}
