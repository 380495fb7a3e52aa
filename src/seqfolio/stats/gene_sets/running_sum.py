"""The enrichment score: how far a weighted walk down the ranked genes strays from zero.

A walk goes up by ``|stat|`` of the gene (as a share of the set's total) at each gene of the set, and down by an equal
step at every other gene. It turns at the genes of the set only, so those alone are looked at.

Source: Subramanian et al. 2005, PNAS 102:15545; the walk over the hits only as in Korotkevich et al. 2021, bioRxiv 060012.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Positions = NDArray[np.int64]
BLOCK = 1 << 16  # numbers at a time: what the processor's cache holds


@dataclass(frozen=True)
class RunningSum:
    """One set's walk, at its turns.

    Attributes:
        rank: positions of the turns among the ranked genes; starts at 0 and ends at the number of genes.
        height: of the walk there; starts and ends at 0.
        hits: ranks of the set's genes, ascending.
        score: the enrichment score, in [-1, 1].
        peak: number of hits up to and including the one at a positive peak, or before a negative one.
    """

    rank: Positions = field(repr=False)
    height: Floats = field(repr=False)
    hits: Positions = field(repr=False)
    score: float
    peak: int


def scores(weight: Floats, positions: Positions) -> Floats:
    """Enrichment scores of sets of one size.

    Args:
        weight: of every gene in the order of the ranking, not negative.
        positions: sets x genes of the set, ranks ascending in each row.

    Returns:
        A score per set.
    """
    rows = max(BLOCK // positions.shape[1], 1)
    blocks = [_scores(weight, positions[i : i + rows]) for i in range(0, len(positions), rows)]
    return np.concatenate(blocks) if blocks else np.empty(0)


def _scores(weight: Floats, positions: Positions) -> Floats:
    size = positions.shape[1]
    risen = np.cumsum(weight[positions], axis=1)
    total = risen[:, -1:]
    share = np.where(total > 0, risen / np.where(total > 0, total, 1.0), np.arange(1, size + 1) / size)
    fallen = (positions - np.arange(size)) / max(len(weight) - size, 1)
    highest = (share - fallen).max(axis=1)
    share[:, 1:] = share[:, :-1].copy()
    share[:, 0] = 0.0
    lowest = (share - fallen).min(axis=1)
    return np.asarray(np.where(highest >= -lowest, highest, lowest))


def ragged_scores(weight: Floats, hits: Positions, starts: Positions) -> Floats:
    """Enrichment scores of sets of many sizes: their hits one set after the other, each set ascending from ``starts``."""
    sizes = np.diff(np.append(starts, len(hits)))
    found = np.empty(len(sizes))
    for size in np.unique(sizes):
        rows = np.flatnonzero(sizes == size)
        found[rows] = scores(weight, hits[starts[rows, None] + np.arange(size)])
    return found


def running_sum(weight: Floats, hits: Positions) -> RunningSum:
    """The walk of one set, to be drawn.

    Args:
        weight: of every gene in the order of the ranking, not negative.
        hits: ranks of the set's genes, ascending.
    """
    genes, size = len(weight), len(hits)
    total = float(weight[hits].sum())
    steps = weight[hits] / total if total > 0 else np.full(size, 1 / size)
    after = np.cumsum(steps) - (hits - np.arange(size)) / max(genes - size, 1)
    before = after - steps
    up = after.max() >= -before.min()
    rank = np.concatenate([[0], np.repeat(hits, 2), [genes]])
    rank[2:-1:2] += 1
    height = np.concatenate([[0.0], np.column_stack([before, after]).ravel(), [0.0]])
    peak = int(after.argmax()) + 1 if up else int(before.argmin())
    return RunningSum(rank, height, hits, float(after.max() if up else before.min()), peak)


def leading_edge(walk: RunningSum) -> slice:
    """Which of the hits make the score: those up to a positive peak, those from a negative one on."""
    return slice(0, walk.peak) if walk.score >= 0 else slice(walk.peak, None)
