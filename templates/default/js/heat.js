// A heat map with its trees and the samples' groups above it.
import { fitted } from "./axes.js";
import { genes, own, samples } from "./data.js";
import { openGene } from "./gene.js";
import { make } from "./dom.js";
import { written } from "./numbers.js";
import { plot } from "./plot.js";
import { highlight, isHidden, pin, pinned, sampleName } from "./state.js";
import { branches, pruned } from "./tree.js";
import { say } from "./words.js";

/** @typedef {{rows: string[], row_ids: string[], columns: string[], limits: [number, number], label: string, palette: string[], row_tree: number[][] | null, column_tree: number[][] | null, strips: string[], same: boolean}} Spec columns: sample ids; same: the rows are those samples too */

const STRIP = 12;

/**
 * @param {Element} figure
 * @param {Spec} spec
 */
export async function heat(figure, spec) {
  const values = (await own(figure.id)).columns.value;
  const all = spec.same ? null : await genes();
  const places = spec.columns.map((id) => samples().samples.findIndex((s) => s.id === id));
  const strips = samples().covariates.filter((c) => spec.strips.includes(c.name));
  const paint = painterOf(spec.palette, spec.limits);
  const value = (/** @type {number} */ r, /** @type {number} */ c) => values[r * spec.columns.length + c];
  const leaf = (/** @type {number} */ c) => !isHidden(places[c]);
  const orders = () => ({
    columns: pruned(spec.column_tree, spec.columns.length, leaf),
    rows: pruned(spec.row_tree, spec.same ? spec.columns.length : spec.rows.length, spec.same ? leaf : () => true),
  });
  let order = orders();
  const nameOfRow = (/** @type {number} */ r) => (spec.same ? sampleName(places[r]) : spec.rows[r]);
  const rowGenes = all?.places(spec.row_ids) ?? [];
  const geneOf = (/** @type {number} */ r) => rowGenes[r] ?? -1;
  const rowsShown = (/** @type {import("./plot.js").Frame} */ f) => f.height / (f.box.y1 - f.box.y0) >= 9.5;
  const columnsShown = (/** @type {import("./plot.js").Frame} */ f) => f.width / (f.box.x1 - f.box.x0) >= 11;
  const trees = { left: spec.row_tree ? 52 : 0, top: spec.column_tree ? 44 : 0 };
  const item = (/** @type {number} */ r, /** @type {number} */ c) => r * 100000 + c;
  const [rowOf, columnOf] = [(/** @type {number} */ i) => Math.floor(i / 100000), (/** @type {number} */ i) => i % 100000];
  plot(figure, {
    title: figure.querySelector("figcaption strong")?.textContent ?? "",
    file: figure.id.replace(/^fig-/, ""),
    words: () => figure.querySelector("img")?.alt ?? "",
    height: (width, { top, bottom }) => top + bottom + heightOfRows(order.rows.leaves.length, width),
    margins(painter, width) {
      order = orders();
      const names = Math.max(...order.rows.leaves.slice(0, 400).map((r) => painter.width(nameOfRow(r), 11)), ...strips.map((s) => painter.width(s.name, 10)), 30);
      const below = Math.max(...order.columns.leaves.map((c) => painter.width(sampleName(places[c]), 11)), 20);
      return { left: trees.left + 4, right: Math.min(names + 10, width * 0.3), top: trees.top + strips.length * STRIP + 8, bottom: Math.min(below, 110) + 44 };
    },
    home: () => ({ x0: 0, x1: Math.max(1, orders().columns.leaves.length), y0: 0, y1: Math.max(1, orders().rows.leaves.length) }),
    draw(painter, frame) {
      const { left, top, width, height, colours } = frame;
      const bottom = top + height;
      const { rows, columns } = order;
      const y = (/** @type {number} */ k) => frame.y(rows.leaves.length - k - 0.5);
      if (!rows.leaves.length || !columns.leaves.length) return;
      const picture = make("canvas", { width: columns.leaves.length, height: rows.leaves.length });
      const pen = /** @type {CanvasRenderingContext2D} */ (picture.getContext("2d"));
      const pixels = pen.createImageData(columns.leaves.length, rows.leaves.length);
      let at = 0;
      for (const r of rows.leaves) for (const c of columns.leaves) for (const part of paint(value(r, c))) pixels.data[at++] = part;
      pen.putImageData(pixels, 0, 0);
      painter.within(left, top, width, height, () => painter.cells(picture, frame.x(0), frame.y(rows.leaves.length), frame.x(columns.leaves.length) - frame.x(0), frame.y(0) - frame.y(rows.leaves.length)));
      painter.within(left, 0, width, top, () => {
        for (const [a, b, c, d] of branches(columns)) painter.line(frame.x(a + 0.5), trees.top * (1 - b) + 2, frame.x(c + 0.5), trees.top * (1 - d) + 2, colours.muted);
        strips.forEach((strip, s) => columns.leaves.forEach((c, k) => painter.rect(frame.x(k), trees.top + 4 + s * STRIP, frame.x(k + 1) - frame.x(k) - 0.5, STRIP - 2, strip.colours[places[c]])));
      });
      strips.forEach((strip, s) => painter.text(fitted(painter, strip.name, 10, frame.full.width - left - width - 6), left + width + 5, trees.top + 8 + s * STRIP, { size: 10, base: "middle", colour: colours.muted }));
      if (trees.left) painter.within(0, top, trees.left, height, () => {
        for (const [a, b, c, d] of branches(rows)) painter.line(trees.left * (1 - b) + 1, y(a), trees.left * (1 - d) + 1, y(c), colours.muted);
      });
      if (rowsShown(frame)) rows.leaves.forEach((r, k) => {
        if (y(k) < top || y(k) > bottom) return;
        const chosen = spec.same ? highlight(places[r]) : pinned.has(geneOf(r));
        painter.text(fitted(painter, nameOfRow(r), 11, frame.full.width - left - width - 6), left + width + 5, y(k), { size: 11, base: "middle", bold: Boolean(chosen), colour: (spec.same && highlight(places[r])) || colours.ink });
      });
      if (columnsShown(frame)) columns.leaves.forEach((c, k) => {
        const x = frame.x(k + 0.5);
        if (x < left || x > left + width) return;
        painter.text(fitted(painter, sampleName(places[c]), 11, 110), x - 5, bottom + 5, { size: 11, anchor: "end", base: "top", turn: true, bold: Boolean(highlight(places[c])), colour: highlight(places[c]) || colours.ink });
      });
      keyOf(painter, frame, spec, paint);
    },
    hit(frame, x, y) {
      const c = Math.floor(frame.box.x0 + ((x - frame.left) / frame.width) * (frame.box.x1 - frame.box.x0));
      const r = Math.floor(order.rows.leaves.length - frame.box.y1 + ((y - frame.top) / frame.height) * (frame.box.y1 - frame.box.y0));
      if (x < frame.left || x > frame.left + frame.width || y < frame.top || y > frame.top + frame.height) return -1;
      return order.columns.leaves[c] === undefined || order.rows.leaves[r] === undefined ? -1 : item(order.rows.leaves[r], order.columns.leaves[c]);
    },
    at: (frame, i) => [frame.x(order.columns.leaves.indexOf(columnOf(i)) + 0.5), frame.y(order.rows.leaves.length - order.rows.leaves.indexOf(rowOf(i)) - 0.5)],
    tip: (i) => [nameOfRow(rowOf(i)), sampleName(places[columnOf(i)]), `${spec.label}: ${written(value(rowOf(i), columnOf(i)), "number")}`, ...strips.map((s) => `${s.name}: ${s.values[places[columnOf(i)]]}`)],
    press(i) {
      const gene = geneOf(rowOf(i));
      if (gene >= 0) pin(gene);
    },
    open(i) {
      const gene = geneOf(rowOf(i));
      if (gene >= 0) openGene(gene);
    },
    next(i, step) {
      const k = i < 0 ? -1 : order.rows.leaves.indexOf(rowOf(i));
      const r = order.rows.leaves[Math.max(0, Math.min(order.rows.leaves.length - 1, k + step))];
      return r === undefined ? -1 : item(r, i < 0 ? order.columns.leaves[0] : columnOf(i));
    },
    rows: () => [["", ...order.columns.leaves.map((c) => sampleName(places[c]))], ...order.rows.leaves.map((r) => [nameOfRow(r), ...order.columns.leaves.map((c) => value(r, c))])],
  });
}

/**
 * Room for the names of few rows and for the shape of many, about a screen at most.
 * @param {number} rows
 * @param {number} width
 */
function heightOfRows(rows, width) {
  const each = Math.min(26, Math.max(13, 240 / Math.max(1, rows)));
  return Math.min(rows * each, Math.max(240, Math.min(620, width * 0.9)));
}

/**
 * What the colours mean.
 * @param {import("./painter.js").Painter} painter
 * @param {import("./plot.js").Frame} frame
 * @param {Spec} spec
 * @param {(value: number) => number[]} paint
 */
function keyOf(painter, frame, spec, paint) {
  const [low, high] = spec.limits;
  const [x, y, w] = [frame.left, frame.full.height - 30, Math.min(180, frame.width)];
  for (let k = 0; k < 60; k += 1) painter.rect(x + (k * w) / 60, y, w / 60 + 0.6, 8, `rgb(${paint(low + ((k + 0.5) / 60) * (high - low)).slice(0, 3).join(" ")})`);
  painter.text(written(low, "number"), x, y + 11, { size: 10.5, base: "top", colour: frame.colours.ink });
  painter.text(written(high, "number"), x + w, y + 11, { size: 10.5, base: "top", anchor: "end", colour: frame.colours.ink });
  painter.text(spec.label, x + w + 8, y + 8, { size: 10.5, colour: frame.colours.ink });
}

/**
 * Value -> red, green, blue, opaque.
 * @param {string[]} palette
 * @param {[number, number]} limits
 */
function painterOf(palette, [low, high]) {
  const stops = palette.map((hex) => [1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16)));
  return (/** @type {number} */ value) => {
    if (Number.isNaN(value)) return [128, 128, 128, 60];
    const place = Math.min(1, Math.max(0, (value - low) / (high - low || 1))) * (stops.length - 1);
    const k = Math.min(stops.length - 2, Math.floor(place));
    return [...stops[k].map((part, j) => Math.round(part + (place - k) * (stops[k + 1][j] - part))), 255];
  };
}
