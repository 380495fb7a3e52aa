// Counts of one gene: a point per sample, by any covariate.
import { axes } from "./axes.js";
import { samples } from "./data.js";
import { median, written } from "./numbers.js";
import { powers, spanOf, ticks } from "./scale.js";
import { fitted } from "./axes.js";
import { highlight, isHidden, sampleName, shown } from "./state.js";
import { say } from "./words.js";

/**
 * @param {string} name
 * @param {number[]} values per sample
 * @param {() => number} by place of the covariate
 * @param {() => string} words
 * @returns {import("./plot.js").Drawing}
 */
export function drawingOfCounts(name, values, by, words) {
  const linear = samples().logarithmic;
  const high = (/** @type {number} */ v) => (linear ? v : Math.log10(Math.max(v, 0) + 1));
  const y = values.map(high);
  const covariate = () => samples().covariates[by()] ?? null;
  const levels = () => Object.keys(covariate()?.levels ?? {}).filter((level) => shown().some((i) => covariate()?.values[i] === level));
  const numeric = () => covariate() !== null && !Object.keys(covariate()?.levels ?? {}).length;
  const x = (/** @type {number} */ i) => {
    if (numeric()) return Number(covariate()?.values[i]);
    const level = covariate() ? levels().indexOf(/** @type {string} */ (covariate()?.values[i])) : 0;
    const mates = shown().filter((j) => !covariate() || covariate()?.values[j] === covariate()?.values[i]);
    const place = mates.indexOf(i);
    return level + (mates.length > 1 ? ((place * 0.618) % 1 - 0.5) * 0.5 : 0); // spread without chance: the same picture every time
  };
  const across = () => (numeric() ? spanOf(shown().map(x), 0.06) : { low: -0.6, high: Math.max(1, levels().length) - 0.4 });
  return {
    title: say("gene.counts", { gene: name }),
    file: `counts-${name}`,
    words,
    height: (width) => Math.min(420, Math.max(260, width * 0.55)),
    margins: () => ({ left: 66, right: 12, top: 10, bottom: 54 }),
    home: () => {
      const [h, v] = [across(), spanOf(shown().map((i) => y[i]), 0.08)];
      return { x0: h.low, x1: h.high, y0: linear ? v.low : Math.max(-0.05, v.low), y1: v.high + 1e-6 };
    },
    draw(painter, frame) {
      const { box, width, height, colours, left } = frame;
      const span = { low: box.y0, high: box.y1 };
      const marks = linear ? ticks(span, height / 45) : powers(span, height / 45).filter((t) => t.value > 0).map((t) => ({ ...t, value: Math.log10(10 ** t.value + 1) }));
      if (!linear && box.y0 <= 0) marks.unshift({ value: 0, text: "0" });
      const columns = numeric() ? ticks({ low: box.x0, high: box.x1 }, width / 80) : [];
      axes(painter, frame, { x: columns, y: marks, xTitle: [covariate()?.name ?? say("gene.all-samples")], yTitle: linear ? samples().scale : say(samples().scaled ? "gene.normalised" : "gene.values") });
      painter.within(frame.left, frame.top, width, height, () => {
        if (!numeric()) {
          (covariate() ? levels() : [""]).forEach((level, k) => {
            const group = shown().filter((i) => !covariate() || covariate()?.values[i] === level).map((i) => values[i]);
            const middle = frame.y(high(median(group)));
            painter.line(frame.x(k - 0.32), middle, frame.x(k + 0.32), middle, colours.ink, 2);
          });
        }
        for (const i of shown()) painter.mark("circle", frame.x(x(i)), frame.y(y[i]), 5, covariate()?.colours[i] ?? colours.accent, highlight(i) || colours.paper);
      });
      if (!numeric()) levels().forEach((level, k) => painter.text(fitted(painter, level, 12, width / levels().length - 4), frame.x(k), frame.top + height + 7, { size: 12, anchor: "middle", base: "top", colour: colours.ink }));
      if (shown().length <= 1) painter.text(sampleName(shown()[0] ?? 0), left, 10, { colour: colours.ink });
    },
    hit: (frame, px, py, reach) => nearest(shown().map((i) => [i, frame.x(x(i)), frame.y(y[i])]), px, py, reach),
    at: (frame, i) => [frame.x(x(i)), frame.y(y[i])],
    tip: (i) => [sampleName(i), written(values[i], "number"), ...samples().covariates.map((c) => `${c.name}: ${c.values[i]}`)],
    press: () => undefined,
    next: (i, step) => walk(i, step),
    rows: () => [["sample", "name", ...samples().covariates.map((c) => c.name), "value"], ...shown().map((i) => [samples().samples[i].id, sampleName(i), ...samples().covariates.map((c) => c.values[i]), values[i]])],
  };
}

/**
 * The nearest of a few points.
 * @param {number[][]} points item, x, y
 * @param {number} x
 * @param {number} y
 * @param {number} reach
 */
export function nearest(points, x, y, reach) {
  let best = -1;
  let least = (reach + 3) ** 2;
  for (const [i, px, py] of points) {
    const distance = (px - x) ** 2 + (py - y) ** 2;
    if (distance <= least) [least, best] = [distance, i];
  }
  return best;
}

/**
 * The sample after or before, without the hidden ones.
 * @param {number} i
 * @param {number} step
 */
export function walk(i, step) {
  const list = shown();
  const at = isHidden(Math.max(0, i)) ? -1 : list.indexOf(i);
  return list[Math.max(0, Math.min(list.length - 1, at + step))] ?? -1;
}
