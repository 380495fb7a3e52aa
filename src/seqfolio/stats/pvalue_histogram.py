"""What the histogram of many p-values looks like, and the share of true null hypotheses behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import binom

from seqfolio.stats.multiple_testing import storey_pi0

Kind = Literal["expected", "uniform", "U-shaped", "conservative", "hill", "irregular", "discrete", "too few"]

BINS = 20  # as wide as the usual alpha, so that the first bin holds what a nominal test would call
FEWEST = 200  # with ten p-values in a bin chance alone moves a bin by half its height
MATERIAL = 1.5  # an eye sees a bin as high when it stands half above its neighbours
AT_ONE = 1 - 1e-9
TINY = 1e-9  # ties below this are rounding
DISCRETE_VALUES = 0.5  # distinct values per p-value


@dataclass(frozen=True)
class Histogram:
    """A histogram with its name.

    Attributes:
        kind: its shape.
        counts: p-values in each of `BINS` bins of equal width, without those that are exactly 1.
        floor: median height of the bins between 0.25 and 0.75.
        ones: how many p-values are exactly 1.
        pi0: estimated share of true null hypotheses; NaN without p-values.
    """

    kind: Kind
    counts: NDArray[np.int64]
    floor: float
    ones: int
    pi0: float


def histogram(pvalue: ArrayLike, level: float = 0.05, material: float = MATERIAL, fewest: int = FEWEST) -> Histogram:
    """Name the shape of the histogram of p-values.

    A part of the histogram counts as high (or low) when it holds more (fewer) p-values than the binomial quantile at
    ``level / BINS`` allows around the floor, and ``material`` times as many: with many thousand correlated genes a
    binomial test alone would call every histogram irregular.

    Args:
        pvalue: any shape; NaN does not count.
        level: of the binomial tests together.
        material: least ratio of heights.
        fewest: p-values below which no shape is named.

    Source: Breheny, Stromberg & Lambert 2018, High-Throughput 7:23; the names of the shapes after D. Robinson.
    """
    p = np.asarray(pvalue, dtype=np.float64)
    p = p[~np.isnan(p)]
    inner = p[p < AT_ONE]
    counts = np.histogram(inner, BINS, (0.0, 1.0))[0].astype(np.int64)
    floor, ones = float(np.median(counts[5:15])), len(p) - len(inner)
    if len(p) < fewest or len(inner) < fewest:
        kind: Kind = "discrete" if len(p) >= fewest else "too few"
    elif _is_discrete(inner, ones):
        kind = "discrete"
    else:
        kind = _kind(counts, floor, level, material)
    return Histogram(kind, counts, floor, ones, storey_pi0(p))


def _is_discrete(p: NDArray[np.float64], ones: int) -> bool:
    """Few distinct values, or so many at one value that it makes a bin of its own; very small ones may well be equal."""
    _, ties = np.unique(np.round(p[p > TINY], 12), return_counts=True)
    bin_height = (len(p) + ones) / BINS
    return bool(len(ties) < DISCRETE_VALUES * ties.sum() or max(int(ties.max(initial=0)), ones) > bin_height)


def _kind(counts: NDArray[np.int64], floor: float, level: float, material: float) -> Kind:
    def above(part: slice, reference: float) -> bool:
        """Whether the bins of this part are higher than ``reference`` per bin."""
        height, bins = int(counts[part].sum()), len(counts[part])
        expected = max(reference, 1.0) * bins
        limit = binom.ppf(1 - level / BINS, counts.sum(), min(expected / counts.sum(), 1.0))
        return bool(height > limit and height > material * expected)

    left = above(slice(0, 1), floor)
    right = above(slice(18, 20), floor)
    rising = above(slice(15, 20), float(counts[1:5].mean()))
    falling_short = above(slice(5, 15), float(counts[:4].mean()))
    if left:
        return "U-shaped" if right or rising else "expected"
    if falling_short and above(slice(5, 15), float(counts[16:].mean())):
        return "hill"
    if right or rising or falling_short:
        return "conservative"
    return _without_a_slope(counts, level, [above(slice(i, i + 1), floor) for i in range(1, BINS)])


def _without_a_slope(counts: NDArray[np.int64], level: float, high: list[bool]) -> Kind:
    if any(high[3:]):
        return "irregular"
    more = counts[0] > binom.ppf(1 - level / BINS, counts.sum(), 1 / BINS)
    return "expected" if more or any(high) else "uniform"
