"use strict";
(async () => {
  const PAGE = 25;
  const byId = (id) => document.getElementById(id);
  const bytes = Uint8Array.from(atob(byId("data").textContent), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const data = JSON.parse(await new Response(stream).text());
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const count = (n) => n.toLocaleString("en");
  const plural = (n, word) => `${count(n)} ${word}${n === 1 ? "" : "s"}`;

  const projects = data.projects.map(([id, version, date, title, organism, client, methods, samples, flags, contrasts]) => ({
    id, date, title: title || id, samples, flags,
    organism: data.organisms[organism], client: data.clients[client], methods: methods.map((m) => data.methods[m]),
    folder: `projects/${id.toLowerCase()}/v${version}/data/`,
    contrasts: contrasts.map(([name, higher, lower, other, genes]) => ({
      name, higher, lower, other,
      genes: genes.map((g) => ({ name: data.genes[g >> 1], down: g % 2 === 1 })),
    })),
  }));
  for (const p of projects) {
    const genes = p.contrasts.flatMap((c) => c.genes.map((g) => g.name));
    p.words = fold([p.id, p.title, p.organism, p.client, p.date, ...p.methods, ...p.contrasts.map((c) => c.name), ...genes].join("\n"));
  }

  const element = (name, properties = {}, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };
  const shape = (name, attributes, ...children) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  const wide = (n) => (n > 0 ? Math.max(2, 12 * Math.log10(n + 1)) : 0);
  const verdict = (c) => {
    const parts = [];
    if (c.higher || c.lower || !c.other) parts.push(`${count(c.higher)} higher`, `${count(c.lower)} lower`);
    if (c.other) parts.push(`${count(c.other)} changed or equivalent`);
    return parts.join(", ");
  };
  const picture = (c) => {
    const bars = [shape("line", { class: "middle", x1: 64, x2: 64, y1: 0, y2: 20 })];
    if (c.lower) bars.push(shape("rect", { class: "lower", x: 64 - wide(c.lower), y: 4, width: wide(c.lower), height: 12 }));
    if (c.higher) bars.push(shape("rect", { class: "higher", x: 64, y: 4, width: wide(c.higher), height: 12 }));
    if (c.other) bars.push(shape("rect", { class: "other", x: 64, y: 7, width: wide(c.other), height: 6 }));
    return shape("svg", { viewBox: "0 0 128 20", role: "img", "aria-label": verdict(c) }, ...bars);
  };
  const gene = (g, words) => {
    const text = `${g.down ? "▼" : "▲"}\u00a0${g.name}`;
    return words.some((w) => fold(g.name).includes(w)) ? element("mark", { textContent: text }) : text;
  };
  const contrast = (c, words) => {
    const genes = c.genes.flatMap((g) => [", ", gene(g, words)]).slice(1);
    const text = element("p", { className: "contrast" }, `${c.name}: ${verdict(c)}`);
    if (genes.length) text.append(element("br"), element("span", { className: "genes" }, ...genes));
    return element("div", { className: "row" }, picture(c), text);
  };
  const link = (p, file, text, more = "") => {
    const made = element("a", { href: p.folder + file }, text);
    if (more) made.append(element("span", { className: "hidden", textContent: more }));
    return made;
  };
  const entry = (p, words) => {
    const facts = [p.id, p.date, p.organism, p.client, plural(p.samples, "sample"), p.methods.join(", ")].filter(Boolean);
    const links = [];
    if (p.flags & 1) links.push(link(p, "report.html", "Report", ` of ${p.id}`));
    if (p.flags & 2) links.push(link(p, "report.pdf", "PDF", ` of ${p.id}`));
    const head = element("h2", {}, p.flags & 1 ? link(p, "report.html", p.title) : p.title);
    return element("li", {}, element("article", {}, head,
      element("p", { className: "facts", textContent: facts.join(" · ") }),
      ...p.contrasts.map((c) => contrast(c, words)),
      ...(links.length ? [element("p", { className: "links" }, ...links)] : [])));
  };

  const fill = (id, values) => byId(id).append(...values.map((v) => element("option", { value: v, textContent: v })));
  fill("organism", data.organisms.filter(Boolean).sort());
  fill("method", [...data.methods].sort());
  fill("year", [...new Set(projects.map((p) => p.date.slice(0, 4)))].sort().reverse());

  let found = projects, words = [], shown = 0;
  const more = () => {
    const next = found.slice(shown, shown + PAGE);
    byId("projects").append(...next.map((p) => entry(p, words)));
    shown += next.length;
    byId("more").hidden = shown >= found.length;
  };
  const ask = () => {
    const start = performance.now();
    words = fold(byId("text").value).split(/\s+/).filter(Boolean);
    const [organism, method, year] = ["organism", "method", "year"].map((id) => byId(id).value);
    found = projects.filter((p) =>
      (!organism || p.organism === organism) && (!method || p.methods.includes(method)) &&
      (!year || p.date.startsWith(year)) && words.every((w) => p.words.includes(w)));
    shown = 0;
    byId("projects").replaceChildren();
    more();
    byId("found").textContent = found.length === projects.length ? plural(found.length, "project")
      : `${plural(found.length, "project")} of ${count(projects.length)}`;
    document.documentElement.dataset.milliseconds = (performance.now() - start).toFixed(1);
  };
  byId("ask").addEventListener("input", ask);
  byId("ask").addEventListener("submit", (event) => event.preventDefault());
  byId("more").addEventListener("click", () => {
    const first = shown;
    more();
    byId("projects").children[first]?.querySelector("a")?.focus();
  });
  byId("ask").hidden = false;
  ask();
})();
