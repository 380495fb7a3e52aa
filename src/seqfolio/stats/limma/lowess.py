"""Cleveland's robust locally weighted regression, step for step as in the C code behind R's ``lowess``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqfolio.stats.array_checks import FloatArray

KEPT_WEIGHTS = 2**22  # numbers (32 MB)
ROUNDING = 1e-13  # residuals below this share of the largest ordinate are rounding errors
DELTA_SHARE = 0.01  # R's default distance without a fit of its own, as a share of the range of x


@dataclass(frozen=True)
class Lowess:
    """A smooth curve through points.

    Attributes:
        x: the points' abscissae, increasing.
        fitted: the curve at x.
        order: x is the given abscissae in this order.
        knots: positions in x where the curve was fitted; between them it is a straight line.
    """

    x: FloatArray
    fitted: FloatArray
    order: NDArray[np.intp]
    knots: NDArray[np.intp]

    def at_points(self) -> FloatArray:
        """Return the curve at the points, in the order in which they were given."""
        result = np.empty_like(self.fitted)
        result[self.order] = self.fitted
        return result

    def at(self, x: FloatArray) -> FloatArray:
        """Return the curve anywhere; constant beyond the first and the last point, as ``approxfun(rule = 2)``."""
        knots = self.knots[np.diff(self.x[self.knots], prepend=-np.inf) > 0]
        return np.interp(x, self.x[knots], self.fitted[knots])


def lowess(
    x: FloatArray, y: FloatArray, span: float = 2 / 3, iterations: int = 3, delta: float | None = None
) -> Lowess:
    """Fit a local line with tricube weights at points of x, and join the points.

    Each local line uses the ``floor(span n + 1e-7)`` nearest points. After the first pass ``iterations`` more follow
    with Tukey's biweights of the residuals (cut-off six times their median size).

    Args:
        x: abscissae (points,), finite.
        y: ordinates (points,), finite.
        span: share of the points in a local line.
        iterations: of robust reweighting.
        delta: points nearer than this to the last one fitted are interpolated; default: 1 % of the range of x.

    Returns:
        Lowess.

    Source: Cleveland 1979, J. Am. Stat. Assoc. 74:829; R's ``lowess``.
    """
    order = np.argsort(x, kind="stable")
    x, y = x[order], y[order]
    if x.size < 2:
        return Lowess(x, y.copy(), order, np.arange(x.size))
    knots = _knots(x, DELTA_SHARE * (x[-1] - x[0]) if delta is None else delta)
    lines = _LocalLines(x, y, knots, max(2, min(x.size, int(span * x.size + 1e-7))))
    fitted = lines.fit(None)
    for _ in range(iterations):
        robustness = _biweights(y - fitted, ROUNDING * np.abs(y).max())
        if robustness is None:
            break
        fitted = lines.fit(robustness)
    return Lowess(x, fitted, order, knots)


def _knots(x: FloatArray, delta: float) -> NDArray[np.intp]:
    """Positions of x that get a fit, the first and the last among them."""
    knots, i, n = [0], 0, x.size
    while i < n - 1:
        tied = int(np.searchsorted(x, x[i], side="right")) - 1
        within = int(np.searchsorted(x, x[i] + delta, side="right")) - 1
        i = max(tied + 1, within) if tied < n - 1 else tied
        knots.append(i)
    return np.array(knots)


def _biweights(residuals: FloatArray, rounding: float) -> FloatArray | None:
    """Weights (1 - (r / 6 median|r|)^2)^2; None when the fit is so close that they mean nothing."""
    size = np.abs(residuals)
    n = size.size
    middle = np.partition(size, ((n - 1) // 2, n // 2))
    cutoff = 3 * (middle[n // 2] + middle[n - n // 2 - 1]) if n % 2 == 0 else 6 * middle[n // 2]
    if cutoff < max(1e-7 * size.mean(), rounding):
        return None
    ratio = size / cutoff if cutoff > 0 else np.zeros(n)
    weights = (1 - ratio * ratio) ** 2
    weights[size <= 0.001 * cutoff] = 1.0
    weights[size > 0.999 * cutoff] = 0.0
    return np.asarray(weights)


class _LocalLines:
    """The local lines at the knots; their windows depend on x alone and are found once."""

    def __init__(self, x: FloatArray, y: FloatArray, knots: NDArray[np.intp], neighbours: int) -> None:
        self.x, self.y, self.knots, self.neighbours = x, y, knots, neighbours
        self.range = x[-1] - x[0]
        self.windows = self._windows()
        # Distance weights are the same in every pass; keep them unless every point is a knot of a large window.
        self.kept = list(map(self._tricube, range(knots.size))) if knots.size * neighbours <= KEPT_WEIGHTS else []

    def fit(self, robustness: FloatArray | None) -> FloatArray:
        """Return the curve at every x."""
        heights = np.array([self._height(k, robustness) for k in range(self.knots.size)])
        x_knots = self.x[self.knots]
        right = np.searchsorted(self.knots, np.arange(self.x.size), side="left")
        left = np.maximum(right - 1, 0)
        gap = x_knots[right] - x_knots[left]
        share = np.divide(self.x - x_knots[left], gap, out=np.ones_like(self.x), where=gap > 0)
        return np.asarray(share * heights[right] + (1 - share) * heights[left])

    def _windows(self) -> list[tuple[int, int]]:
        """First and one-past-last position of the nearest points of every knot."""
        windows, left = [], 0
        for i in self.knots:
            left = self._slide(left, int(i))
            right = max(left + self.neighbours, int(np.searchsorted(self.x, self.x[i], side="right")))
            windows.append((left, right))
        return windows

    def _slide(self, left: int, i: int) -> int:
        """Move the window right while its next point is nearer than its first (a bisection)."""
        low, high = left, self.x.size - self.neighbours
        while low < high:
            middle = (low + high) // 2
            if self.x[i] - self.x[middle] > self.x[middle + self.neighbours] - self.x[i]:
                low = middle + 1
            else:
                high = middle
        return low

    def _height(self, k: int, robustness: FloatArray | None) -> float:
        """Return the curve at a knot."""
        window, centre = slice(*self.windows[k]), self.x[self.knots[k]]
        weights = self.kept[k] if self.kept else self._tricube(k)
        if robustness is not None:
            weights = weights * robustness[window]
        total = weights.sum()
        if total <= 0:
            return float(self.y[self.knots[k]])
        return self._line(self.x[window], self.y[window], weights / total, centre)

    def _tricube(self, k: int) -> FloatArray:
        distance = np.abs(self.x[slice(*self.windows[k])] - self.x[self.knots[k]])
        width = max(distance[0], distance[min(distance.size, self.neighbours) - 1])
        if width <= 0:
            return np.asarray(distance <= 0, dtype=np.float64)
        ratio = distance / width
        weights = (1 - ratio * ratio * ratio) ** 3
        weights[distance <= 0.001 * width] = 1.0
        weights[distance > 0.999 * width] = 0.0
        return np.asarray(weights)

    def _line(self, x: FloatArray, y: FloatArray, weights: FloatArray, centre: float) -> float:
        mean = weights @ x
        spread = weights @ (x - mean) ** 2
        if np.sqrt(spread) > 0.001 * self.range:
            weights = weights * ((centre - mean) / spread * (x - mean) + 1)
        return float(weights @ y)
