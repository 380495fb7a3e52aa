// The report's own script: it enhances a page that is complete without it.
import { make } from "./dom.js";
import { cloud } from "./cloud.js";
import { contrast, genes, samples } from "./data.js";
import { copies, followReader, themes } from "./frame.js";
import { openFromAddress } from "./gene.js";
import { heat } from "./heat.js";
import { learnDatabases } from "./links.js";
import { pca } from "./pca.js";
import { search } from "./search.js";
import { geneTable } from "./table.js";
import { remembered, toolbox } from "./toolbox.js";
import { learnWords, say } from "./words.js";

/** @type {Record<string, (host: Element, spec: any) => void | Promise<void>>} */
const KINDS = {
  volcano: (host, spec) => cloud(host, spec, "volcano"),
  ma: (host, spec) => cloud(host, spec, "ma"),
  pairs: (host, spec) => cloud(host, spec, "pairs"),
  pca,
  heatmap: heat,
  genes: geneTable,
};

/** @param {Element} host */
async function enhance(host) {
  const kind = host.getAttribute("data-explore") ?? "";
  await KINDS[kind]?.(host, JSON.parse(host.getAttribute("data-spec") ?? "{}"));
  host.setAttribute("data-ready", "");
}

/** What is in view first; the rest when the reader comes near it, or when the browser has nothing else to do. */
function enhanceAll() {
  const hosts = [...document.querySelectorAll("[data-explore]")];
  const watcher = new IntersectionObserver((seen) => {
    for (const { isIntersecting, target } of seen) {
      if (!isIntersecting) continue;
      watcher.unobserve(target);
      enhance(target);
    }
  }, { rootMargin: "800px" });
  for (const host of hosts) watcher.observe(host);
}

/** @param {string} name of a block of plain JSON @param {string} nothing what stands for a missing one */
const block = (name, nothing) => JSON.parse(document.querySelector(`script[data-block="${name}"]`)?.textContent ?? nothing);

function start() {
  genes(); // is unpacked while the page is laid out, as is what most readers look at first
  samples().contrasts.slice(0, 1).forEach((first) => contrast(first.id));
  learnWords(block("words", "{}"));
  learnDatabases(block("databases", "[]"));
  document.documentElement.classList.add("explorable");
  remembered();
  const bar = make("div", { class: "bar", role: "region", "aria-label": say("bar") }, search(), make("div", { class: "tools" }, toolbox(), themes()));
  document.querySelector(".contents")?.prepend(bar);
  followReader();
  copies();
  enhanceAll();
  openFromAddress();
  window.addEventListener("hashchange", openFromAddress);
}

if ("DecompressionStream" in window) start();
