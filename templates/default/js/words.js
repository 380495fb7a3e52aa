// The words of the interface; they lie in words.toml, so that a facility can have them in its own language.

/** @type {Record<string, string>} */
let known = {};

/** @param {Record<string, string>} words */
export function learnWords(words) {
  known = words;
}

/**
 * The text of a key, with values in place of {name}.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function say(key, values = {}) {
  const text = known[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
