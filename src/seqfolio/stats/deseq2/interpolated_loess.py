"""Local quadratic regression in one dimension, interpolated between vertices as R's ``loess`` does by default.

The range of x, widened by half a percent, is cut at the median until a cell holds few points. Value and slope of the
local fit are computed at the cuts alone, and a cubic Hermite polynomial joins them.

Source: Cleveland & Grosse 1991, Stat. Comput. 1:47.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from seqfolio.stats.deseq2.arrays import Floats

_MARGIN = 0.005
_CELL = 0.2


def interpolated_loess(x: Floats, y: Floats, at: Floats, span: float) -> Floats:
    """Smooth y over x and evaluate the curve.

    Args:
        x: sorted, (n,).
        y: (n,).
        at: points within the range of x, (m,).
        span: share of the points in each local fit, at most 1.

    Returns:
        (m,).
    """
    from scipy.interpolate import CubicHermiteSpline  # a tenth of a second that most runs can save

    margin = _MARGIN * (x[-1] - x[0])
    leaf = int(len(x) * span * _CELL)
    vertices = np.array([x[0] - margin, *_cuts(x, 0, len(x) - 1, leaf), x[-1] + margin])
    neighbours = int(len(x) * span + 1e-5)
    values = np.array([_value_and_slope(x, y, vertex, neighbours) for vertex in vertices])
    return np.asarray(CubicHermiteSpline(vertices, values[:, 0], values[:, 1])(at))


def _cuts(x: Floats, low: int, high: int, leaf: int) -> list[float]:
    """Cut points of the cells, in order."""
    if high - low + 1 <= leaf:
        return []
    middle = (low + high) // 2
    return [*_cuts(x, low, middle, leaf), float(x[middle]), *_cuts(x, middle + 1, high, leaf)]


def _value_and_slope(x: Floats, y: Floats, vertex: float, neighbours: int) -> tuple[float, float]:
    """Intercept and slope of the quadratic fitted with tricube weights around the vertex."""
    distance = np.abs(x - vertex)
    reach = np.partition(distance, neighbours - 1)[neighbours - 1]
    near = distance < reach
    root_weight = np.sqrt((1.0 - (distance[near] / reach) ** 3) ** 3)
    powers = np.vander(x[near] - vertex, 3, increasing=True)
    solution = np.linalg.lstsq(powers * root_weight[:, None], y[near] * root_weight, rcond=None)[0]
    return float(solution[0]), float(solution[1])
