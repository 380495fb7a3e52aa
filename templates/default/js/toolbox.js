// Highlight, rename and hide samples in all figures and tables; kept in the browser, and in a small file to be shared.
import { announce, button, calmly, freshId, make, straight } from "./dom.js";
import { samples } from "./data.js";
import { saveText } from "./save.js";
import { changed, choices, choose, highlight, isHidden, sampleName, shown, whenChanged } from "./state.js";
import { say } from "./words.js";

const VERSION = 1;

/** @returns {string} */
const place = () => `seqfolio:${samples().project}`;

/** What was chosen in this browser before; a browser may refuse to remember. */
export function remembered() {
  try {
    const kept = localStorage.getItem(place());
    if (kept) choose(JSON.parse(kept));
  } catch {
    return;
  }
}

function remember() {
  try {
    if (choices.highlight || choices.rename || choices.hide) localStorage.setItem(place(), JSON.stringify(choices));
    else localStorage.removeItem(place());
  } catch {
    return;
  }
}

/** The button that opens the toolbox. */
export function toolbox() {
  /** @type {HTMLDialogElement | null} */
  let dialog = null;
  const opener = button(say("toolbox.open"), () => (dialog ??= build()).showModal());
  const sign = () => {
    const hidden = samples().samples.length - shown().length;
    opener.textContent = hidden ? say("toolbox.open-hidden", { n: hidden }) : say("toolbox.open");
  };
  whenChanged("samples", () => {
    remember();
    sign();
    inTables();
  });
  if (choices.highlight || choices.rename || choices.hide) changed("samples");
  sign();
  return opener;
}

function build() {
  const status = make("p", { role: "status", class: "note" });
  const tell = () => {
    const n = samples().samples.map((_, i) => i);
    status.textContent = say("toolbox.state", {
      highlighted: n.filter((i) => highlight(i)).length,
      renamed: n.filter((i) => sampleName(i) !== samples().samples[i].name).length,
      hidden: n.filter(isHidden).length,
      all: n.length,
    });
  };
  /** @type {Record<string, HTMLTextAreaElement>} */
  const areas = {};
  const regular = make("input", { type: "checkbox", id: freshId(), change: () => take() });
  const take = calmly(() => choose({ highlight: areas.highlight.value, rename: areas.rename.value, hide: areas.hide.value, regular: regular.checked }), 150);
  const field = (/** @type {"highlight" | "rename" | "hide"} */ key) => {
    const [id, help] = [freshId(), freshId()];
    areas[key] = make("textarea", { id, rows: "3", "aria-describedby": help, spellcheck: "false", input: () => take() });
    return make("div", { class: "area" }, make("label", { for: id }, say(`toolbox.${key}`)), make("p", { class: "note", id: help }, say(`toolbox.${key}-help`)), areas[key]);
  };
  const put = () => {
    for (const key of /** @type {("highlight" | "rename" | "hide")[]} */ (["highlight", "rename", "hide"])) if (document.activeElement !== areas[key]) areas[key].value = choices[key];
    regular.checked = choices.regular;
    tell();
  };
  const file = make("input", { type: "file", accept: ".json,application/json", id: freshId(), change: () => load() });
  const load = async () => {
    try {
      const given = JSON.parse(await /** @type {File} */ (file.files?.[0]).text());
      if (given.seqfolio_view !== VERSION) throw new Error("another file");
      choose(given);
      announce(say("toolbox.loaded"));
    } catch {
      status.textContent = say("toolbox.not-loaded");
    }
    file.value = "";
  };
  const save = () => saveText(`${samples().project}.view.json`, `${JSON.stringify({ seqfolio_view: VERSION, ...choices }, null, 1)}\n`, "application/json");
  const clear = () => {
    choose({ highlight: "", rename: "", hide: "", regular: false });
    put();
  };
  const names = make("details", {}, make("summary", {}, say("toolbox.names")), make("p", { class: "note" }, samples().samples.map((s) => (s.id === s.name ? s.id : `${s.id} (${s.name})`)).join(", ")));
  const dialog = make("dialog", { class: "toolbox", "aria-labelledby": "toolbox-title" });
  dialog.append(
    make("div", { class: "dialog-head" }, make("h2", { id: "toolbox-title" }, say("toolbox.title")), button(say("close"), () => dialog.close())),
    make("p", { class: "note" }, say("toolbox.note")),
    field("highlight"), field("rename"), field("hide"),
    make("p", {}, regular, " ", make("label", { for: regular.id }, say("toolbox.regular"))),
    status, names,
    make("div", { class: "tools" }, button(say("toolbox.save"), save), make("span", { class: "field" }, make("label", { for: file.id }, say("toolbox.load")), file), button(say("toolbox.clear"), clear)),
  );
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  whenChanged("samples", put);
  document.body.append(dialog);
  put();
  return dialog;
}

/** @type {Map<HTMLElement, number> | null} */
let cells = null;

/** Samples in the report's plain tables: the first cell of a row is one's id or name. */
function inTables() {
  if (!cells) {
    cells = new Map();
    const known = new Map(samples().samples.flatMap((s, i) => [[straight(s.id), i], [straight(s.name), i]]));
    for (const cell of document.querySelectorAll("main td:first-child")) {
      const i = known.get(cell.textContent ?? "");
      if (i !== undefined && cell instanceof HTMLElement) cells.set(cell, i);
    }
  }
  for (const [cell, i] of cells) {
    cell.textContent = straight(sampleName(i));
    cell.style.color = highlight(i);
    cell.style.fontWeight = highlight(i) ? "600" : "";
    if (cell.parentElement) cell.parentElement.hidden = isHidden(i);
  }
}
