// Numbers as the report's tables write them (render/cells.py does the same).

/**
 * @param {number} value
 * @param {"integer" | "number" | "pvalue"} kind
 * @returns {string}
 */
export function written(value, kind) {
  if (Number.isNaN(value)) return "NA";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (kind === "integer") return thousands(value);
  const digits = kind === "pvalue" ? 3 : 4;
  const size = Math.abs(value);
  if (value === 0) return "0";
  if (size >= 1e-3 && size < 1e5) {
    if (Number(size.toPrecision(digits)) >= 10 ** (digits - 1)) return minus(thousands(value));
    return minus(value.toPrecision(digits));
  }
  const [mantissa, power] = value.toExponential(digits - 1).split("e");
  return minus(`${mantissa} × 10${raised(String(Number(power)))}`);
}

/** @param {number} value */
export function thousands(value) {
  return grouped(String(Math.round(value)));
}

/**
 * Digits in threes; the first number by toLocaleString takes 40 ms.
 * @param {string} digits
 */
export function grouped(digits) {
  return digits.replace(/\B(?=(\d{3})+$)/g, ",");
}

/** @param {string} text */
function minus(text) {
  return text.replace("-", "−");
}

/** @param {string} power */
function raised(power) {
  return [...power].map((c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(c)])).join("");
}

/**
 * Middle of some numbers.
 * @param {number[]} values
 */
export function median(values) {
  const sorted = values.filter((v) => !Number.isNaN(v)).sort((a, b) => a - b);
  if (!sorted.length) return NaN;
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
