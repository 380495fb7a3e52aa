"""What scores random sets of one size reach, down to very small probabilities.

Drawing sets with equal chances needs a million of them to see what happens once in a million. So most sets are drawn
with more of their genes from the top of the ranking than chance would take, and each counts by how much more likely it
is without that help (importance sampling). Several strengths of help are mixed with sets drawn plainly, so no set
counts more than ``1 / PLAIN`` times and the estimate is unbiased for every score at once.

Source: mixture with a plain part: Hesterberg 1995, Technometrics 37:185; Owen & Zhou 2000, JASA 95:135.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from seqfolio.stats.gene_sets.running_sum import Floats, Positions, scores

PLAIN = 0.4  # share of the sets that are drawn with equal chances
TOPS = (0.01, 0.04, 0.12, 0.3)  # shares of the ranking from which more genes are taken
HELP = (2.0, 3.5, 5.5, 8.5, 14.0)  # how many more, in standard deviations of what chance would take
POOL = 1_000_000  # genes in a pool of random orders; each set is a run of one of them
LEAST_ORDERS = 8


@dataclass(frozen=True)
class NullScores:
    """Scores of random sets of one size that are not negative, the highest first.

    Attributes:
        mean: the expected score, given that it is not negative.
        score: normalised: divided by ``mean``; descending.
        log_tail: natural logarithm of the probability of reaching ``score``, given that it is not negative.
    """

    mean: float
    score: Floats = field(repr=False)
    log_tail: Floats = field(repr=False)


@dataclass(frozen=True)
class _Help:
    """More genes from the first ``top``, with odds ``exp(log_odds)``; ``log_total`` makes it a probability."""

    top: int
    log_odds: float
    log_total: float
    hits: NDArray[np.int64]
    chance: Floats


@dataclass(frozen=True)
class Orders:
    """Random orders of genes, a row each, that all sizes share; each goes on from its beginning after its end.

    Attributes:
        genes: how many there are.
        whole: all genes.
        split: top -> the orders of the first ``top`` genes, and those of the others.
    """

    genes: int
    whole: NDArray[np.int32] = field(repr=False)
    split: dict[int, tuple[NDArray[np.int32], NDArray[np.int32]]] = field(repr=False)


def random_orders(genes: int, longest: int, generator: np.random.Generator) -> Orders:
    """Orders for sets of up to ``longest`` genes."""
    split = {
        top: (_orders(0, top, longest, generator), _orders(top, genes, longest, generator))
        for top in dict.fromkeys(max(round(genes * share), 1) for share in TOPS)
    }
    return Orders(genes, _orders(0, genes, longest, generator), split)


def _orders(first: int, end: int, longest: int, generator: np.random.Generator) -> NDArray[np.int32]:
    """As many orders of some genes as make a pool; each is followed by its own beginning."""
    length = end - first
    rows = max(POOL // (length + longest), LEAST_ORDERS)
    orders = generator.permuted(np.tile(np.arange(first, end, dtype=np.int32), (rows, 1)), axis=1)
    return np.tile(orders, -(-(length + longest) // length))[:, : length + longest] if length else orders


def null_scores(weight: Floats, size: int, draws: int, orders: Orders, generator: np.random.Generator) -> NullScores:
    """The upper half of the null distribution of the score; reverse ``weight`` for the lower one.

    Args:
        weight: of every gene in the order of the ranking, not negative.
        size: genes of a set.
        draws: random sets.
        orders: see ``random_orders``.
        generator: of random numbers.
    """
    helps = [h for top in orders.split for h in _helps(orders.genes, top, size)]
    each = round(draws * (1 - PLAIN)) // max(len(helps), 1)
    plain = draws - each * len(helps)
    drawn = [_runs(orders.whole, orders.genes, size, plain, generator)]
    for top in orders.split:
        from_top = _hits([h for h in helps if h.top == top], each, generator)
        drawn.append(_helped(orders, top, from_top, size, generator))
    positions = np.sort(np.concatenate(drawn), axis=1).astype(np.int64)
    share = np.array([plain] + [each] * len(helps)) / draws
    return _tail(scores(weight, positions), _importance(positions, helps, share))


def _helps(genes: int, top: int, size: int) -> list[_Help]:
    """The strengths of help from one top; none where only one number of genes can come from it."""
    hits = np.arange(max(0, size - (genes - top)), min(size, top) + 1)
    if len(hits) == 1:
        return []
    log_chance = _log_choose(top, hits) + _log_choose(genes - top, size - hits) - _log_choose(genes, size)
    spread = np.sqrt(top / genes * (1 - top / genes) / size)
    found = []
    for share in HELP:
        wanted = min(top / genes + share * spread, 0.95 * min(1.0, top / size))
        odds = float(np.log(wanted) - np.log1p(-wanted) - np.log(top) + np.log(genes - top))
        tilted = log_chance + odds * hits
        total = float(np.logaddexp.reduce(tilted))
        found.append(_Help(top, odds, total, hits, np.exp(tilted - total)))
    return found


def _log_choose(n: int, k: NDArray[np.int64] | int) -> Floats:
    return np.asarray(gammaln(n + 1) - gammaln(np.add(k, 1)) - gammaln(np.subtract(n + 1, k)))


def _runs(
    endless: NDArray[np.int32], length: int, size: int, n: int, generator: np.random.Generator
) -> NDArray[np.int32]:
    """``n`` sets: runs of random orders of ``length`` genes, each from a random place on."""
    windows = np.lib.stride_tricks.sliding_window_view(endless, size, axis=1)
    found: NDArray[np.int32] = windows[generator.integers(len(endless), size=n), generator.integers(length, size=n)]
    return found


def _hits(helps: list[_Help], each: int, generator: np.random.Generator) -> NDArray[np.int64]:
    """How many genes each set takes from the top: ``each`` numbers per help, spread evenly over their chances."""
    even = (np.arange(each) + generator.random()) / max(each, 1)
    taken = [h.hits[np.searchsorted(np.cumsum(h.chance[:-1]), even)] for h in helps]
    return np.concatenate(taken) if taken else np.empty(0, dtype=np.int64)


def _helped(
    orders: Orders, top: int, from_top: NDArray[np.int64], size: int, generator: np.random.Generator
) -> NDArray[np.int32]:
    """Sets with a drawn number of genes from the first ``top``, the others from the rest."""
    upper, lower = orders.split[top]
    high = _runs(upper, top, size, len(from_top), generator)
    low = _runs(lower, orders.genes - top, size, len(from_top), generator)
    return np.where(np.arange(size) < from_top[:, None], high, low)


def _importance(positions: Positions, helps: list[_Help], share: Floats) -> Floats:
    """How much more likely each set is when drawn plainly than from the mixture."""
    mixture = np.full(len(positions), share[0])
    inside = {top: (positions < top).sum(axis=1) for top in dict.fromkeys(h.top for h in helps)}
    for part, h in zip(share[1:], helps, strict=True):
        mixture += part * np.exp(np.minimum(inside[h.top] * h.log_odds - h.log_total, 600.0))
    return np.asarray(1 / mixture)


def _tail(found: Floats, importance: Floats) -> NullScores:
    upper = found >= 0
    order = np.argsort(-found[upper], kind="stable")
    score, counted = found[upper][order], importance[upper][order]
    reached = np.cumsum(counted)
    mean = float((score * counted).sum() / reached[-1])
    return NullScores(mean, score / mean, np.log(reached / reached[-1]))
