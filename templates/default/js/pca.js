// Samples on any two principal components, coloured and shaped by any covariate.
import { axes, fitted, legend } from "./axes.js";
import { samples } from "./data.js";
import { choice } from "./dom.js";
import { SHAPES } from "./painter.js";
import { plot } from "./plot.js";
import { spanOf, ticks } from "./scale.js";
import { highlight, isHidden, sampleName, shown } from "./state.js";
import { nearest, walk } from "./strip.js";
import { say } from "./words.js";

const MOST_NAMES = 40;

/** @typedef {{title: string, components: string[], explained: number[], scores: number[][]}} Panel scores: samples x components */

/**
 * @param {Element} figure
 * @param {{panels: Panel[], samples: string[], colour: string, shape: string}} spec
 */
export function pca(figure, spec) {
  const { covariates } = samples();
  const ids = samples().samples.map((s) => s.id);
  const row = ids.map((id) => spec.samples.indexOf(id));
  const of = (/** @type {string} */ name) => covariates.findIndex((c) => c.name === name);
  const now = { panel: 0, x: 0, y: Math.min(1, spec.panels[0].components.length - 1), colour: of(spec.colour), shape: of(spec.shape) };
  const panel = () => spec.panels[now.panel];
  const at = (/** @type {number} */ i, /** @type {number} */ k) => panel().scores[row[i]]?.[k] ?? NaN;
  const there = () => shown().filter((i) => row[i] >= 0);
  const colourOf = (/** @type {number} */ i, /** @type {string} */ plain) => (now.colour < 0 ? plain : covariates[now.colour].colours[i]);
  const shapeOf = (/** @type {number} */ i) => (now.shape < 0 ? "circle" : SHAPES[Math.max(0, Object.keys(covariates[now.shape].levels).indexOf(covariates[now.shape].values[i])) % SHAPES.length]);
  const title = (/** @type {number} */ k) => `${panel().components[k]} (${(100 * panel().explained[k]).toFixed(0)} %)`;
  const entries = (/** @type {string} */ ink) => [
    ...(now.colour < 0 ? [] : Object.entries(Object.keys(covariates[now.colour].levels).length ? covariates[now.colour].levels : covariates[now.colour].ticks).map(([text, colour]) => ({ text, colour, shape: /** @type {const} */ ("circle") }))),
    ...(now.shape < 0 || now.shape === now.colour ? [] : Object.keys(covariates[now.shape].levels).map((text, i) => ({ text, colour: ink, shape: SHAPES[i % SHAPES.length] }))),
  ];
  const change = (/** @type {keyof typeof now} */ key) => (/** @type {string} */ value) => {
    now[key] = Number(value);
    mounted.reset();
    mounted.redraw();
  };
  const components = panel().components.map((name, k) => /** @type {[string, string]} */ ([String(k), name]));
  const named = covariates.map((c, k) => /** @type {[string, string]} */ ([String(k), c.name]));
  const none = /** @type {[string, string]} */ (["-1", say("none")]);
  const controls = [
    choice(say("pca.x"), components, String(now.x), change("x")),
    choice(say("pca.y"), components, String(now.y), change("y")),
    choice(say("pca.colour"), [none, ...named], String(now.colour), change("colour")),
    choice(say("pca.shape"), [none, ...named.filter((_, k) => Object.keys(covariates[k].levels).length)], String(now.shape), change("shape")),
    ...(spec.panels.length > 1 ? [choice(say("pca.values"), spec.panels.map((p, k) => [String(k), p.title]), "0", change("panel"))] : []),
  ];
  const mounted = plot(figure, {
    title: figure.querySelector("figcaption strong")?.textContent ?? "",
    file: "pca",
    words: () => `${figure.querySelector("img")?.alt ?? ""} ${say("pca.words", { x: title(now.x), y: title(now.y) })}`,
    height: (width) => Math.min(520, Math.max(320, width * 0.66)),
    margins: (painter, width) => ({ left: 62, right: 16, top: (entries("").length ? legend(painter, entries(""), width - 80, null) : 0) + 10, bottom: 48 }),
    home: () => {
      const [x, y] = [spanOf(there().map((i) => at(i, now.x)), 0.1), spanOf(there().map((i) => at(i, now.y)), 0.1)];
      return { x0: x.low, x1: x.high, y0: y.low, y1: y.high };
    },
    draw(painter, frame) {
      const { box, width, height, colours, left, top } = frame;
      axes(painter, frame, { x: ticks({ low: box.x0, high: box.x1 }, width / 80), y: ticks({ low: box.y0, high: box.y1 }, height / 50), xTitle: [title(now.x)], yTitle: title(now.y) });
      if (entries("").length) legend(painter, entries(colours.ink), width, { left, top: 2, ink: colours.ink });
      /** @type {number[][]} */
      const taken = [];
      painter.within(left, top, width, height, () => there().forEach((i) => painter.mark(shapeOf(i), frame.x(at(i, now.x)), frame.y(at(i, now.y)), 6, colourOf(i, colours.accent), highlight(i) || colours.paper)));
      for (const i of there()) {
        const [x, y] = [frame.x(at(i, now.x)), frame.y(at(i, now.y))];
        const text = fitted(painter, sampleName(i), 11.5, width * 0.3);
        const w = painter.width(text, 11.5);
        const spot = [[x + 9, y + 4], [x - 9 - w, y + 4], [x - w / 2, y - 10], [x - w / 2, y + 18]].find(([a, b]) => a > left && a + w < frame.full.width - 2 && b > top + 8 && !taken.some(([c, d, e]) => a < c + e + 3 && c < a + w + 3 && Math.abs(b - d) < 13));
        if (!(highlight(i) || there().length <= MOST_NAMES) || !spot || x < left || x > left + width) continue;
        taken.push([spot[0], spot[1], w]);
        painter.text(text, spot[0], spot[1], { size: 11.5, bold: Boolean(highlight(i)), colour: highlight(i) || colours.ink, halo: colours.paper });
      }
    },
    hit: (frame, px, py, reach) => nearest(there().map((i) => [i, frame.x(at(i, now.x)), frame.y(at(i, now.y))]), px, py, reach),
    at: (frame, i) => [frame.x(at(i, now.x)), frame.y(at(i, now.y))],
    tip: (i) => [sampleName(i), ...covariates.map((c) => `${c.name}: ${c.values[i]}`)],
    press: () => undefined,
    next: (i, step) => walk(isHidden(Math.max(0, i)) ? -1 : i, step),
    rows: () => [["sample", "name", ...covariates.map((c) => c.name), ...panel().components], ...there().map((i) => [ids[i], sampleName(i), ...covariates.map((c) => c.values[i]), ...panel().components.map((_, k) => at(i, k))])],
    controls,
  });
}
