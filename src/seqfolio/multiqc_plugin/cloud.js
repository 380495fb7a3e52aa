// Every tested gene of a contrast as a point: volcano and MA plot on a canvas, which stays fluid where one SVG
// element per point does not. Drag to zoom, double-click to go back, hover or search for a name.
(() => {
  "use strict";
  const MARGIN = { left: 58, right: 14, top: 10, bottom: 44 };
  const LABELS = 20;  // genes that get a name where there is room
  const NEAR = 14;  // pixels within which the mouse finds a gene
  const packed = new Map();  // id of the script -> promise of the columns

  function unpacked(id) {
    if (!packed.has(id)) packed.set(id, inflate(document.getElementById(id).textContent.trim()));
    return packed.get(id);
  }

  async function inflate(base64) {
    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  }

  function span(values) {
    let low = Infinity, high = -Infinity;
    for (const v of values) if (v !== null) { if (v < low) low = v; if (v > high) high = v; }
    return low <= high ? [low, high] : [0, 1];
  }

  /** The whole range of a coordinate with air around it; fold changes lie around 0, p-values above it. */
  function whole(values, name) {
    const [low, high] = span(values);
    if (name === "change") { const far = Math.max(-low, high, 1) * 1.06; return [-far, far]; }
    if (name === "p") return [0, Math.max(high * 1.06, 1)];
    const air = (high - low || 1) * 0.03;
    return [low - air, high + air];
  }

  function ticks([low, high], most) {
    const rough = (high - low) / most, power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough);
    const made = [], digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
    for (let i = Math.ceil(low / step); i * step <= high; i++) made.push([i * step, (i * step).toFixed(digits)]);
    return made;
  }

  class Cloud {
    constructor(box) {
      this.box = box;
      this.spec = JSON.parse(box.dataset.spec);
      this.canvas = box.querySelector("canvas");
      this.tip = box.querySelector(".seqfolio-tip");
      this.hidden = new Set();
      this.found = -1;
    }

    async start() {
      const data = await unpacked(this.spec.genes);
      this.gene = data.gene;
      this.call = data.call;
      this.xs = data[this.spec.x];
      this.ys = data[this.spec.y];
      this.ranked = Array.from(data.p.keys()).filter((i) => this.spec.calls[data.call[i]].labelled);
      this.ranked.sort((a, b) => data.p[b] - data.p[a]);
      this.home = { x: whole(this.xs, this.spec.x), y: whole(this.ys, this.spec.y) };
      this.view = { ...this.home };
      this.listen();
      this.legend();
      this.draw();
      this.box.dataset.ready = "yes";
    }

    listen() {
      const c = this.canvas;
      new ResizeObserver(() => this.soon()).observe(c);
      new MutationObserver(() => this.soon()).observe(document.documentElement, { attributes: true });
      c.addEventListener("pointerdown", (e) => { this.from = this.at(e); this.to = null; c.setPointerCapture(e.pointerId); });
      c.addEventListener("pointermove", (e) => this.moved(this.at(e)));
      c.addEventListener("pointerup", () => this.dropped());
      c.addEventListener("pointerleave", () => { this.tip.hidden = true; });
      c.addEventListener("dblclick", () => this.zoomTo(this.home));
      const [search, nearer, farther, back] = this.box.querySelectorAll("input, button");
      search.addEventListener("input", () => this.search(search.value.trim().toLowerCase()));
      nearer.addEventListener("click", () => this.scale(0.5));
      farther.addEventListener("click", () => this.scale(2));
      back.addEventListener("click", () => this.zoomTo(this.home));
    }

    at(event) {
      const edge = this.canvas.getBoundingClientRect();
      return [event.clientX - edge.left, event.clientY - edge.top];
    }

    moved(point) {
      if (this.from) { this.to = point; this.soon(); return; }
      const i = this.nearest(point);
      this.tip.hidden = i < 0;
      if (i < 0) return;
      this.tip.textContent = `${this.gene[i]}: ${this.spec.names[0]} ${this.xs[i]}, ${this.spec.names[1]} ${this.ys[i]}`;
      this.tip.style.left = `${Math.min(point[0] + 12, this.width - 260)}px`;
      this.tip.style.top = `${point[1] + 14}px`;
    }

    dropped() {
      const { from, to } = this;
      this.from = this.to = null;
      if (!from || !to || Math.abs(from[0] - to[0]) < 6 || Math.abs(from[1] - to[1]) < 6) { this.soon(); return; }
      const order = (a, b) => [Math.min(a, b), Math.max(a, b)];
      this.zoomTo({
        x: order(this.value(from[0], "x"), this.value(to[0], "x")),
        y: order(this.value(from[1], "y"), this.value(to[1], "y")),
      });
    }

    zoomTo(view) { this.view = { ...view }; this.soon(); }

    scale(factor) {
      const around = ([low, high]) => {
        const middle = (low + high) / 2, half = ((high - low) / 2) * factor;
        return [middle - half, middle + half];
      };
      this.zoomTo({ x: around(this.view.x), y: around(this.view.y) });
    }

    search(text) {
      const names = this.gene;
      this.found = text ? names.findIndex((n) => n.toLowerCase() === text) : -1;
      if (text && this.found < 0) this.found = names.findIndex((n) => n.toLowerCase().startsWith(text));
      this.box.querySelector("input").classList.toggle("is-invalid", Boolean(text) && this.found < 0);
      this.soon();
    }

    nearest([px, py]) {
      let best = -1, least = NEAR * NEAR;
      for (let i = 0; i < this.xs.length; i++) {
        if (this.xs[i] === null || this.ys[i] === null || this.hidden.has(this.call[i])) continue;
        const dx = this.pixelX(this.xs[i]) - px, dy = this.pixelY(this.ys[i]) - py, far = dx * dx + dy * dy;
        if (far < least) { least = far; best = i; }
      }
      return best;
    }

    legend() {
      const place = this.box.querySelector(".seqfolio-legend");
      this.spec.calls.forEach((call, number) => {
        const count = this.call.reduce((n, c) => n + (c === number), 0);
        if (!count) return;
        const button = document.createElement("button");
        button.type = "button";
        button.className = "btn btn-sm btn-link p-0 me-3 text-reset text-decoration-none";
        button.setAttribute("aria-pressed", "true");
        const dot = document.createElement("span");
        dot.style.cssText = `display:inline-block;width:.7em;height:.7em;border-radius:50%;margin-right:.35em;background:${call.colour}`;
        button.append(dot, `${call.name}: ${count.toLocaleString("en")}`);
        button.addEventListener("click", () => this.toggle(number, button));
        place.append(button);
      });
    }

    toggle(number, button) {
      const shown = this.hidden.delete(number);
      if (!shown) this.hidden.add(number);
      button.setAttribute("aria-pressed", String(shown));
      button.style.opacity = shown ? 1 : 0.4;
      this.soon();
    }

    pixelX(v) { const [l, h] = this.view.x; return MARGIN.left + ((v - l) / (h - l)) * this.plotWidth; }
    pixelY(v) { const [l, h] = this.view.y; return MARGIN.top + (1 - (v - l) / (h - l)) * this.plotHeight; }
    value(pixel, axis) {
      const [l, h] = this.view[axis];
      return axis === "x"
        ? l + ((pixel - MARGIN.left) / this.plotWidth) * (h - l)
        : l + (1 - (pixel - MARGIN.top) / this.plotHeight) * (h - l);
    }

    soon() {
      if (this.asked) return;
      this.asked = requestAnimationFrame(() => { this.asked = null; this.draw(); });
    }

    draw() {
      const c = this.canvas, ratio = window.devicePixelRatio || 1;
      this.width = c.clientWidth;
      this.height = c.clientHeight;
      if (!this.width) return;
      c.width = this.width * ratio;
      c.height = this.height * ratio;
      this.plotWidth = this.width - MARGIN.left - MARGIN.right;
      this.plotHeight = this.height - MARGIN.top - MARGIN.bottom;
      const g = c.getContext("2d");
      g.scale(ratio, ratio);
      const style = getComputedStyle(this.box);
      this.ink = style.color;
      g.font = `12px ${style.fontFamily}`;
      this.axes(g);
      g.save();
      g.beginPath();
      g.rect(MARGIN.left, MARGIN.top, this.plotWidth, this.plotHeight);
      g.clip();
      this.points(g);
      this.names(g);
      g.restore();
      if (this.from && this.to) this.frame(g);
    }

    axes(g) {
      const right = MARGIN.left + this.plotWidth, bottom = MARGIN.top + this.plotHeight;
      g.fillStyle = g.strokeStyle = this.ink;
      g.lineWidth = 1;
      g.textAlign = "center";
      for (const [v, text] of ticks(this.view.x, 8)) {
        this.line(g, this.pixelX(v), MARGIN.top, this.pixelX(v), bottom, v === 0 ? 0.5 : 0.1);
        g.fillText(text, this.pixelX(v), bottom + 16);
      }
      g.fillText(this.spec.axes[0], MARGIN.left + this.plotWidth / 2, bottom + 36);
      g.textAlign = "right";
      for (const [v, text] of ticks(this.view.y, 6)) {
        this.line(g, MARGIN.left, this.pixelY(v), right, this.pixelY(v), v === 0 ? 0.5 : 0.1);
        g.fillText(text, MARGIN.left - 6, this.pixelY(v) + 4);
      }
      g.save();
      g.translate(14, MARGIN.top + this.plotHeight / 2);
      g.rotate(-Math.PI / 2);
      g.textAlign = "center";
      g.fillText(this.spec.axes[1], 0, 0);
      g.restore();
    }

    line(g, x1, y1, x2, y2, alpha) {
      g.globalAlpha = alpha;
      g.beginPath();
      g.moveTo(x1, y1);
      g.lineTo(x2, y2);
      g.stroke();
      g.globalAlpha = 1;
    }

    points(g) {
      const order = this.spec.calls.map((_, i) => i).sort((a, b) => this.spec.calls[a].labelled - this.spec.calls[b].labelled);
      for (const number of order) {
        if (this.hidden.has(number)) continue;
        const { colour, labelled } = this.spec.calls[number], size = labelled ? 4 : 3;
        g.fillStyle = colour;
        g.globalAlpha = labelled ? 0.75 : 0.4;
        for (let i = 0; i < this.xs.length; i++) {
          if (this.call[i] !== number || this.xs[i] === null || this.ys[i] === null) continue;
          g.fillRect(this.pixelX(this.xs[i]) - size / 2, this.pixelY(this.ys[i]) - size / 2, size, size);
        }
      }
      g.globalAlpha = 1;
    }

    /** Names of the strongest genes in view that do not cover each other; the one that was searched for comes first. */
    names(g) {
      const taken = [];
      g.fillStyle = this.ink;
      g.textAlign = "left";
      if (this.found >= 0) this.name(g, this.found, taken, true);
      for (const i of this.ranked) {
        if (taken.length >= LABELS) break;
        if (i !== this.found && !this.hidden.has(this.call[i])) this.name(g, i, taken, false);
      }
    }

    name(g, i, taken, always) {
      const x = this.pixelX(this.xs[i]), y = this.pixelY(this.ys[i]);
      const inside = x >= MARGIN.left && x <= this.width - MARGIN.right && y >= MARGIN.top && y <= this.height - MARGIN.bottom;
      if (this.xs[i] === null || this.ys[i] === null || !inside) return;
      const text = this.gene[i].slice(0, 24), wide = g.measureText(text).width;
      const left = x + 6 + wide > this.width - MARGIN.right ? x - 6 - wide : x + 6;
      const box = [left - 2, y - 8, left + wide + 2, y + 6];
      if (!always && taken.some((t) => box[0] < t[2] && t[0] < box[2] && box[1] < t[3] && t[1] < box[3])) return;
      taken.push(box);
      g.font = always ? g.font.replace("12px", "bold 13px") : g.font;
      g.fillText(text, left, y + 4);
      if (always) { g.strokeStyle = this.ink; g.lineWidth = 2; g.strokeRect(x - 5, y - 5, 10, 10); g.font = g.font.replace(/bold 13px|700 13px/, "12px"); }
    }

    frame(g) {
      const [a, b] = [this.from, this.to];
      g.strokeStyle = this.ink;
      g.setLineDash([4, 3]);
      g.strokeRect(a[0], a[1], b[0] - a[0], b[1] - a[1]);
      g.setLineDash([]);
    }
  }

  function start() {
    const seen = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        seen.unobserve(entry.target);
        new Cloud(entry.target).start();
      }
    }, { rootMargin: "600px" });
    document.querySelectorAll(".seqfolio-cloud").forEach((box) => seen.observe(box));
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
