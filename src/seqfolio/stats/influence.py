"""What one sample does to a linear model, gene by gene, without fitting it again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

FULL_LEVERAGE = 1 - 1e-9

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class LinearModel:
    """Least squares of many genes with one design.

    Attributes:
        estimates: genes x coefficients.
        residuals: genes x samples.
        leverage: samples; 1 where a sample has a coefficient to itself.
        solver: coefficients x samples, ``(X'X)^-1 X'``.
    """

    estimates: Floats
    residuals: Floats
    leverage: Floats
    solver: Floats


def least_squares(values: ArrayLike, design: ArrayLike) -> LinearModel:
    """Fit ``values = estimates design'`` by least squares.

    Args:
        values: genes x samples.
        design: samples x coefficients, of any rank.
    """
    y, x = np.asarray(values, dtype=np.float64), np.asarray(design, dtype=np.float64)
    solver = np.linalg.pinv(x)
    estimates = y @ solver.T
    leverage = np.asarray(np.einsum("ij,ji->i", x, solver), dtype=np.float64)
    return LinearModel(estimates, np.asarray(y - estimates @ x.T), leverage, np.asarray(solver, dtype=np.float64))


def leave_one_out(model: LinearModel, weights: ArrayLike) -> Floats:
    """A contrast of each gene without each sample: genes x samples.

    ``c'b(-i) = c'b - c'(X'X)^-1 x_i e_i / (1 - h_i)``; NaN where a sample has a coefficient to itself.

    Source: Belsley, Kuh & Welsch 1980, Regression Diagnostics, equation 2.1.
    """
    c = np.asarray(weights, dtype=np.float64)
    kept = np.where(model.leverage < FULL_LEVERAGE, 1 - model.leverage, np.nan)
    return np.asarray((model.estimates @ c)[:, None] - model.residuals * (c @ model.solver) / kept)
