// A tree of clusters, without the leaves that the reader hides.

/** @typedef {{leaves: number[], joints: number[][]}} Tree joints: place of the one child, its height, place of the other, its height, own height; heights as shares of the root's */

/**
 * @param {number[][] | null} linkage rows of SciPy's linkage matrix: the two children and their height
 * @param {number} n leaves
 * @param {(leaf: number) => boolean} keep
 * @returns {Tree}
 */
export function pruned(linkage, n, keep) {
  const all = Array.from({ length: n }, (_, i) => i);
  if (!linkage || !linkage.length) return { leaves: all.filter(keep), joints: [] };
  const top = linkage[linkage.length - 1][2] || 1;
  /** @type {number[]} */
  const leaves = [];
  /** @type {number[][]} */
  const joints = [];
  /** @type {({place: number, height: number} | null)[]} */
  const done = [];
  /** @type {[number, boolean][]} node, and whether its children are done */
  const waiting = [[n + linkage.length - 1, false]];
  while (waiting.length) {
    const [node, ready] = /** @type {[number, boolean]} */ (waiting.pop());
    if (node < n) {
      done[node] = keep(node) ? { place: leaves.push(node) - 1, height: 0 } : null;
      continue;
    }
    const [a, b, height] = linkage[node - n];
    if (!ready) {
      waiting.push([node, true], [b, false], [a, false]);
      continue;
    }
    const [one, other] = [done[a], done[b]];
    if (!one || !other) {
      done[node] = one ?? other;
      continue;
    }
    joints.push([one.place, one.height, other.place, other.height, height / top]);
    done[node] = { place: (one.place + other.place) / 2, height: height / top };
  }
  return { leaves, joints };
}

/**
 * The lines of a tree: place and height of both ends.
 * @param {Tree} tree
 */
export function branches(tree) {
  return tree.joints.flatMap(([a, ha, b, hb, h]) => [[a, ha, a, h], [a, h, b, h], [b, hb, b, h]]);
}
