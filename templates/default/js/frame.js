// The frame of the page: where the reader is, light or dark, and texts to copy.
import { announce, button, choice, make } from "./dom.js";
import { bibtex } from "./data.js";
import { saveText } from "./save.js";
import { changed } from "./state.js";
import { say } from "./words.js";

/** Mark the section in view in the list of contents. */
export function followReader() {
  const links = new Map([...document.querySelectorAll(".contents a")].map((link) => [link.getAttribute("href")?.slice(1) ?? "", link]));
  const pages = [...document.querySelectorAll("main section.page")];
  /** @type {Element | null} */
  let current = null;
  const mark = () => {
    const edge = window.innerHeight * 0.3;
    const page = pages.filter((p) => p.getBoundingClientRect().top <= edge).pop() ?? pages[0];
    if (!page || page === current) return;
    current = page;
    for (const link of links.values()) link.removeAttribute("aria-current");
    const link = links.get(page.id);
    link?.setAttribute("aria-current", "location");
    links.get(page.parentElement?.id ?? "")?.setAttribute("aria-current", "true");
    const nav = /** @type {HTMLElement | null} */ (document.querySelector(".contents"));
    if (nav && link instanceof HTMLElement && nav.scrollHeight > nav.clientHeight) nav.scrollTop = link.offsetTop - nav.clientHeight / 2;
  };
  let waiting = false;
  const soon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      mark();
    });
  };
  document.addEventListener("scroll", soon, { passive: true });
  window.addEventListener("resize", soon);
  mark();
}

/** Light, dark, or as the system has it. */
export function themes() {
  const kept = recalled();
  apply(kept);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => changed("theme"));
  const options = /** @type {[string, string][]} */ (["auto", "light", "dark"].map((name) => [name, say(`theme.${name}`)]));
  return choice(say("theme.label"), options, kept, (value) => {
    apply(value);
    try {
      localStorage.setItem("seqfolio:theme", value);
    } catch {
      return;
    }
  });
}

/** @returns {string} */
function recalled() {
  try {
    const value = localStorage.getItem("seqfolio:theme") ?? "auto";
    return ["light", "dark"].includes(value) ? value : "auto";
  } catch {
    return "auto";
  }
}

/** @param {string} value */
function apply(value) {
  if (value === "auto") document.documentElement.removeAttribute("data-theme");
  else document.documentElement.setAttribute("data-theme", value);
  changed("theme");
}

/** Buttons that copy the methods and save the references. */
export function copies() {
  for (const page of document.querySelectorAll(".page-methods")) {
    const text = () => [...page.querySelectorAll(".prose")].map((e) => /** @type {HTMLElement} */ (e).innerText).join("\n\n");
    const tools = make("div", { class: "tools" }, button(say("copy.text"), () => copy(text())));
    if (bibtex()) tools.append(button(say("copy.bibtex"), () => copy(bibtex())), button(say("copy.save-bibtex"), () => saveText("references.bib", bibtex(), "application/x-bibtex")));
    page.querySelector("h3")?.after(tools);
  }
}

/** @param {string} text */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = make("textarea", { class: "unseen" }); // the clipboard of old browsers and of pages from a file
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  announce(say("copied"));
}
