"""Natural cubic splines: the space that R's ``splines::ns(x, df, intercept = TRUE)`` spans."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from seqfolio.stats.array_checks import FloatArray


def natural_spline_basis(x: FloatArray, df: int) -> FloatArray:
    """Return a basis (points x at most df) of the natural cubic splines with ``df - 2`` inner knots.

    Inner knots lie at equally spaced quantiles of x, boundary knots at its ends; beyond them the spline is straight.
    Knots that coincide count once. With x scaled to [0, 1] and the knots k_1 < ... < k_K the columns are 1, x and
    ``d_j(x) - d_(K-1)(x)``, ``d_j(x) = ((x - k_j)+^3 - (x - k_K)+^3) / (k_K - k_j)``. Another basis than R's, of the
    same space: fitted values agree.

    Source: Hastie, Tibshirani & Friedman 2009, The Elements of Statistical Learning, 5.2.1.
    """
    low, high = x.min(), x.max()
    knots = (np.unique(np.quantile(x, np.linspace(0, 1, df))) - low) / (high - low)
    scaled = (x - low) / (high - low)
    truncated = np.maximum(scaled[:, None] - knots[None, :], 0.0) ** 3
    slopes = (truncated[:, :-1] - truncated[:, -1:]) / (knots[-1] - knots[:-1])
    return np.column_stack((np.ones_like(scaled), scaled, slopes[:, :-1] - slopes[:, -1:]))
