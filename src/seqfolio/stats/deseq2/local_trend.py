"""Dispersion trend by local quadratic regression of log dispersion on log mean, weighted by the mean.

The bandwidth at a point reaches the nearest 70 % of the genes; weights are tricube. As in ``locfit`` the regression is
evaluated at few points: the range of the log means is halved until no interval is wider than 0.8 times the smaller
bandwidth at its ends. What remains there of value and slope after a quadratic through all genes is joined by cubic
Hermite polynomials and continued as lines. A cubic polynomial reproduces a quadratic, so that one matters beyond the
range only, where it gives the curve its curvature.

Source: Loader 1999, Local Regression and Likelihood, sections 2.2, 12.2 and 12.3; Anders & Huber 2010, Genome Biol.
11:R106.
"""

from __future__ import annotations

import numpy as np

from seqfolio.stats.deseq2.arrays import MINIMUM_DISPERSION, Floats

_NEIGHBOURS = 0.7
_CUT = 0.8
_FEWEST_GENES = 10  # a quadratic through the nearest 70 % has little to hold on to below

_LARGEST = float(np.log(1e100))  # a dispersion beyond any meaning that can still be computed with


class LocalTrendError(ValueError):
    """Too few genes, or too many with the same mean, for local regression."""


class LocalTrend:
    """The fitted curve.

    Args:
        mean: means of normalized counts, (genes,), positive.
        dispersion: gene-wise estimates, (genes,).

    Raises:
        LocalTrendError: there are too few genes, or too many with the same mean.
    """

    def __init__(self, mean: Floats, dispersion: Floats) -> None:
        from scipy.interpolate import CubicHermiteSpline  # a tenth of a second that most runs can save

        usable = dispersion >= 10 * MINIMUM_DISPERSION
        self._x, self._y, self._weight = np.log(mean[usable]), np.log(dispersion[usable]), mean[usable]
        if len(self._x) < _FEWEST_GENES:
            raise LocalTrendError(f"{len(self._x)} genes are too few for a local trend")
        self._number = max(1, int(len(self._x) * _NEIGHBOURS))
        low, high = float(self._x.min()), float(self._x.max())
        vertices = sorted(self._vertices(self._vertex(low), self._vertex(high)))
        points, values, slopes, _ = np.array(vertices).T
        self._ends, self._values, self._slopes = points[[0, -1]], values[[0, -1]], slopes[[0, -1]]
        self._inside = CubicHermiteSpline(points, values, slopes) if high > low else None
        self._curvature = self._regression(self._x, np.sqrt(self._weight), self._y)[2]

    def __call__(self, mean: Floats) -> Floats:
        """Dispersion at these means."""
        x = np.log(mean)
        nearest = np.clip(x, *self._ends)
        curve = np.full(x.shape, self._values[0]) if self._inside is None else self._inside(nearest)
        slope = np.where(x < self._ends[0], self._slopes[0], self._slopes[1])
        beyond = x - nearest
        logarithm = curve + (slope + self._curvature * beyond) * beyond
        return np.asarray(np.exp(np.minimum(logarithm, _LARGEST)))  # far outside, the parabola leaves the numbers

    def _vertices(self, left: tuple[float, ...], right: tuple[float, ...]) -> set[tuple[float, ...]]:
        """Both ends and, where the interval is wide for its bandwidths, those of its halves."""
        if right[0] - left[0] <= _CUT * min(left[3], right[3]):
            return {left, right}
        if min(left[3], right[3]) == 0:
            raise LocalTrendError("too many genes have the same mean for a local trend")
        middle = self._vertex(0.5 * (left[0] + right[0]))
        return self._vertices(left, middle) | self._vertices(middle, right)

    def _vertex(self, at: float) -> tuple[float, ...]:
        """Position, value, slope and bandwidth."""
        offset = self._x - at
        distance = np.abs(offset)
        bandwidth = float(np.partition(distance, self._number - 1)[self._number - 1])
        near = distance < bandwidth
        if not near.any():
            return at, float(np.average(self._y, weights=self._weight)), 0.0, bandwidth
        tricube = (1.0 - (distance[near] / bandwidth) ** 3) ** 3
        value, slope, _ = self._regression(offset[near], np.sqrt(tricube * self._weight[near]), self._y[near])
        return at, value, slope, bandwidth

    @staticmethod
    def _regression(x: Floats, root_weight: Floats, y: Floats) -> tuple[float, float, float]:
        """Coefficients of a weighted quadratic."""
        powers = np.vander(x, 3, increasing=True)
        solution = np.linalg.lstsq(powers * root_weight[:, None], y * root_weight, rcond=None)[0]
        return float(solution[0]), float(solution[1]), float(solution[2])
