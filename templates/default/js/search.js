// Find a gene, or a word of the report.
import { calmly, freshId, make } from "./dom.js";
import { genes, label, squeezed } from "./data.js";
import { openGene } from "./gene.js";
import { markFound } from "./state.js";
import { say } from "./words.js";

const MOST = 8;

/** A field and what it finds. */
export function search() {
  const [id, list] = [freshId(), make("ul", { class: "hits", hidden: true })];
  const status = make("p", { class: "unseen", role: "status" });
  const find = calmly(async () => {
    const text = input.value.trim().toLowerCase();
    list.replaceChildren();
    list.hidden = text.length < 2;
    markFound([]);
    status.textContent = "";
    if (list.hidden) return;
    const [places, found] = [sections(text), await geneHits(text)];
    list.append(...found, ...places);
    if (!list.childElementCount) list.append(make("li", { class: "note" }, say("search.none")));
    status.textContent = say("search.found", { n: found.length + places.length });
  }, 150);
  const input = make("input", { id, type: "search", autocomplete: "off", spellcheck: "false", placeholder: say("search.hint"), input: () => find(), keydown: (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape") {
      input.value = "";
      find();
    }
    if (event.key === "Enter" || event.key === "ArrowDown") {
      const first = list.querySelector("button, a");
      if (first instanceof HTMLElement) first.focus();
      event.preventDefault();
    }
  } });
  list.addEventListener("keydown", (event) => {
    const all = [.../** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll("button, a"))];
    const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    if (event.key === "ArrowDown") all[Math.min(at + 1, all.length - 1)]?.focus();
    else if (event.key === "ArrowUp") (at > 0 ? all[at - 1] : input).focus();
    else if (event.key === "Escape") input.focus();
    else return;
    event.preventDefault();
  });
  return make("div", { class: "search", role: "search" }, make("label", { for: id }, say("search.label")), input, status, list);
}

/** @param {string} text */
async function geneHits(text) {
  const all = await genes();
  const [sought, wanted] = [all.sought(), squeezed(text)];
  /** @type {[number, number][]} */
  const hits = [];
  for (let i = 0; i < all.n; i += 1) {
    const [name, id] = [sought.name[i] ?? "", sought.id[i]];
    const rank = name === wanted || id === wanted ? 0 : name.startsWith(wanted) ? 1 : name.includes(wanted) || id.includes(wanted) ? 2 : 3;
    if (rank < 3) hits.push([rank, i]);
  }
  hits.sort((a, b) => a[0] - b[0] || all.name[a[1]].length - all.name[b[1]].length || a[1] - b[1]);
  if (hits.length) markFound(hits.slice(0, 200).map(([, i]) => i));
  return hits.slice(0, MOST).map(([, i]) => make("li", {}, make("button", { type: "button", click: () => openGene(i) }, make("strong", {}, label(all, i)), all.name[i] ? ` ${all.id[i]}` : "")));
}

/** @param {string} text */
function sections(text) {
  const hits = [];
  for (const page of document.querySelectorAll("main section.page")) {
    const title = page.querySelector("h3")?.textContent ?? "";
    const chapter = page.parentElement?.querySelector("h2")?.textContent ?? "";
    const words = [...page.querySelectorAll(".prose, figcaption, .caption, .notice, .help")].map((e) => e.textContent).join(" ").toLowerCase();
    if (`${title} ${chapter}`.toLowerCase().includes(text)) hits.unshift([page.id, title, chapter]);
    else if (words.includes(text)) hits.push([page.id, title, chapter]);
  }
  return hits.slice(0, MOST).map(([id, title, chapter]) => make("li", {}, make("a", { href: `#${id}` }, title, make("small", {}, ` ${chapter}`))));
}
