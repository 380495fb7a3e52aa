// A drawing that the reader moves in: mouse, touch and keyboard; downloads and full screen.
import { announce, button, freshId, make } from "./dom.js";
import { colours } from "./colours.js";
import { asSvg, onCanvas } from "./painter.js";
import { delimited, saveBlob, saveText } from "./save.js";
import { whenChanged } from "./state.js";
import { say } from "./words.js";

/** @typedef {{x0: number, x1: number, y0: number, y1: number}} Box */
/** @typedef {{left: number, right: number, top: number, bottom: number}} Margins */
/** @typedef {{left: number, top: number, width: number, height: number, box: Box, full: {width: number, height: number}, colours: import("./colours.js").Colours, x: (v: number) => number, y: (v: number) => number}} Frame */
/** @typedef {{
 *   title: string, file: string, words: () => string,
 *   height: (width: number, margins: Margins) => number,
 *   margins: (painter: import("./painter.js").Painter, width: number) => Margins,
 *   home: () => Box, axis?: "both" | "none",
 *   draw: (painter: import("./painter.js").Painter, frame: Frame) => void,
 *   hit: (frame: Frame, x: number, y: number, reach: number) => number,
 *   at: (frame: Frame, item: number) => [number, number],
 *   tip: (item: number) => string[],
 *   press: (item: number) => void, open?: (item: number) => void,
 *   next: (item: number, step: number) => number,
 *   rows: () => (string | number)[][],
 *   controls?: Node[], below?: Node[], ring?: number,
 * }} Drawing */

const PRINT = 300 / 96; // pixels of a PNG file per CSS pixel: 300 to the inch
const REACH = { mouse: 8, touch: 24 };

/**
 * Put a drawing into a figure, in front of its picture.
 * @param {Element} figure
 * @param {Drawing} drawing
 */
export function plot(figure, drawing) {
  const base = make("canvas", { role: "img" });
  const over = make("canvas", { "aria-hidden": "true", class: "over" });
  const tip = make("div", { class: "tip", hidden: true });
  const help = freshId();
  const stage = make("div", { class: "stage", tabindex: "0", role: "group", "aria-label": drawing.title, "aria-describedby": help }, base, over, tip);
  const tools = make("div", { class: "tools" }, ...(drawing.controls ?? []));
  const frameOf = make("div", { class: "plot" }, tools, stage, make("details", { class: "keys" }, make("summary", {}, say("plot.keys-title")), make("p", { id: help }, say("plot.keys"))), ...(drawing.below ?? []));
  const ink = /** @type {CanvasRenderingContext2D} */ (base.getContext("2d", { willReadFrequently: true }));
  const glass = /** @type {CanvasRenderingContext2D} */ (over.getContext("2d", { willReadFrequently: true }));
  let box = drawing.home();
  let item = -1;
  /** @type {Frame} */
  let frame = layout(onCanvas(ink), 600, drawing, box, false, null);

  const redraw = () => {
    const width = Math.max(240, Math.floor(stage.clientWidth));
    const isFull = document.fullscreenElement === frameOf || frameOf.classList.contains("full");
    const painter = onCanvas(ink);
    frame = layout(painter, width, drawing, box, false, isFull ? Math.max(240, window.innerHeight - tools.offsetHeight - 90) : null);
    const { height } = frame.full;
    const density = window.devicePixelRatio || 1;
    for (const [canvas, pen] of /** @type {[HTMLCanvasElement, CanvasRenderingContext2D][]} */ ([[base, ink], [over, glass]])) {
      if (canvas.width !== Math.round(width * density) || canvas.height !== Math.round(height * density)) {
        canvas.width = Math.round(width * density);
        canvas.height = Math.round(height * density);
        canvas.style.width = `${width}px`;
        canvas.style.height = `${height}px`;
      }
      pen.setTransform(density, 0, 0, density, 0, 0);
    }
    ink.clearRect(0, 0, width, height);
    drawing.draw(painter, frame);
    base.setAttribute("aria-label", drawing.words());
    stage.classList.toggle("zoomed", isPart(box, drawing.home()));
    point(item >= 0 && isInside(frame, drawing.at(frame, item)) ? item : -1);
  };
  const later = soon(redraw);

  /** @param {number} which */
  const point = (which) => {
    item = which;
    glass.clearRect(0, 0, over.width, over.height);
    tip.hidden = which < 0;
    if (which < 0) return;
    const [x, y] = drawing.at(frame, which);
    if (drawing.ring !== 0) onCanvas(glass).mark("circle", x, y, drawing.ring ?? 6, "", frame.colours.ink);
    tip.replaceChildren(...drawing.tip(which).map((line, i) => make(i ? "div" : "strong", {}, line)));
    const right = x > frame.full.width / 2;
    tip.style.left = `${Math.max(0, right ? x - tip.offsetWidth - 12 : Math.min(x + 12, frame.full.width - tip.offsetWidth))}px`;
    tip.style.top = `${Math.max(0, y - tip.offsetHeight - 10)}px`;
  };

  /** @param {Box} wanted */
  const show = (wanted) => {
    box = kept(wanted, drawing.home());
    later();
  };
  /** @param {number} factor @param {number} [fx] @param {number} [fy] share of the frame that stays where it is */
  const zoom = (factor, fx = 0.5, fy = 0.5) => {
    const [w, h] = [box.x1 - box.x0, box.y1 - box.y0];
    const [x, y] = [box.x0 + fx * w, box.y0 + (1 - fy) * h];
    show({ x0: x - fx * w * factor, x1: x + (1 - fx) * w * factor, y0: y - (1 - fy) * h * factor, y1: y + fy * h * factor });
  };
  /** @param {number} dx @param {number} dy shares of the frame */
  const pan = (dx, dy) => {
    const [w, h] = [box.x1 - box.x0, box.y1 - box.y0];
    show({ x0: box.x0 + dx * w, x1: box.x1 + dx * w, y0: box.y0 + dy * h, y1: box.y1 + dy * h });
  };
  const reset = () => {
    box = drawing.home();
    later();
  };

  stage.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== stage) return;
    const step = { ArrowLeft: [-0.2, 0], ArrowRight: [0.2, 0], ArrowUp: [0, 0.2], ArrowDown: [0, -0.2] }[event.key];
    if (step) pan(step[0], step[1]);
    else if (event.key === "+" || event.key === "=") zoom(0.6);
    else if (event.key === "-") zoom(1 / 0.6);
    else if (event.key === "0") reset();
    else if (event.key === "n" || event.key === "p") walk(event.key === "n" ? 1 : -1);
    else if (event.key === "Enter" && item >= 0) drawing.press(item);
    else if (event.key === "o" && item >= 0) drawing.open?.(item);
    else if (event.key === "Escape") point(-1);
    else return;
    event.preventDefault();
  });
  /** @param {number} step */
  const walk = (step) => {
    const next = drawing.next(item, step);
    if (next < 0) return;
    point(next);
    announce(drawing.tip(next).join(", "));
  };

  gestures(stage, { frame: () => frame, glass, point: (x, y, reach) => point(drawing.hit(frame, x, y, reach)), item: () => item, press: (x, y, reach) => {
    const which = drawing.hit(frame, x, y, reach);
    if (which >= 0) drawing.press(which);
    point(which);
  }, open: () => item >= 0 && drawing.open?.(item), show, zoom, pan, reset, leave: () => point(-1) });

  const full = () => fullScreen(frameOf, later);
  tools.append(
    button("+", () => zoom(0.6), { "aria-label": say("plot.zoom-in"), title: say("plot.zoom-in") }),
    button("−", () => zoom(1 / 0.6), { "aria-label": say("plot.zoom-out"), title: say("plot.zoom-out") }),
    button(say("plot.reset"), reset),
    button(say("plot.full"), full),
    downloads(drawing, () => ({ box, width: frame.full.width, height: frame.full.height })),
  );
  const picture = figure.querySelector(".picture");
  figure.insertBefore(frameOf, picture);
  figure.classList.add("explored");
  new ResizeObserver(later).observe(stage);
  document.addEventListener("fullscreenchange", later);
  for (const what of /** @type {("genes" | "samples" | "theme")[]} */ (["genes", "samples", "theme"])) whenChanged(what, later);
  redraw();
  return { redraw: later, reset };
}

/**
 * At most one drawing per picture of the screen; where none is due, as in a hidden tab, at once.
 * @param {() => void} act
 */
function soon(act) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      act();
    });
  };
}

/**
 * @param {import("./painter.js").Painter} painter
 * @param {number} width
 * @param {Drawing} drawing
 * @param {Box} box
 * @param {boolean} paper
 * @param {number | null} given height; without it the drawing has its own
 * @returns {Frame}
 */
function layout(painter, width, drawing, box, paper, given) {
  const m = drawing.margins(painter, width);
  const height = given ?? Math.round(drawing.height(width, m));
  const inner = { width: Math.max(40, width - m.left - m.right), height: Math.max(40, height - m.top - m.bottom) };
  return {
    left: m.left,
    top: m.top,
    ...inner,
    box,
    full: { width, height },
    colours: colours(paper),
    x: (v) => m.left + ((v - box.x0) / (box.x1 - box.x0)) * inner.width,
    y: (v) => m.top + (1 - (v - box.y0) / (box.y1 - box.y0)) * inner.height,
  };
}

/**
 * A view that lies inside the whole and is not smaller than a ten-thousandth of it.
 * @param {Box} wanted
 * @param {Box} whole
 * @returns {Box}
 */
function kept(wanted, whole) {
  const [x0, x1] = inside(wanted.x0, wanted.x1, whole.x0, whole.x1);
  const [y0, y1] = inside(wanted.y0, wanted.y1, whole.y0, whole.y1);
  return { x0, x1, y0, y1 };
}

/** @type {(box: Box, whole: Box) => boolean} */
function isPart(box, whole) {
  return box.x1 - box.x0 < 0.999 * (whole.x1 - whole.x0) || box.y1 - box.y0 < 0.999 * (whole.y1 - whole.y0);
}

/** @type {(frame: Frame, place: [number, number]) => boolean} */
function isInside({ left, top, width, height }, [x, y]) {
  return x >= left && x <= left + width && y >= top && y <= top + height;
}

/** @type {(a: number, b: number, low: number, high: number) => [number, number]} */
function inside(a, b, low, high) {
  const size = Math.min(high - low, Math.max(b - a, (high - low) / 10000));
  const start = Math.min(Math.max((a + b - size) / 2, low), high - size);
  return [start, start + size];
}

/** @param {HTMLElement} frame @param {() => void} after */
function fullScreen(frame, after) {
  if (document.fullscreenElement) document.exitFullscreen();
  else if (frame.requestFullscreen) frame.requestFullscreen().catch(() => frame.classList.toggle("full"));
  else frame.classList.toggle("full");
  after();
}

/**
 * @param {Drawing} drawing
 * @param {() => {box: Box, width: number, height: number}} view
 */
function downloads(drawing, view) {
  /** @type {(draw: (painter: import("./painter.js").Painter) => void) => (painter: import("./painter.js").Painter) => void} */
  const onPaper = () => (painter) => {
    const { box, width, height } = view();
    const frame = layout(painter, width, drawing, box, true, height);
    painter.rect(0, 0, width, height, frame.colours.paper);
    drawing.draw(painter, frame);
  };
  const svg = () => {
    const { width, height } = view();
    saveText(`${drawing.file}.svg`, asSvg(width, height, drawing.title, onPaper(() => undefined)), "image/svg+xml");
  };
  const png = () => {
    const { width, height } = view();
    const canvas = make("canvas", { width: Math.round(width * PRINT), height: Math.round(height * PRINT) });
    const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    pen.scale(PRINT, PRINT);
    onPaper(() => undefined)(onCanvas(pen));
    canvas.toBlob((blob) => blob && saveBlob(`${drawing.file}.png`, blob), "image/png");
  };
  const data = () => saveText(`${drawing.file}.csv`, delimited(drawing.rows(), ","), "text/csv");
  return menu(say("plot.download"), [[say("plot.svg"), svg], [say("plot.png"), png], [say("plot.data"), data]]);
}

/**
 * @param {string} title
 * @param {[string, () => void][]} entries
 */
export function menu(title, entries) {
  const list = make("div", { class: "entries" });
  const folded = make("details", { class: "menu" }, make("summary", {}, title), list);
  for (const [text, act] of entries) {
    list.append(button(text, () => {
      folded.open = false;
      act();
    }));
  }
  return foldable(folded, list);
}

/**
 * A list that unfolds under its title, inside the window, and folds again at Escape or when the reader goes elsewhere.
 * @param {HTMLDetailsElement} folded
 * @param {HTMLElement} list
 */
export function foldable(folded, list) {
  folded.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !folded.open) return;
    folded.open = false;
    folded.querySelector("summary")?.focus();
    event.stopPropagation();
    event.preventDefault();
  });
  folded.addEventListener("focusout", (event) => {
    if (event.relatedTarget instanceof Node && !folded.contains(event.relatedTarget)) folded.open = false;
  });
  folded.addEventListener("toggle", () => {
    list.style.left = "0px";
    const { left, right } = list.getBoundingClientRect();
    const edge = document.documentElement.clientWidth - 6;
    if (right > edge) list.style.left = `${Math.max(edge - right, 6 - left)}px`;
  });
  return folded;
}

/** @typedef {{frame: () => Frame, glass: CanvasRenderingContext2D, point: (x: number, y: number, reach: number) => void, item: () => number, press: (x: number, y: number, reach: number) => void, open: () => void, show: (box: Box) => void, zoom: (factor: number, fx: number, fy: number) => void, pan: (dx: number, dy: number) => void, reset: () => void, leave: () => void}} Hands */

/**
 * Mouse: hover, click, drag a box, shift-drag to move, ctrl-wheel to zoom. Touch: tap, pinch, drag when zoomed in.
 * @param {HTMLElement} stage
 * @param {Hands} hands
 */
function gestures(stage, hands) {
  /** @type {Map<number, {x: number, y: number}>} */
  const down = new Map();
  let start = { x: 0, y: 0 };
  let moved = false;
  let mode = "";
  const place = (/** @type {MouseEvent} */ event) => {
    const edge = stage.getBoundingClientRect();
    return { x: event.clientX - edge.left - stage.clientLeft, y: event.clientY - edge.top - stage.clientTop };
  };
  stage.addEventListener("pointerdown", (event) => {
    if (event.button > 1) return;
    const at = place(event);
    down.set(event.pointerId, at);
    if (event.pointerType === "touch") {
      mode = down.size > 1 ? "pinch" : stage.classList.contains("zoomed") ? "pan" : "tap";
    } else {
      mode = event.shiftKey || event.button === 1 ? "pan" : "box";
      if (mode === "pan") event.preventDefault();
    }
    if (mode !== "tap") stage.setPointerCapture(event.pointerId);
    start = at;
    moved = false;
  });
  stage.addEventListener("pointermove", (event) => {
    const at = place(event);
    const before = down.get(event.pointerId);
    if (!before) {
      if (event.pointerType !== "touch") hands.point(at.x, at.y, REACH.mouse);
      return;
    }
    if (Math.hypot(at.x - start.x, at.y - start.y) > 5) moved = true;
    const frame = hands.frame();
    if (mode === "pan" && moved) hands.pan((before.x - at.x) / frame.width, (at.y - before.y) / frame.height);
    if (mode === "box" && moved) lasso(hands.glass, frame, start, at);
    if (mode === "pinch" && down.size === 2) pinch(event.pointerId, at, frame);
    down.set(event.pointerId, at);
  });
  /** @type {(id: number, at: {x: number, y: number}, frame: Frame) => void} */
  const pinch = (id, at, frame) => {
    const other = [...down].find(([key]) => key !== id)?.[1];
    const before = down.get(id);
    if (!other || !before) return;
    const factor = Math.hypot(before.x - other.x, before.y - other.y) / Math.max(1, Math.hypot(at.x - other.x, at.y - other.y));
    hands.zoom(factor, (other.x - frame.left) / frame.width, (other.y - frame.top) / frame.height);
    moved = true;
  };
  stage.addEventListener("pointerup", (event) => {
    if (!down.delete(event.pointerId)) return;
    const at = place(event);
    const reach = event.pointerType === "touch" ? REACH.touch : REACH.mouse;
    if (!moved) hands.press(at.x, at.y, reach);
    else if (mode === "box") boxed(hands, start, at);
    if (!down.size) mode = "";
  });
  stage.addEventListener("pointercancel", (event) => down.delete(event.pointerId));
  stage.addEventListener("pointerleave", (event) => event.pointerType !== "touch" && !down.size && hands.leave());
  stage.addEventListener("dblclick", () => (hands.item() >= 0 ? hands.open() : hands.reset()));
  stage.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return; // the wheel alone scrolls the page
    event.preventDefault();
    const { x, y } = place(event);
    const frame = hands.frame();
    hands.zoom(event.deltaY > 0 ? 1.2 : 1 / 1.2, (x - frame.left) / frame.width, (y - frame.top) / frame.height);
  }, { passive: false });
}

/** @type {(glass: CanvasRenderingContext2D, frame: Frame, a: {x: number, y: number}, b: {x: number, y: number}) => void} */
function lasso(glass, frame, a, b) {
  glass.clearRect(0, 0, frame.full.width, frame.full.height);
  glass.strokeStyle = frame.colours.accent;
  glass.setLineDash([4, 3]);
  glass.strokeRect(Math.min(a.x, b.x), Math.min(a.y, b.y), Math.abs(a.x - b.x), Math.abs(a.y - b.y));
  glass.setLineDash([]);
}

/** @type {(hands: Hands, a: {x: number, y: number}, b: {x: number, y: number}) => void} */
function boxed(hands, a, b) {
  const frame = hands.frame();
  const x = (/** @type {number} */ px) => frame.box.x0 + ((px - frame.left) / frame.width) * (frame.box.x1 - frame.box.x0);
  const y = (/** @type {number} */ py) => frame.box.y1 - ((py - frame.top) / frame.height) * (frame.box.y1 - frame.box.y0);
  const [xs, ys] = [[x(a.x), x(b.x)].sort((p, q) => p - q), [y(a.y), y(b.y)].sort((p, q) => p - q)];
  if (Math.abs(a.x - b.x) < 5 && Math.abs(a.y - b.y) < 5) return;
  hands.show({ x0: Math.max(xs[0], frame.box.x0), x1: Math.min(xs[1], frame.box.x1), y0: Math.max(ys[0], frame.box.y0), y1: Math.min(ys[1], frame.box.y1) });
}
