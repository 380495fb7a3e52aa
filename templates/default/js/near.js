// Which of many points lies under the pointer: points sorted into squares of the screen.

const CELL = 16;

/**
 * @param {ArrayLike<number>} xs pixels
 * @param {ArrayLike<number>} ys
 * @param {number} width
 * @param {number} height
 * @returns {(x: number, y: number, reach: number) => number} the nearest point, the last drawn of equals; -1 for none
 */
export function finder(xs, ys, width, height) {
  const columns = Math.ceil(width / CELL) + 1;
  const rows = Math.ceil(height / CELL) + 1;
  const cell = (/** @type {number} */ i) => {
    const [c, r] = [Math.floor(xs[i] / CELL), Math.floor(ys[i] / CELL)];
    return c < 0 || r < 0 || c >= columns || r >= rows ? -1 : r * columns + c;
  };
  const starts = new Int32Array(columns * rows + 1);
  for (let i = 0; i < xs.length; i += 1) {
    const k = cell(i);
    if (k >= 0) starts[k + 1] += 1;
  }
  for (let k = 1; k < starts.length; k += 1) starts[k] += starts[k - 1];
  const fill = starts.slice();
  const items = new Int32Array(starts[starts.length - 1]);
  for (let i = 0; i < xs.length; i += 1) {
    const k = cell(i);
    if (k >= 0) items[fill[k]++] = i;
  }
  return (x, y, reach) => {
    let best = -1;
    let least = reach * reach;
    const [c0, c1] = [Math.max(0, Math.floor((x - reach) / CELL)), Math.min(columns - 1, Math.floor((x + reach) / CELL))];
    const [r0, r1] = [Math.max(0, Math.floor((y - reach) / CELL)), Math.min(rows - 1, Math.floor((y + reach) / CELL))];
    for (let r = r0; r <= r1; r += 1) {
      for (let k = starts[r * columns + c0]; k < starts[r * columns + c1 + 1]; k += 1) {
        const i = items[k];
        const distance = (xs[i] - x) ** 2 + (ys[i] - y) ** 2;
        if (distance <= least) [least, best] = [distance, i];
      }
    }
    return best;
  };
}
