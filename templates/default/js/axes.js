// The axes of a plot: lines, numbers and titles.

/** @typedef {import("./scale.js").Tick} Tick */

/**
 * @param {import("./painter.js").Painter} painter
 * @param {import("./plot.js").Frame} frame
 * @param {{x: Tick[], y: Tick[], xTitle: string[], yTitle: string}} words
 */
export function axes(painter, frame, words) {
  const { left, top, width, height, colours } = frame;
  const bottom = top + height;
  for (const tick of words.x) {
    const x = frame.x(tick.value);
    painter.line(x, top, x, bottom, colours.grid);
    painter.text(tick.text, x, bottom + 6, { size: 12, anchor: "middle", base: "top", colour: colours.ink });
  }
  for (const tick of words.y) {
    const y = frame.y(tick.value);
    painter.line(left, y, left + width, y, colours.grid);
    painter.text(tick.text, left - 7, y, { size: 12, anchor: "end", base: "middle", colour: colours.ink });
  }
  painter.line(left, bottom, left + width, bottom, colours.muted);
  painter.line(left, top, left, bottom, colours.muted);
  words.xTitle.forEach((line, i) => painter.text(fitted(painter, line, 12.5, frame.full.width - 8), Math.min(left + width / 2, frame.full.width - painter.width(line, 12.5) / 2 - 4), bottom + 24 + 17 * i, { size: 12.5, anchor: "middle", base: "top", colour: colours.ink }));
  painter.text(fitted(painter, words.yTitle, 12.5, height + top), 4, top + height / 2, { size: 12.5, anchor: "middle", base: "top", colour: colours.ink, turn: true });
}

/**
 * A text cut to a width.
 * @param {import("./painter.js").Painter} painter
 * @param {string} text
 * @param {number} size
 * @param {number} most
 */
export function fitted(painter, text, size, most) {
  if (painter.width(text, size) <= most) return text;
  let end = text.length;
  while (end > 1 && painter.width(`${text.slice(0, end)}…`, size) > most) end -= 1;
  return `${text.slice(0, end)}…`;
}

/** @typedef {{text: string, colour: string, shape: import("./painter.js").Shape}} Entry */

/**
 * A legend in lines; gives its height and draws when there is something to draw on.
 * @param {import("./painter.js").Painter} painter
 * @param {Entry[]} entries
 * @param {number} width
 * @param {{left: number, top: number, ink: string} | null} place
 */
export function legend(painter, entries, width, place) {
  let [x, line] = [0, 0];
  for (const entry of entries) {
    const text = fitted(painter, entry.text, 12, width - 24);
    const wide = painter.width(text, 12) + 34;
    if (x && x + wide - 14 > width) [x, line] = [0, line + 1];
    if (place) {
      const y = place.top + 10 + line * 18;
      painter.mark(entry.shape, place.left + x + 6, y, 5, entry.colour);
      painter.text(text, place.left + x + 16, y, { size: 12, base: "middle", colour: place.ink });
    }
    x += wide;
  }
  return (line + 1) * 18 + 4;
}
