"""Preranked gene set enrichment: whether a set's genes are nearer to one end of the ranking than random genes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from seqfolio.stats.gene_sets.null_scores import NullScores, null_scores, random_orders
from seqfolio.stats.gene_sets.running_sum import Floats, Positions, ragged_scores
from seqfolio.stats.multiple_testing import benjamini_hochberg

SMALLEST = 1e-10  # p-values below are given as this: their exponent would not be right
ANCHORS = 18  # sizes whose null distribution is drawn; those between two of them are interpolated


@dataclass(frozen=True)
class Preranked:
    """A value per set.

    Attributes:
        size: genes of the set.
        score: enrichment score, in [-1, 1]; positive: towards the top of the ranking.
        normalized: the score divided by the mean score of random sets of this size and sign.
        pvalue: how often a random set of this size and sign scores as high or higher; not below 1e-10.
        padj: adjusted by Benjamini and Hochberg over the sets.
    """

    size: NDArray[np.int64] = field(repr=False)
    score: Floats = field(repr=False)
    normalized: Floats = field(repr=False)
    pvalue: Floats = field(repr=False)
    padj: Floats = field(repr=False)


class Drawing(NamedTuple):
    """One size of sets, one end of the ranking, and the random numbers for them."""

    weight: Floats
    size: int
    generator: np.random.Generator


Apply = Callable[[Callable[[Drawing], NullScores], Sequence[Drawing]], list[NullScores]]


def _one_by_one(function: Callable[[Drawing], NullScores], items: Sequence[Drawing]) -> list[NullScores]:
    return [function(item) for item in items]


def preranked(
    stat: Floats, sets: Sequence[Positions], seed: int = 0, draws: int = 4000, apply: Apply = _one_by_one
) -> Preranked:
    """Test sets against random sets of the same size.

    Args:
        stat: of the ranked genes, descending; weights are absolute values.
        sets: positions in ``stat`` of each set's genes, ascending, without repeats; each at least one gene and not all.
        seed: of the random numbers; the same seed gives the same result.
        draws: random sets per size and sign.
        apply: does ``[function(item) for item in items]``, perhaps by several processes; the numbers stay the same.

    Raises:
        ValueError: ``stat`` is not sorted or not finite.
    """
    if not np.isfinite(stat).all() or (np.diff(stat) > 0).any():
        raise ValueError("stat must be finite and sorted, the highest first")
    sizes = np.array([len(s) for s in sets], dtype=np.int64)
    if not len(sizes):
        empty = np.empty(0)
        return Preranked(sizes, empty, empty, empty, empty)
    weight = np.abs(stat)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    score = ragged_scores(weight, np.concatenate(sets), starts)
    normalized, pvalue = np.empty(len(sizes)), np.empty(len(sizes))
    generator = np.random.default_rng(seed)
    orders = random_orders(len(weight), int(sizes.max()), generator)
    sides = [(side, end) for side, end in ((score >= 0, weight), (score < 0, weight[::-1])) if side.any()]
    drawings = [(end, k) for side, end in sides for k in _anchors(sizes[side])]
    items = [Drawing(*d, g) for d, g in zip(drawings, generator.spawn(len(drawings)), strict=True)]
    nulls = iter(apply(lambda d: null_scores(d.weight, d.size, draws, orders, d.generator), items))
    for side, _ in sides:
        null = {k: next(nulls) for k in _anchors(sizes[side])}
        normalized[side], pvalue[side] = _against(null, np.abs(score[side]), sizes[side])
    return Preranked(sizes, score, np.where(score >= 0, normalized, -normalized), pvalue, benjamini_hochberg(pvalue))


def _anchors(sizes: Positions) -> list[int]:
    """Sizes to draw: all of them when they are few, else from smallest to largest in equal ratios."""
    known = np.unique(sizes)
    if len(known) <= ANCHORS:
        return [int(size) for size in known]
    spread = np.geomspace(known[0], known[-1], ANCHORS)
    return [int(size) for size in np.unique(np.rint(spread))]


def _against(null: dict[int, NullScores], score: Floats, sizes: Positions) -> tuple[Floats, Floats]:
    """Normalised scores and p-values; between two drawn sizes, straight lines over the logarithm of the size."""
    anchors = np.array(list(null))
    where = np.log(sizes)
    mean = np.exp(np.interp(where, np.log(anchors), np.log([n.mean for n in null.values()])))
    normalized = score / mean
    right = np.clip(np.searchsorted(anchors, sizes), 1, max(len(anchors) - 1, 1))
    left = right - 1
    right = np.minimum(right, len(anchors) - 1)
    tails = np.array([_log_tail(n, normalized) for n in null.values()])
    span = np.log(anchors[right] / anchors[left])
    share = np.divide(where - np.log(anchors[left]), span, out=np.zeros(len(where)), where=span > 0)
    columns = np.arange(len(sizes))
    log_tail = (1 - share) * tails[left, columns] + share * tails[right, columns]
    return normalized, np.maximum(np.exp(log_tail), SMALLEST)


def _log_tail(null: NullScores, normalized: Floats) -> Floats:
    """Logarithm of the probability of at least this score; never less than that of the highest one drawn."""
    reached = np.searchsorted(-null.score, -normalized, side="right") - 1
    return np.asarray(null.log_tail[np.maximum(reached, 0)])
