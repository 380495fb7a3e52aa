"""Robust locally weighted regression, as R's ``lowess`` computes it.

Source: Cleveland 1979, J. Am. Stat. Assoc. 74:829.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from seqfolio.stats.deseq2.arrays import Floats


def lowess(x: Floats, y: Floats, share: float, iterations: int = 3) -> Floats:
    """Smoothed values at every x.

    Args:
        x: increasing, (n,), with steps larger than 1 % of the range (so that no point is interpolated).
        y: (n,).
        share: of the points in each local fit.
        iterations: robustifying rounds.

    Returns:
        (n,).
    """
    neighbours = max(2, min(len(x), int(share * len(x) + 1e-7)))
    local = _local_weights(x, neighbours)
    robust = np.ones_like(y)
    smooth = _fit(x, y, local * robust)
    for _ in range(iterations):
        residual = np.abs(y - smooth)
        scale = 6.0 * float(np.median(residual))
        if scale < 1e-7 * float(residual.mean()):
            break
        robust = _bisquare(residual, scale)
        smooth = _fit(x, y, local * robust)
    return smooth


def _local_weights(x: Floats, neighbours: int) -> Floats:
    """Tricube weights, one row for each point of evaluation."""
    weights = np.zeros((len(x), len(x)))
    left = 0
    for i, centre in enumerate(x):
        while left + neighbours < len(x) and centre - x[left] > x[left + neighbours] - centre:
            left += 1
        reach = max(centre - x[left], x[left + neighbours - 1] - centre)
        distance = np.abs(x - centre)
        near = (distance <= 0.999 * reach) & (np.arange(len(x)) >= left)
        tricube = (1.0 - (distance[near] / reach) ** 3) ** 3
        weights[i, near] = np.where(distance[near] <= 0.001 * reach, 1.0, tricube)
    return weights


def _bisquare(residual: Floats, scale: float) -> Floats:
    weight = (1.0 - (residual / scale) ** 2) ** 2
    return np.where(residual <= 0.001 * scale, 1.0, np.where(residual <= 0.999 * scale, weight, 0.0))


def _fit(x: Floats, y: Floats, weights: Floats) -> Floats:
    """Local lines at every point; a point without weight keeps its y, one without spread gets a local mean."""
    total = weights.sum(axis=1)
    usable = total > 0
    share = weights / np.where(usable, total, 1.0)[:, None]
    centre = share @ x
    offset = x[None, :] - centre[:, None]
    spread = (share * offset**2).sum(axis=1)
    sloped = np.sqrt(spread) > 0.001 * (x[-1] - x[0])
    slope = np.where(sloped, (x - centre) / np.where(sloped, spread, 1.0), 0.0)
    value = (share * (1.0 + slope[:, None] * offset)) @ y
    return np.where(usable, value, y)
