// Colours of the theme, as its style sheet names them; what is downloaded has those of paper.
import { make } from "./dom.js";

/** @typedef {{ink: string, muted: string, grid: string, paper: string, accent: string, call: Record<string, string>, kind: Record<string, string>}} Colours */

/** @type {HTMLElement | null} */
let sheet = null;

/**
 * @param {boolean} paper
 * @returns {Colours}
 */
export function colours(paper) {
  if (!sheet) {
    sheet = make("div", { class: "on-paper", hidden: true });
    document.body.append(sheet);
  }
  const look = getComputedStyle(paper ? sheet : document.documentElement);
  const of = (/** @type {string} */ name) => look.getPropertyValue(`--${name}`).trim();
  return {
    ink: of("ink"),
    muted: of("muted"),
    grid: of("plot-grid"),
    paper: of("paper"),
    accent: of("accent"),
    call: {
      higher: of("mark-higher"),
      lower: of("mark-lower"),
      changed: of("mark-changed"),
      equivalent: of("mark-equivalent"),
      "not significant": of("mark-neutral"),
    },
    kind: {
      both: of("mark-equivalent"),
      opposite: of("mark-changed"),
      only_first: of("mark-first"),
      only_second: of("mark-second"),
      neither: of("mark-neutral"),
    },
  };
}
