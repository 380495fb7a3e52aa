// Every gene as a point: volcano, MA, and the fold changes of two contrasts.
import { axes, fitted, legend } from "./axes.js";
import { breath, button, choice, make } from "./dom.js";
import { contrast, genes, label, samples } from "./data.js";
import { openGene } from "./gene.js";
import { finder } from "./near.js";
import { thousands, written } from "./numbers.js";
import { plot } from "./plot.js";
import { powers, spanOf, ticks } from "./scale.js";
import { found, pin, pinned, whenChanged } from "./state.js";
import { say } from "./words.js";

/** @typedef {import("./painter.js").Shape} Shape */
/** @typedef {{key: string, text: string, shape: Shape, colour: (c: import("./colours.js").Colours) => string, r: number, alpha: number}} Group */
/** @typedef {{gene: Int32Array, x: Float64Array, y: Float64Array, group: Uint8Array, groups: Group[], log: boolean, xTitle: string[], yTitle: string, named: number[], line: number | null, diagonal: boolean, words: string, items: number[][], at: Int32Array, values: (i: number) => string[], head: string[], row: (i: number) => (string | number)[]}} Points */

const CALLS = ["not significant", "equivalent", "changed", "lower", "higher"]; // called genes are drawn on top
const AGREEMENTS = ["neither", "only_first", "only_second", "both", "opposite"];

/**
 * @param {Element} figure
 * @param {any} spec
 * @param {"volcano" | "ma" | "pairs"} kind
 */
export async function cloud(figure, spec, kind) {
  const all = await genes();
  const words = figure.querySelector("img")?.alt ?? "";
  let points = kind === "pairs" ? await pairs(spec.first, spec.second, all) : await oneContrast(kind, spec, all, words);
  /** @type {Node[]} */
  const controls = [];
  if (kind === "pairs") {
    const chosen = { first: spec.first, second: spec.second };
    const options = samples().contrasts.map((c) => /** @type {[string, string]} */ ([c.id, c.title]));
    const take = async () => {
      points = await pairs(chosen.first, chosen.second, all);
      mounted.reset();
      mounted.redraw();
    };
    controls.push(choice(say("pairs.x"), options, spec.first, (value) => ((chosen.first = value), take())));
    controls.push(choice(say("pairs.y"), options, spec.second, (value) => ((chosen.second = value), take())));
  }
  const list = make("ul", { class: "pins", "aria-label": say("pins.title") });
  const listed = () => list.replaceChildren(...[...pinned].map((gene) => pinnedLine(gene, points, all)));
  whenChanged("genes", listed);
  listed();
  const mounted = plot(figure, drawingOf(figure, () => points, all, controls, list));
  await breath(); // the picture first, its names after it
  points.named = all.places(spec.named ?? []).filter((gene) => gene >= 0);
  mounted.redraw();
}

/**
 * @param {number} gene
 * @param {Points} points
 * @param {import("./data.js").Genes} all
 */
function pinnedLine(gene, points, all) {
  const i = points.at[gene];
  const text = i < 0 ? say("pins.absent") : points.values(i).join(" · ");
  const name = label(all, gene);
  return make("li", {}, button(name, () => openGene(gene), { class: "gene" }), ` ${text} `, button("×", () => pin(gene), { "aria-label": say("pins.remove", { gene: name }), class: "small" }));
}

/**
 * @param {Element} figure
 * @param {() => Points} now
 * @param {import("./data.js").Genes} all
 * @param {Node[]} controls
 * @param {Node} list
 * @returns {import("./plot.js").Drawing}
 */
function drawingOf(figure, now, all, controls, list) {
  const title = figure.querySelector("figcaption strong")?.textContent ?? "";
  /** @type {{key: string, find: (x: number, y: number, reach: number) => number}} */
  let near = { key: "", find: () => -1 };
  return {
    title,
    file: figure.id.replace(/^fig-/, ""),
    words: () => now().words,
    height: (width) => Math.min(560, Math.max(320, width * 0.62)),
    margins: (painter, width) => ({ left: 62, right: 14, top: legend(painter, entries(now(), null), width - 70, null) + 8, bottom: 30 + 17 * now().xTitle.length }),
    home: () => homeOf(now()),
    draw: (painter, frame) => drawCloud(painter, frame, now(), all),
    hit: (frame, x, y, reach) => {
      const p = now();
      const key = JSON.stringify([frame.box, frame.full, p.words]);
      if (near.key !== key) near = { key, find: finder(p.x.map(frame.x), p.y.map(frame.y), frame.full.width, frame.full.height) };
      return near.find(x, y, reach);
    },
    at: (frame, i) => [frame.x(now().x[i]), frame.y(now().y[i])],
    tip: (i) => [label(all, now().gene[i]), ...(all.name[now().gene[i]] ? [all.id[now().gene[i]]] : []), ...now().values(i)],
    press: (i) => pin(now().gene[i]),
    open: (i) => openGene(now().gene[i]),
    next: (i, step) => Math.max(0, Math.min(now().x.length - 1, i + step)),
    rows: () => [["gene_id", "gene_name", ...now().head], ...Array.from(now().gene, (g, i) => [all.id[g], all.name[g], ...now().row(i)])],
    controls,
    below: [list],
  };
}

/** @param {Points} p */
function homeOf(p) {
  const [x, y] = [spanOf(p.x), spanOf(p.y)];
  return { x0: x.low, x1: x.high, y0: y.low, y1: y.high };
}

/**
 * @param {Points} p
 * @param {import("./colours.js").Colours | null} colours
 */
function entries(p, colours) {
  return p.groups.map((g, i) => ({ text: `${g.text}: ${thousands(p.items[i].length)}`, colour: colours ? g.colour(colours) : "", shape: g.shape, n: p.items[i].length })).filter((e) => e.n).reverse();
}

/**
 * What every drawing needs, worked out once: the points of each group, and where a gene's point is.
 * @param {Omit<Points, "items" | "at">} p
 * @param {number} genes
 * @returns {Points}
 */
function indexed(p, genes) {
  const items = p.groups.map(() => /** @type {number[]} */ ([]));
  const at = new Int32Array(genes).fill(-1);
  for (let i = 0; i < p.gene.length; i += 1) {
    items[p.group[i]].push(i);
    at[p.gene[i]] = i;
  }
  return { ...p, items, at };
}

/**
 * @param {import("./painter.js").Painter} painter
 * @param {import("./plot.js").Frame} frame
 * @param {Points} p
 * @param {import("./data.js").Genes} all
 */
function drawCloud(painter, frame, p, all) {
  const { box, left, top, width, height, colours } = frame;
  const across = { low: box.x0, high: box.x1 };
  const xs = p.log ? powers(across, width / 70) : ticks(across, width / 80);
  axes(painter, frame, { x: xs, y: ticks({ low: box.y0, high: box.y1 }, height / 50), xTitle: p.xTitle, yTitle: p.yTitle });
  legend(painter, entries(p, colours), width, { left, top: 2, ink: colours.ink });
  painter.within(left, top, width, height, () => {
    if (p.line !== null) painter.line(left, frame.y(p.line), left + width, frame.y(p.line), colours.muted, 1, true);
    if (p.diagonal) painter.line(frame.x(-99), frame.y(-99), frame.x(99), frame.y(99), colours.muted, 1, true);
    p.groups.forEach((group, g) => {
      const [px, py] = seen(p, frame, g);
      painter.cloud(group.shape, px, py, group.r, group.colour(colours), group.alpha);
    });
  });
  names(painter, frame, p, all);
}

/**
 * Pixels of the points of a group that lie in the frame.
 * @type {(p: Points, frame: import("./plot.js").Frame, group: number) => [Float64Array, Float64Array]}
 */
function seen(p, frame, group) {
  const { x0, x1, y0, y1 } = frame.box;
  const items = p.items[group];
  const [xs, ys] = [new Float64Array(items.length), new Float64Array(items.length)];
  let n = 0;
  for (let k = 0; k < items.length; k += 1) {
    const [x, y] = [p.x[items[k]], p.y[items[k]]];
    if (x < x0 || x > x1 || y < y0 || y > y1) continue;
    xs[n] = frame.x(x);
    ys[n++] = frame.y(y);
  }
  return [xs.subarray(0, n), ys.subarray(0, n)];
}

const MOST_FOUND = 40;

/**
 * Names beside their points: pinned genes, those of a search, then the strongest, where there is room.
 * @param {import("./painter.js").Painter} painter
 * @param {import("./plot.js").Frame} frame
 * @param {Points} p
 * @param {import("./data.js").Genes} all
 */
function names(painter, frame, p, all) {
  /** @type {number[][]} */
  const taken = [];
  const wanted = [...pinned, ...(found.size <= MOST_FOUND ? found : []), ...p.named];
  for (const gene of new Set([...found])) {
    const i = p.at[gene];
    if (i >= 0 && isIn(frame, p, i)) painter.mark("circle", frame.x(p.x[i]), frame.y(p.y[i]), 5.5, "", frame.colours.accent);
  }
  for (const gene of new Set(wanted)) {
    const i = p.at[gene];
    if (i < 0 || !isIn(frame, p, i)) continue;
    const [x, y] = [frame.x(p.x[i]), frame.y(p.y[i])];
    if (pinned.has(gene)) painter.mark("circle", x, y, 6, "", frame.colours.ink);
    const text = fitted(painter, label(all, gene), 12, frame.width * 0.3);
    const w = painter.width(text, 12);
    const right = x < frame.left + frame.width * 0.8;
    const spots = [[right ? x + 8 : x - 8 - w, y + 4], [right ? x - 8 - w : x + 8, y + 4], [x - w / 2, y - 8], [x - w / 2, y + 18]];
    const free = spots.find(([a, b]) => a > 0 && a + w < frame.full.width && !taken.some(([c, d, e]) => a < c + e + 4 && c < a + w + 4 && Math.abs(b - d) < 14)) ?? (pinned.has(gene) ? spots[0] : null);
    if (!free) continue;
    taken.push([free[0], free[1], w]);
    painter.text(text, free[0], free[1], { size: 12, bold: pinned.has(gene), colour: frame.colours.ink, halo: frame.colours.paper });
  }
}

/** @type {(frame: import("./plot.js").Frame, p: Points, i: number) => boolean} */
function isIn({ box }, p, i) {
  return p.x[i] >= box.x0 && p.x[i] <= box.x1 && p.y[i] >= box.y0 && p.y[i] <= box.y1;
}

/**
 * @param {"volcano" | "ma"} kind
 * @param {any} spec
 * @param {import("./data.js").Genes} all
 * @param {string} words
 * @returns {Promise<Points>}
 */
async function oneContrast(kind, spec, all, words) {
  const c = await contrast(spec.contrast);
  const { log2FoldChange: lfc, pvalue, padj, baseMean } = c.numbers;
  let least = 1;
  for (const p of pvalue) if (p > 0 && p < least) least = p;
  /** @type {number[]} */
  const rows = [];
  for (let i = 0; i < c.rows; i += 1) {
    if (c.call[i] !== "not tested" && Number.isFinite(lfc[i]) && !Number.isNaN(pvalue[i]) && (kind === "volcano" || baseMean[i] > 0)) rows.push(i);
  }
  const many = rows.length > 5000;
  const mean = kind === "ma";
  const [gene, group] = [new Int32Array(rows.length), new Uint8Array(rows.length)];
  const [x, y] = [new Float64Array(rows.length), new Float64Array(rows.length)];
  for (let k = 0; k < rows.length; k += 1) {
    const i = rows[k];
    gene[k] = c.gene[i];
    group[k] = Math.max(0, CALLS.indexOf(c.call[i]));
    x[k] = mean ? Math.log10(baseMean[i]) : lfc[i];
    y[k] = mean ? lfc[i] : -Math.log10(pvalue[i] || least / 10);
  }
  return indexed({
    gene,
    x,
    y,
    group,
    groups: CALLS.map((key) => ({
      key,
      text: c.about.words[key] ?? say(`call.${key}`),
      shape: key === "higher" ? "up" : key === "lower" ? "down" : "circle",
      colour: (colours) => colours.call[key],
      r: key === "not significant" ? (many ? 1.6 : 2.4) : many ? 2.6 : 3.4,
      alpha: key === "not significant" && many ? 0.45 : 0.8,
    })),
    log: mean,
    xTitle: spec.x,
    yTitle: spec.y,
    named: [],
    line: spec.line ?? null,
    diagonal: false,
    words,
    values: (k) => {
      const i = rows[k];
      return [`log2 FC ${written(lfc[i], "number")}`, `adj. p ${written(padj[i], "pvalue")}`, `${say("column.mean")} ${written(baseMean[i], "number")}`, c.about.words[c.call[i]] ?? say(`call.${c.call[i]}`)];
    },
    head: ["baseMean", "log2FoldChange", "pvalue", "padj", "call"],
    row: (k) => [baseMean[rows[k]], lfc[rows[k]], pvalue[rows[k]], padj[rows[k]], c.call[rows[k]]],
  }, all.n);
}

/**
 * @param {string} first
 * @param {string} second
 * @param {import("./data.js").Genes} all
 * @returns {Promise<Points>}
 */
async function pairs(first, second, all) {
  const [a, b] = [await contrast(first), await contrast(second)];
  const called = (/** @type {string} */ call) => call !== "not significant" && call !== "not tested";
  /** @type {number[][]} */
  const rows = [];
  for (let i = 0; i < a.rows; i += 1) {
    const j = b.row[a.gene[i]];
    if (j < 0 || a.call[i] === "not tested" || b.call[j] === "not tested") continue;
    if (Number.isFinite(a.numbers.log2FoldChange[i]) && Number.isFinite(b.numbers.log2FoldChange[j])) rows.push([i, j]);
  }
  const kind = rows.map(([i, j]) => {
    if (`${a.call[i]},${b.call[j]}` === "higher,lower" || `${a.call[i]},${b.call[j]}` === "lower,higher") return 4;
    if (called(a.call[i]) && called(b.call[j])) return 3;
    return called(a.call[i]) ? 1 : called(b.call[j]) ? 2 : 0;
  });
  const n = AGREEMENTS.map((_, k) => kind.filter((g) => g === k).length);
  const many = rows.length > 5000;
  return indexed({
    gene: Int32Array.from(rows, ([i]) => a.gene[i]),
    x: Float64Array.from(rows, ([i]) => a.numbers.log2FoldChange[i]),
    y: Float64Array.from(rows, ([, j]) => b.numbers.log2FoldChange[j]),
    group: Uint8Array.from(kind),
    groups: AGREEMENTS.map((key, k) => ({
      key,
      text: say(`kind.${key}`),
      shape: /** @type {Shape} */ (["circle", "dash", "bar", "square", "cross"][k]),
      colour: (colours) => colours.kind[key],
      r: k ? (many ? 2.6 : 3.4) : many ? 1.6 : 2.4,
      alpha: k ? 0.8 : 0.45,
    })),
    log: false,
    xTitle: [`log2 FC: ${a.about.title}`],
    yTitle: `log2 FC: ${b.about.title}`,
    named: [],
    line: null,
    diagonal: true,
    words: say("pairs.words", { first: a.about.title, second: b.about.title, tested: thousands(rows.length), both: thousands(n[3]), opposite: thousands(n[4]), onlyfirst: thousands(n[1]), onlysecond: thousands(n[2]) }),
    values: (k) => {
      const [i, j] = rows[k];
      return [
        `${a.about.title}: log2 FC ${written(a.numbers.log2FoldChange[i], "number")}, adj. p ${written(a.numbers.padj[i], "pvalue")}`,
        `${b.about.title}: log2 FC ${written(b.numbers.log2FoldChange[j], "number")}, adj. p ${written(b.numbers.padj[j], "pvalue")}`,
      ];
    },
    head: [`log2FoldChange:${first}`, `padj:${first}`, `log2FoldChange:${second}`, `padj:${second}`, "agreement"],
    row: (k) => [a.numbers.log2FoldChange[rows[k][0]], a.numbers.padj[rows[k][0]], b.numbers.log2FoldChange[rows[k][1]], b.numbers.padj[rows[k][1]], AGREEMENTS[kind[k]]],
  }, all.n);
}
