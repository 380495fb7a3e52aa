// One gene: its counts in every sample, its results in every contrast; lives in the address, so that it can be sent.
import { announce, button, choice, make, straight } from "./dom.js";
import { contrast, counts, genes, label, samples } from "./data.js";
import { links } from "./links.js";
import { median, written } from "./numbers.js";
import { plot } from "./plot.js";
import { pin, pinned, whenChanged } from "./state.js";
import { drawingOfCounts } from "./strip.js";
import { say } from "./words.js";

/** @type {HTMLDialogElement | null} */
let dialog = null;

/** @param {number} gene */
export async function openGene(gene) {
  const all = await genes();
  const by = new URLSearchParams(location.hash.slice(1)).get("by");
  history.replaceState(null, "", `#${new URLSearchParams({ gene: all.id[gene], ...(by ? { by } : {}) })}`);
  await show(gene);
}

/** Open the gene that the address names, if it names one. */
export async function openFromAddress() {
  const wanted = new URLSearchParams(location.hash.slice(1)).get("gene");
  if (!wanted) return;
  const all = await genes();
  const [gene] = [all.id.indexOf(wanted), all.name.indexOf(wanted)].filter((place) => place >= 0);
  if (gene !== undefined) await show(gene);
  else announce(say("gene.unknown", { gene: wanted }));
}

/** @param {number} gene */
async function show(gene) {
  const all = await genes();
  dialog?.remove();
  const name = label(all, gene);
  const close = () => made.close();
  const made = make("dialog", { class: "gene-dialog", "aria-labelledby": "gene-title" });
  dialog = made;
  const star = button("", () => pin(gene), {});
  const shine = () => {
    star.textContent = pinned.has(gene) ? say("gene.unpin") : say("gene.pin");
    star.setAttribute("aria-pressed", String(pinned.has(gene)));
  };
  shine();
  whenChanged("genes", shine);
  made.append(
    make("div", { class: "dialog-head" }, make("h2", { id: "gene-title" }, name, name === all.id[gene] ? null : make("small", {}, ` ${all.id[gene]}`)), button(say("close"), close)),
    make("p", { class: "links" }, ...linked(gene, all)),
    make("div", { class: "tools" }, star, button(say("gene.copy-link"), () => copyLink())),
  );
  document.body.append(made);
  made.addEventListener("close", () => {
    if (location.hash.startsWith("#gene=")) history.replaceState(null, "", location.pathname + location.search);
    made.remove();
    if (dialog === made) dialog = null;
  });
  made.addEventListener("click", (event) => event.target === made && close());
  made.showModal();
  await countsOf(made, gene, name);
  made.append(await results(gene));
  made.scrollTop = 0;
}

async function copyLink() {
  try {
    await navigator.clipboard.writeText(location.href);
    announce(say("copied"));
  } catch {
    window.prompt(say("gene.copy-link"), location.href);
  }
}

/**
 * @param {number} gene
 * @param {import("./data.js").Genes} all
 * @returns {Node[]}
 */
function linked(gene, all) {
  const facts = Object.entries(all.annotation).map(([key, values]) => (values[gene] ? `${key}: ${values[gene]}` : "")).filter(Boolean);
  /** @type {Node[]} */
  const made = facts.map((fact) => make("span", {}, `${fact} `));
  for (const { name, address } of links(all.id[gene], all.name[gene], all.entrez(gene), samples().organism)) {
    made.push(make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, name), document.createTextNode(" "));
  }
  return made;
}

/**
 * @param {HTMLElement} host
 * @param {number} gene
 * @param {string} name
 */
async function countsOf(host, gene, name) {
  const values = (await counts()).of(gene);
  if (!values) {
    host.append(make("p", {}, say("gene.no-counts")));
    return;
  }
  const covariates = samples().covariates;
  const wanted = new URLSearchParams(location.hash.slice(1)).get("by");
  let by = Math.max(0, covariates.findIndex((c) => c.name === wanted));
  const figure = make("figure", { class: "gene-counts", id: "fig-gene" });
  const medians = make("figcaption", {});
  const describe = () => medians.replaceChildren(straight(inWords(values, by)));
  const control = choice(say("gene.by"), covariates.map((c, i) => [String(i), c.name]), String(by), (value) => {
    by = Number(value);
    const address = new URLSearchParams(location.hash.slice(1));
    address.set("by", covariates[by].name);
    history.replaceState(null, "", `#${address}`);
    describe();
    mounted.reset();
    mounted.redraw();
  });
  figure.append(medians);
  host.append(figure);
  describe();
  const drawing = drawingOfCounts(name, values, () => by, () => inWords(values, by));
  const mounted = plot(figure, { ...drawing, controls: covariates.length ? [control] : [] });
  whenChanged("samples", describe);
}

/**
 * The picture in a sentence: the median of each group.
 * @param {number[]} values
 * @param {number} by
 */
function inWords(values, by) {
  const covariate = samples().covariates[by];
  if (!covariate || !Object.keys(covariate.levels).length) return say("gene.words", { n: values.length, median: written(median(values), "number") });
  const groups = Object.keys(covariate.levels).map((level) => `${level} ${written(median(values.filter((_, i) => covariate.values[i] === level)), "number")}`);
  return say("gene.medians", { by: covariate.name, groups: groups.join(", ") });
}

/** @param {number} gene */
async function results(gene) {
  const body = make("tbody");
  for (const { id } of samples().contrasts) {
    const c = await contrast(id);
    const i = c.row[gene];
    if (i < 0) continue;
    const { log2FoldChange, lfcSE, pvalue, padj } = c.numbers;
    body.append(make("tr", {}, make("th", { scope: "row" }, c.about.title), make("td", { class: "number" }, written(log2FoldChange[i], "number")), make("td", { class: "number" }, lfcSE ? written(lfcSE[i], "number") : "NA"), make("td", { class: "number" }, written(pvalue[i], "pvalue")), make("td", { class: "number" }, written(padj[i], "pvalue")), make("td", {}, inCall(c, i))));
  }
  const head = ["column.contrast", "column.log2FoldChange", "column.lfcSE", "column.pvalue", "column.padj", "column.call"];
  if (!body.childElementCount) return make("div");
  return make("section", { class: "table", tabindex: "0", "aria-label": say("gene.results") }, make("table", {}, make("caption", {}, say("gene.results")), make("thead", {}, make("tr", {}, ...head.map((key) => make("th", { scope: "col" }, say(key))))), body));
}

/**
 * A verdict in words; where there is none, why.
 * @param {import("./data.js").Contrast} c
 * @param {number} i
 */
export function inCall(c, i) {
  if (c.call[i] === "not tested") return `${say("call.not tested")}: ${say(`reason.${c.reasonOf(i)}`)}`;
  return c.about.words[c.call[i]] ?? say(`call.${c.call[i]}`);
}
