// Every gene of a contrast, of which only the rows in view are in the page.
import { announce, button, calmly, choice, freshId, make } from "./dom.js";
import { contrast, genes, label, samples } from "./data.js";
import { asked, chosen } from "./filter.js";
import { inCall, openGene } from "./gene.js";
import { links } from "./links.js";
import { thousands, written } from "./numbers.js";
import { foldable, menu } from "./plot.js";
import { spanOf } from "./scale.js";
import { delimited, saveText } from "./save.js";
import { found, markFound, pin, pinned, whenChanged } from "./state.js";
import { say } from "./words.js";

const ROW = 32; // pixels
const SPARE = 8; // rows beyond both edges

/** @typedef {{key: string, kind: string, text: string, help: string, shown: boolean}} Column */

/**
 * @param {Element} host the static table's frame, which the new one replaces on screen
 * @param {{contrast: string}} spec
 */
export async function geneTable(host, spec) {
  const [all, c] = [await genes(), await contrast(spec.contrast)];
  /** @type {import("./filter.js").Wish} */
  const wish = { text: "", call: "all", change: 0, padj: 1, column: "pvalue", down: false };
  const columns = columnsOf(c, all);
  let rows = chosen(c, all, wish);
  let first = -1;
  const status = make("p", { class: "found", role: "status" });
  const order = make("p", { class: "note", hidden: true }, say("table.order"));
  const body = make("tbody");
  const head = make("thead");
  const caption = make("caption", { class: "unseen" }, `${say("table.title")}: ${c.about.title}. ${c.about.sentence}.`);
  const table = make("table", { class: "all-genes" }, caption, head, body);
  const box = make("section", { class: "genes-box", tabindex: "0", "aria-label": `${say("table.title")}: ${c.about.title}` }, table);

  const fill = () => {
    const from = Math.max(0, Math.floor(box.scrollTop / ROW) - SPARE);
    if (from === first) return;
    first = from;
    const to = Math.min(rows.length, from + Math.ceil((box.clientHeight || 480) / ROW) + 2 * SPARE);
    const visible = columns.filter((column) => column.shown);
    const made = [];
    for (let k = from; k < to; k += 1) made.push(rowOf(rows[k], k, visible));
    body.replaceChildren(spacer(from), ...made, spacer(rows.length - to));
    if (!rows.length) body.append(make("tr", {}, make("td", { colspan: String(visible.length) }, say("table.none"))));
  };
  const spacer = (/** @type {number} */ n) => {
    const line = make("tr", { class: "spacer", "aria-hidden": "true" }, make("td", { colspan: String(columns.length) }));
    line.style.height = `${n * ROW}px`;
    if (!n) line.hidden = true;
    return line;
  };
  /** @type {(i: number, k: number, visible: Column[]) => HTMLElement} */
  const rowOf = (i, k, visible) => {
    const line = make("tr", { "aria-rowindex": String(k + 2), class: found.has(c.gene[i]) && found.size < rows.length ? "found" : pinned.has(c.gene[i]) ? "pinned" : null });
    for (const column of visible) line.append(cellOf(column, i));
    return line;
  };
  /** @type {(column: Column, i: number) => HTMLElement} */
  const cellOf = (column, i) => {
    const gene = c.gene[i];
    if (column.key === "pin") {
      const on = pinned.has(gene);
      return make("td", {}, button(on ? "★" : "☆", () => pin(gene), { class: "star", "aria-pressed": String(on), "aria-label": say("table.pin", { gene: label(all, gene) }) }));
    }
    if (column.key === "gene_name") return make("th", { scope: "row" }, button(label(all, gene), () => openGene(gene), { class: "gene", title: say("table.open") }));
    if (column.key === "gene_id") return make("td", { class: "id" }, linkedId(gene));
    if (column.key === "call") return make("td", { class: `call call-${c.call[i].replace(/\s/g, "-")}` }, inCall(c, i));
    if (column.key in all.annotation) return make("td", {}, all.annotation[column.key][gene]);
    return make("td", { class: column.kind }, written(c.numbers[column.key][i], column.kind === "pvalue" ? "pvalue" : "number"));
  };
  const linkedId = (/** @type {number} */ gene) => {
    const [link] = links(all.id[gene], all.name[gene], all.entrez(gene), samples().organism);
    return link ? make("a", { href: link.address, target: "_blank", rel: "noopener noreferrer", title: link.name }, all.id[gene]) : all.id[gene];
  };
  const heads = () => {
    const visible = columns.filter((column) => column.shown);
    head.replaceChildren(make("tr", {}, ...visible.map((column) => {
      if (column.key === "pin") return make("th", { scope: "col" }, make("span", { class: "unseen" }, column.text));
      const on = wish.column === column.key;
      return make("th", { scope: "col", class: column.kind, "aria-sort": on ? (wish.down ? "descending" : "ascending") : null, title: column.help }, button(`${column.text}${on ? (wish.down ? " ▼" : " ▲") : ""}`, () => sortBy(column.key)));
    })));
    table.setAttribute("aria-rowcount", String(rows.length + 1));
  };
  const sortBy = (/** @type {string} */ key) => {
    wish.down = wish.column === key ? !wish.down : key === "baseMean";
    wish.column = key;
    update();
    const at = columns.filter((column) => column.shown).findIndex((column) => column.key === key);
    head.querySelectorAll("th")[at]?.querySelector("button")?.focus();
    announce(say("table.sorted", { column: columns.find((column) => column.key === key)?.text ?? key }));
  };
  const update = () => {
    rows = chosen(c, all, wish);
    box.scrollTop = 0;
    again();
    heads();
    order.hidden = wish.column === "pvalue" && !wish.down;
    status.textContent = say("table.found", { n: thousands(rows.length), all: thousands(c.rows) });
    reset.hidden = rows.length === c.rows;
  };
  const again = () => {
    first = -1;
    fill();
  };
  const reset = button(say("table.reset"), () => {
    Object.assign(wish, { text: "", call: "all", change: 0, padj: 1 });
    for (const input of filters.querySelectorAll("input")) input.value = input.type === "range" ? input.dataset.start ?? "0" : "";
    for (const select of filters.querySelectorAll("select")) select.value = "all";
    for (const output of filters.querySelectorAll("output")) output.textContent = say("table.any");
    markFound([]);
    update();
  });
  const filters = filtersOf(c, all, wish, calmly(update, 120));
  const ticks = make("div", { class: "entries" }, ...columns.filter((column) => column.key !== "gene_name").map((column) => tick(column, () => {
    heads();
    again();
  })));
  const chooser = foldable(make("details", { class: "menu columns" }, make("summary", {}, say("table.columns")), ticks), ticks);
  const save = (/** @type {"," | "\t"} */ between) => saveText(`${spec.contrast}.genes.${between === "," ? "csv" : "tsv"}`, delimited(download(rows, columns, c, all), between), between === "," ? "text/csv" : "text/tab-separated-values");
  const frame = make("div", { class: "gene-table" }, filters, make("p", { class: "note" }, say("table.view-only", { criterion: c.about.criterion })), make("div", { class: "tools" }, status, reset, chooser, menu(say("plot.download"), [[say("table.csv"), () => save(",")], [say("table.tsv"), () => save("\t")]])), order, box, make("p", { class: "note" }, say("table.full", { file: `tables/${spec.contrast}.csv` })));
  const caption2 = document.getElementById((host.getAttribute("aria-labelledby") ?? "").split(" ").pop() ?? "");
  host.before(frame);
  host.classList.add("replaced");
  caption2?.classList.add("replaced");
  box.addEventListener("scroll", fill, { passive: true });
  new ResizeObserver(again).observe(box);
  whenChanged("genes", again);
  update();
}

/**
 * @param {import("./data.js").Contrast} c
 * @param {import("./data.js").Genes} all
 * @returns {Column[]}
 */
function columnsOf(c, all) {
  const column = (/** @type {string} */ key, /** @type {string} */ kind, shown = true) => ({ key, kind, text: say(`column.${key}`), help: say(`help.${key}`, { criterion: c.about.criterion, axis: c.about.axis }), shown });
  return [
    column("pin", "text"),
    column("gene_name", "id"),
    ...(all.named ? [column("gene_id", "id")] : []),
    ...["baseMean", "log2FoldChange", "lfcSE"].filter((key) => key in c.numbers).map((key) => column(key, "number")),
    ...["log2FoldChange_shrunken"].filter((key) => key in c.numbers).map((key) => column(key, "number")),
    ...["stat"].filter((key) => key in c.numbers).map((key) => column(key, "number", false)),
    ...["pvalue", "padj"].map((key) => column(key, "pvalue")),
    ...["svalue"].filter((key) => key in c.numbers).map((key) => column(key, "pvalue")),
    column("call", "call"),
    ...Object.keys(all.annotation).map((key) => ({ key, kind: "text", text: key, help: key, shown: false })),
  ];
}

/** @type {(column: Column, change: () => void) => HTMLElement} */
function tick(column, change) {
  const id = freshId();
  const input = make("input", { type: "checkbox", id, checked: column.shown, change: () => {
    column.shown = input.checked;
    change();
  } });
  return make("div", {}, input, make("label", { for: id }, column.text));
}

/**
 * @param {import("./data.js").Contrast} c
 * @param {import("./data.js").Genes} all
 * @param {import("./filter.js").Wish} wish
 * @param {() => void} update
 */
function filtersOf(c, all, wish, update) {
  const id = freshId();
  const input = make("input", { id, type: "search", autocomplete: "off", spellcheck: "false", placeholder: say("table.search-hint"), input: () => {
    wish.text = input.value;
    const fits = asked(wish.text, all);
    markFound(fits && wish.text.length > 1 ? Array.from(c.gene).filter(fits) : []);
    update();
  } });
  const calls = ["called", "higher", "lower", "changed", "equivalent", "not significant", "not tested"].filter((call) => call === "called" || c.call.includes(call));
  const options = /** @type {[string, string][]} */ ([["all", say("table.all")], ...calls.map((call) => [call, c.about.words[call] ?? say(`call.${call}`)])]);
  const { low, high } = spanOf(c.numbers.log2FoldChange, 0);
  const most = Math.max(-low, high, 1);
  const change = slider(say("table.change"), 0, Math.ceil(Math.min(most, 10) * 10), 0, (v) => {
    wish.change = v / 10;
    update();
    return v ? (v / 10).toFixed(1) : say("table.any");
  });
  const padj = slider(say("table.padj"), 0, 60, 0, (v) => {
    wish.padj = v ? Number((10 ** (-v / 10)).toPrecision(2)) : 1;
    update();
    return v ? written(wish.padj, "pvalue") : say("table.any");
  });
  return make("div", { class: "filters", role: "search", "aria-label": `${say("table.filters")}: ${c.about.title}` }, make("span", { class: "field wide" }, make("label", { for: id }, say("table.search")), input), choice(say("table.call"), options, "all", (value) => {
    wish.call = value;
    update();
  }), change, padj);
}

/** @type {(text: string, min: number, max: number, start: number, change: (value: number) => string) => HTMLElement} */
function slider(text, min, max, start, change) {
  const id = freshId();
  const output = make("output", { for: id }, say("table.any"));
  const input = make("input", { id, type: "range", min: String(min), max: String(max), value: String(start), "data-start": String(start), input: () => {
    output.textContent = change(Number(input.value));
    input.setAttribute("aria-valuetext", output.textContent);
  } });
  return make("span", { class: "field" }, make("label", { for: id }, text), input, output);
}

/** @type {(rows: Int32Array, columns: Column[], c: import("./data.js").Contrast, all: import("./data.js").Genes) => (string | number)[][]} */
function download(rows, columns, c, all) {
  const visible = columns.filter((column) => column.shown && !["pin", "gene_id", "gene_name", "call"].includes(column.key));
  const head = ["gene_id", "gene_name", ...visible.map((column) => column.key), "call", "reason"];
  return [head, ...Array.from(rows, (i) => [all.id[c.gene[i]], all.name[c.gene[i]], ...visible.map((column) => (column.key in all.annotation ? all.annotation[column.key][c.gene[i]] : c.numbers[column.key][i])), c.call[i], c.reasonOf(i)])];
}
