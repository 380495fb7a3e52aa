// Axes: where numbers lie on the screen and which of them are written.
import { grouped } from "./numbers.js";

/** @typedef {{value: number, text: string}} Tick */
/** @typedef {{low: number, high: number}} Span */

/**
 * Round numbers in a span.
 * @param {Span} span
 * @param {number} most
 * @returns {Tick[]}
 */
export function ticks({ low, high }, most) {
  const rough = (high - low) / Math.max(1, most);
  if (!(rough > 0)) return [];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((k) => k * power >= rough * 0.999) ?? 10) * power;
  const made = [];
  for (let i = Math.ceil(low / step); i * step <= high; i += 1) made.push({ value: i * step, text: plain(i * step, step) });
  return made;
}

/**
 * @param {number} value
 * @param {number} step
 */
function plain(value, step) {
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const text = Math.abs(value) >= 1e6 ? value.toExponential(0) : decimals > 6 ? value.toPrecision(2) : value.toFixed(decimals);
  return (Number(text) === 0 ? "0" : decimals ? text : grouped(text)).replace("-", "−");
}

/**
 * Powers of ten of a span of logarithms; with 2 and 5 when few powers fit in.
 * @param {Span} span
 * @param {number} most
 * @returns {Tick[]}
 */
export function powers({ low, high }, most) {
  const factors = high - low < 1.5 ? [1, 2, 5] : [1];
  const jump = Math.max(1, Math.ceil((high - low) / Math.max(1, most)));
  const made = [];
  for (let e = Math.floor(low); e <= high; e += 1) {
    if (((e % jump) + jump) % jump) continue;
    for (const k of factors) {
      const value = e + Math.log10(k);
      if (value >= low - 1e-9 && value <= high + 1e-9) made.push({ value, text: (k * 10 ** e).toLocaleString("en-US", { maximumSignificantDigits: 3 }) });
    }
  }
  return made;
}

/**
 * The span of some numbers with a margin.
 * @param {ArrayLike<number>} values
 * @param {number} [margin] share of the span
 * @returns {Span}
 */
export function spanOf(values, margin = 0.04) {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i += 1) {
    if (values[i] < low) low = values[i];
    if (values[i] > high) high = values[i];
  }
  if (!(low <= high)) return { low: 0, high: 1 };
  const edge = (high - low || 1) * margin;
  return { low: low - edge, high: high + edge };
}
