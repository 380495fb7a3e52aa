// One way to draw, two papers: a canvas for the screen and PNG files, and SVG for drawing programs.
import { make, straight } from "./dom.js";

/** @typedef {"circle" | "square" | "up" | "down" | "diamond" | "plus" | "cross" | "dash" | "bar"} Shape */
/** @typedef {{size?: number, anchor?: "start" | "middle" | "end", base?: "top" | "middle" | "bottom", colour?: string, bold?: boolean, turn?: boolean, halo?: string}} TextLook */
/** @typedef {{line: (x1: number, y1: number, x2: number, y2: number, colour: string, width?: number, dash?: boolean) => void,
 *   mark: (shape: Shape, x: number, y: number, r: number, colour: string, edge?: string) => void,
 *   cloud: (shape: Shape, xs: ArrayLike<number>, ys: ArrayLike<number>, r: number, colour: string, alpha: number) => void,
 *   rect: (x: number, y: number, w: number, h: number, fill: string, edge?: string) => void,
 *   cells: (picture: HTMLCanvasElement, x: number, y: number, w: number, h: number) => void,
 *   text: (text: string, x: number, y: number, look?: TextLook) => void,
 *   width: (text: string, size: number) => number,
 *   within: (x: number, y: number, w: number, h: number, draw: () => void) => void}} Painter */

export const FAMILY = '"Open Sans", "Segoe UI", "Noto Sans", "Liberation Sans", "DejaVu Sans", sans-serif';
export const SHAPES = /** @type {Shape[]} */ (["circle", "square", "up", "diamond", "down", "plus", "cross"]);

/** Corners of the shapes that have some, for a radius of 1. @type {Record<string, number[][]>} */
const CORNERS = {
  square: [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
  up: [[0, -1.15], [1.05, 0.8], [-1.05, 0.8]],
  down: [[0, 1.15], [1.05, -0.8], [-1.05, -0.8]],
  diamond: [[0, -1.25], [1.25, 0], [0, 1.25], [-1.25, 0]],
  plus: [[-0.4, -1.1], [0.4, -1.1], [0.4, -0.4], [1.1, -0.4], [1.1, 0.4], [0.4, 0.4], [0.4, 1.1], [-0.4, 1.1], [-0.4, 0.4], [-1.1, 0.4], [-1.1, -0.4], [-0.4, -0.4]],
  cross: [[-1.1, -0.6], [-0.6, -1.1], [0, -0.5], [0.6, -1.1], [1.1, -0.6], [0.5, 0], [1.1, 0.6], [0.6, 1.1], [0, 0.5], [-0.6, 1.1], [-1.1, 0.6], [-0.5, 0]],
  dash: [[-1.4, -0.45], [1.4, -0.45], [1.4, 0.45], [-1.4, 0.45]],
  bar: [[-0.45, -1.4], [0.45, -1.4], [0.45, 1.4], [-0.45, 1.4]],
};

/**
 * @param {CanvasRenderingContext2D} ink scaled so that a unit is a CSS pixel
 * @returns {Painter}
 */
export function onCanvas(ink) {
  /** @type {(shape: Shape, x: number, y: number, r: number) => void} */
  const outline = (shape, x, y, r) => {
    const corners = CORNERS[shape];
    if (!corners) {
      ink.moveTo(x + r, y);
      ink.arc(x, y, r, 0, 2 * Math.PI);
      return;
    }
    ink.moveTo(x + corners[0][0] * r, y + corners[0][1] * r);
    for (let i = 1; i < corners.length; i += 1) ink.lineTo(x + corners[i][0] * r, y + corners[i][1] * r);
    ink.closePath();
  };
  return {
    line(x1, y1, x2, y2, colour, width = 1, dash = false) {
      ink.beginPath();
      ink.setLineDash(dash ? [5, 4] : []);
      ink.strokeStyle = colour;
      ink.lineWidth = width;
      ink.moveTo(x1, y1);
      ink.lineTo(x2, y2);
      ink.stroke();
      ink.setLineDash([]);
    },
    mark(shape, x, y, r, colour, edge) {
      ink.beginPath();
      outline(shape, x, y, r);
      if (colour) {
        ink.fillStyle = colour;
        ink.fill();
      }
      if (edge) {
        ink.strokeStyle = edge;
        ink.lineWidth = 2;
        ink.stroke();
      }
    },
    cloud(shape, xs, ys, r, colour, alpha) {
      if (shape === "circle" && r < 2) {
        dots(ink, xs, ys, 1.8 * r, colour, alpha); // small enough that nobody sees a corner
        return;
      }
      ink.globalAlpha = alpha;
      ink.fillStyle = colour;
      for (let from = 0; from < xs.length; from += 500) {
        ink.beginPath();
        for (let i = from; i < Math.min(from + 500, xs.length); i += 1) outline(shape, xs[i], ys[i], r);
        ink.fill();
      }
      ink.globalAlpha = 1;
    },
    rect(x, y, w, h, fill, edge) {
      if (fill) {
        ink.fillStyle = fill;
        ink.fillRect(x, y, w, h);
      }
      if (edge) {
        ink.strokeStyle = edge;
        ink.lineWidth = 1;
        ink.strokeRect(x, y, w, h);
      }
    },
    cells(picture, x, y, w, h) {
      ink.imageSmoothingEnabled = false;
      ink.drawImage(picture, x, y, w, h);
    },
    text(text, x, y, { size = 12, anchor = "start", base = "bottom", colour = "#000", bold = false, turn = false, halo = "" } = {}) {
      ink.save();
      ink.font = `${bold ? 600 : 400} ${size}px ${FAMILY}`;
      ink.textAlign = anchor === "middle" ? "center" : anchor === "end" ? "right" : "left";
      ink.textBaseline = base === "bottom" ? "alphabetic" : base;
      ink.translate(x, y);
      if (turn) ink.rotate(-Math.PI / 2);
      if (halo) {
        ink.strokeStyle = halo;
        ink.lineWidth = 3;
        ink.lineJoin = "round";
        ink.strokeText(straight(text), 0, 0);
      }
      ink.fillStyle = colour;
      ink.fillText(straight(text), 0, 0);
      ink.restore();
    },
    width(text, size) {
      ink.font = `400 ${size}px ${FAMILY}`;
      return ink.measureText(text).width;
    },
    within(x, y, w, h, draw) {
      ink.save();
      ink.beginPath();
      ink.rect(x, y, w, h);
      ink.clip();
      draw();
      ink.restore();
    },
  };
}

/**
 * Small squares of one colour, counted pixel by pixel: where n of them lie, 1 - (1 - alpha)^n of the paper is covered. For
 * tens of thousands it takes a tenth of the time of drawing each.
 * @param {CanvasRenderingContext2D} ink
 * @param {ArrayLike<number>} xs
 * @param {ArrayLike<number>} ys
 * @param {number} size
 * @param {string} colour
 * @param {number} alpha
 */
function dots(ink, xs, ys, size, colour, alpha) {
  const { width, height } = ink.canvas;
  const scale = ink.getTransform().a;
  const side = Math.max(1, Math.round(size * scale));
  const tally = new Uint8ClampedArray(width * height); // stays at 255, where nothing shines through
  for (let i = 0; i < xs.length; i += 1) {
    const [x, y] = [Math.round(xs[i] * scale - side / 2), Math.round(ys[i] * scale - side / 2)];
    if (x < 0 || y < 0 || x + side > width || y + side > height) continue;
    for (let row = y; row < y + side; row += 1) for (let k = row * width + x; k < row * width + x + side; k += 1) tally[k] += 1;
  }
  const picture = make("canvas", { width, height });
  const pen = /** @type {CanvasRenderingContext2D} */ (picture.getContext("2d", { willReadFrequently: true }));
  pen.putImageData(new ImageData(shaded(tally, rgbOf(ink, colour), alpha), width, height), 0, 0);
  ink.save();
  ink.resetTransform();
  ink.drawImage(picture, 0, 0);
  ink.restore();
}

/**
 * The pixels of a tally.
 * @param {Uint8ClampedArray} tally
 * @param {number[]} rgb
 * @param {number} alpha
 */
function shaded(tally, [r, g, b], alpha) {
  const shades = Uint32Array.from({ length: 256 }, (_, n) => {
    const [shade] = new Uint32Array(Uint8Array.of(r, g, b, 255 * (1 - (1 - alpha) ** n)).buffer); // in the machine's order of bytes
    return n ? shade : 0;
  });
  const pixels = new Uint32Array(tally.length);
  for (let k = 0; k < tally.length; k += 1) if (tally[k]) pixels[k] = shades[tally[k]];
  return new Uint8ClampedArray(pixels.buffer);
}

/**
 * An opaque colour of a style sheet, however it is written there, as numbers.
 * @param {CanvasRenderingContext2D} ink
 * @param {string} colour
 */
function rgbOf(ink, colour) {
  ink.fillStyle = colour;
  return [1, 3, 5].map((k) => parseInt(String(ink.fillStyle).slice(k, k + 2), 16));
}

/**
 * A drawing as the text of an SVG file.
 * @param {number} width
 * @param {number} height
 * @param {string} title
 * @param {(painter: Painter) => void} draw
 */
export function asSvg(width, height, title, draw) {
  const ruler = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  /** @type {string[]} */
  const out = [];
  let clips = 0;
  const n = (/** @type {number} */ v) => String(Math.round(v * 100) / 100);
  const escaped = (/** @type {string} */ text) => text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c] ?? c);
  const outline = (/** @type {Shape} */ shape, /** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ r) => {
    const corners = CORNERS[shape];
    if (!corners) return `M${n(x - r)} ${n(y)}a${n(r)} ${n(r)} 0 1 0 ${n(2 * r)} 0a${n(r)} ${n(r)} 0 1 0 ${n(-2 * r)} 0z`;
    return `M${corners.map(([a, b]) => `${n(x + a * r)} ${n(y + b * r)}`).join("L")}z`;
  };
  draw({
    line(x1, y1, x2, y2, colour, w = 1, dash = false) {
      out.push(`<path d="M${n(x1)} ${n(y1)}L${n(x2)} ${n(y2)}" stroke="${colour}" stroke-width="${w}"${dash ? ' stroke-dasharray="5 4"' : ""}/>`);
    },
    mark(shape, x, y, r, colour, edge) {
      out.push(`<path d="${outline(shape, x, y, r)}" fill="${colour || "none"}"${edge ? ` stroke="${edge}" stroke-width="2"` : ""}/>`);
    },
    cloud(shape, xs, ys, r, colour, alpha) {
      if (!xs.length) return;
      let path = "";
      if (shape === "circle") {
        for (let i = 0; i < xs.length; i += 1) path += `M${n(xs[i])} ${n(ys[i])}h0`; // a dot is a line of no length with round ends
        out.push(`<path d="${path}" fill="none" stroke="${colour}" stroke-opacity="${alpha}" stroke-width="${n(2 * r)}" stroke-linecap="round"/>`);
        return;
      }
      for (let i = 0; i < xs.length; i += 1) path += outline(shape, xs[i], ys[i], r);
      out.push(`<path d="${path}" fill="${colour}" fill-opacity="${alpha}"/>`);
    },
    rect(x, y, w, h, fill, edge) {
      out.push(`<path d="M${n(x)} ${n(y)}h${n(w)}v${n(h)}h${n(-w)}z" fill="${fill || "none"}"${edge ? ` stroke="${edge}"` : ""}/>`);
    },
    cells(picture, x, y, w, h) {
      out.push(`<image x="${n(x)}" y="${n(y)}" width="${n(w)}" height="${n(h)}" preserveAspectRatio="none" image-rendering="optimizeSpeed" href="${picture.toDataURL("image/png")}"/>`);
    },
    text(text, x, y, { size = 12, anchor = "start", base = "bottom", colour = "#000", bold = false, turn = false } = {}) {
      const down = base === "top" ? 0.8 * size : base === "middle" ? 0.35 * size : 0;
      const place = turn ? `transform="translate(${n(x + down)} ${n(y)}) rotate(-90)"` : `x="${n(x)}" y="${n(y + down)}"`;
      out.push(`<text ${place} font-size="${size}" text-anchor="${anchor}"${bold ? ' font-weight="600"' : ""} fill="${colour}">${escaped(straight(text))}</text>`);
    },
    width(text, size) {
      ruler.font = `400 ${size}px ${FAMILY}`;
      return ruler.measureText(text).width;
    },
    within(x, y, w, h, inner) {
      clips += 1;
      out.push(`<clipPath id="clip${clips}"><path d="M${n(x)} ${n(y)}h${n(w)}v${n(h)}h${n(-w)}z"/></clipPath><g clip-path="url(#clip${clips})">`);
      inner();
      out.push("</g>");
    },
  });
  const size = `width="${n(width)}" height="${n(height)}" viewBox="0 0 ${n(width)} ${n(height)}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="${escaped(FAMILY)}" role="img"><title>${escaped(straight(title))}</title>${out.join("\n")}</svg>\n`;
}
