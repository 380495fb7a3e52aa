// Elements by one call; text is always text, never markup.

/** @typedef {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} Attributes */
/** @typedef {Node | string | null | undefined | false} Child */

/**
 * @param {Element} element
 * @param {Attributes} attributes
 * @param {Child[]} children
 */
function furnish(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  for (const child of children) {
    if (typeof child === "string") element.append(straight(child));
    else if (child) element.append(child);
  }
}

/**
 * A text in which nothing turns the direction of what follows (render/direction.py does the same).
 * @param {string} text
 */
export function straight(text) {
  return text.replace(/[\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
}

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Attributes} [attributes] functions are listeners
 * @param {Child[]} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  furnish(element, attributes, children);
  return element;
}

/**
 * A button of the interface.
 * @param {string} text
 * @param {() => void} press
 * @param {Attributes} [attributes]
 */
export function button(text, press, attributes = {}) {
  return make("button", { type: "button", click: press, ...attributes }, text);
}

let counter = 0;

/** An id for a pair of elements that belong together. */
export function freshId() {
  counter += 1;
  return `ui-${counter}`;
}

/**
 * A choice with its label.
 * @param {string} label
 * @param {[string, string][]} options value and text
 * @param {string} chosen
 * @param {(value: string) => void} change
 */
export function choice(label, options, chosen, change) {
  const id = freshId();
  const select = make("select", { id, change: () => change(select.value) });
  for (const [value, text] of options) select.append(make("option", { value, selected: value === chosen }, text));
  return make("span", { class: "field" }, make("label", { for: id }, label), select);
}

/** @type {HTMLElement | null} */
let ear = null;

/**
 * Say something to those who listen instead of looking.
 * @param {string} text
 */
export function announce(text) {
  if (!ear) {
    ear = make("div", { class: "unseen", role: "status" });
    document.body.append(ear);
  }
  ear.textContent = text;
}

/** The browser's turn: what is drawn so far comes to the screen. */
export function breath() {
  return new Promise((done) => requestAnimationFrame(() => window.setTimeout(done)));
}

/**
 * One call for many: the last one within the time.
 * @template {unknown[]} A
 * @param {(...values: A) => void} act
 * @param {number} wait milliseconds
 */
export function calmly(act, wait) {
  let timer = 0;
  return (/** @type {A} */ ...values) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => act(...values), wait);
  };
}
