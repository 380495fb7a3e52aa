"""What the histogram of many p-values looks like, and the share of true null hypotheses behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from seqfolio.stats.multiple_testing import storey_pi0

Kind = Literal["expected", "uniform", "U-shaped", "conservative", "hill", "irregular", "discrete", "too few"]

BINS = 20  # as wide as the usual alpha, so that the first bin holds what a nominal test would call
FEWEST = 200  # with ten p-values in a bin chance alone moves a bin by half its height
MATERIAL = 1.5  # an eye sees a bin as high when it stands half above its neighbours
AT_ONE = 1 - 1e-9
TINY = 1e-9  # ties below this are rounding
DISCRETE_VALUES = 0.5  # distinct values per p-value
MIDDLE = slice(5, 15)  # away from the peak of changed genes and from p-values near 1
WAVES = 2.0  # standard deviations of what correlated genes do to a histogram that are still taken for chance
NARROWEST = 0.25  # variance of z below which the approximation no longer holds

Floats = NDArray[np.float64]


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


def histogram(
    pvalue: ArrayLike, level: float = 0.05, material: float = MATERIAL, fewest: int = FEWEST, correlation: float = 0.0
) -> Histogram:
    """Name the shape of the histogram of p-values.

    A part of the histogram counts as high (or low) when it holds more (fewer) p-values than the binomial quantile at
    ``level / BINS`` allows around the floor, and ``material`` times as many: with many thousand correlated genes a
    binomial test alone would call every histogram irregular.

    Genes that vary together do not make a p-value wrong, but all of them err in the same direction at once: over an
    experiment, the z-values of unchanged genes have a variance of 1 + sqrt(2) A instead of 1, where A has mean 0 and
    the root mean square correlation as its standard deviation. With ``correlation`` given, a part counts as high only
    when it is beyond what a variance of `WAVES` standard deviations to either side would give.

    Args:
        pvalue: any shape; NaN does not count.
        level: of the binomial tests together.
        material: least ratio of heights.
        fewest: p-values below which no shape is named.
        correlation: root mean square correlation of genes; 0 judges them as independent.

    Source: Breheny, Stromberg & Lambert 2018, High-Throughput 7:23; the names of the shapes after D. Robinson; waves:
    Efron 2007, J. Am. Stat. Assoc. 102:93, and 2010, J. Am. Stat. Assoc. 105:1042.
    """
    p = np.asarray(pvalue, dtype=np.float64)
    p = p[~np.isnan(p)]
    inner = p[p < AT_ONE]
    counts = np.histogram(inner, BINS, (0.0, 1.0))[0].astype(np.int64)
    floor, ones = float(np.median(counts[MIDDLE])), len(p) - len(inner)
    if len(p) < fewest or len(inner) < fewest:
        kind: Kind = "discrete" if len(p) >= fewest else "too few"
    elif _is_discrete(inner, ones):
        kind = "discrete"
    else:
        kind = _kind(_Heights(counts, level, material, _floors(correlation)), floor)
    return Histogram(kind, counts, floor, ones, storey_pi0(p))


def _is_discrete(p: NDArray[np.float64], ones: int) -> bool:
    """Few distinct values, or so many at one value that it makes a bin of its own; very small ones may well be equal."""
    _, ties = np.unique(np.round(p[p > TINY], 12), return_counts=True)
    bin_height = (len(p) + ones) / BINS
    return bool(len(ties) < DISCRETE_VALUES * ties.sum() or max(int(ties.max(initial=0)), ones) > bin_height)


def _floors(correlation: float) -> list[Floats]:
    """Heights of the bins where nothing changes: even, and with z-values that are all too narrow or too wide."""
    spread = np.sqrt(2) * WAVES * correlation
    edges = -special.ndtri(np.linspace(0, 1, BINS + 1) / 2)
    variances = [1.0, max(1 - spread, NARROWEST), 1 + spread] if spread > 0 else [1.0]
    return [np.diff(2 * special.ndtr(-edges / np.sqrt(variance))) * BINS for variance in variances]


@dataclass(frozen=True)
class _Heights:
    """Which parts of a histogram are higher than others allow."""

    counts: NDArray[np.int64]
    level: float
    material: float
    floors: list[Floats]

    def above(self, part: slice, reference: slice = MIDDLE, height: float | None = None) -> bool:
        """Whether the bins of ``part`` are higher than those of ``reference`` (mean, or the ``height`` given) allow."""
        bins = self.counts[part]
        waves = max(float(floor[part].mean() / floor[reference].mean()) for floor in self.floors)
        base = float(self.counts[reference].mean()) if height is None else height
        expected = max(base * waves, 1.0) * len(bins)
        more = _more_than_chance(bins.sum(), self.counts.sum(), expected, self.level)
        return more and bool(bins.sum() > self.material * expected)


def _more_than_chance(found: np.int64, total: np.int64, expected: float, level: float) -> bool:
    """Whether so many of all, or more, fall into a part with probability of at most ``level / BINS``."""
    return bool(found > 0 and special.bdtrc(found - 1, total, min(expected / total, 1.0)) <= level / BINS)


def _kind(heights: _Heights, floor: float) -> Kind:
    left = heights.above(slice(0, 1), height=floor)
    right = heights.above(slice(18, 20), height=floor)
    rising = heights.above(slice(15, 20), slice(1, 5))
    falling_short = heights.above(MIDDLE, slice(0, 4))
    if left:
        return "U-shaped" if right or rising else "expected"
    if falling_short and heights.above(MIDDLE, slice(16, 20)):
        return "hill"
    if right or rising or falling_short:
        return "conservative"
    high = [heights.above(slice(i, i + 1), height=floor) for i in range(1, BINS)]
    return _without_a_slope(heights.counts, heights.level, high)


def _without_a_slope(counts: NDArray[np.int64], level: float, high: list[bool]) -> Kind:
    if any(high[3:]):
        return "irregular"
    more = _more_than_chance(counts[0], counts.sum(), counts.sum() / BINS, level)
    return "expected" if more or any(high) else "uniform"
