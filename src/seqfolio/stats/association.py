"""How much of a variable a covariate explains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Association:
    """Per variable: the share of its variance that a covariate explains, and the p-value of its F-test."""

    r_squared: NDArray[np.float64]
    pvalue: NDArray[np.float64]


def association(values: NDArray[np.float64], covariate: NDArray[np.float64]) -> Association:
    """Linear regression of each variable on a covariate.

    Args:
        values: samples x variables.
        covariate: samples x columns; a category as indicators of all levels but one, a number as one column.

    Returns:
        Association; NaN where the covariate leaves no residual degree of freedom or the variable is constant.

    Source: the F-test of a linear model, ``F = (R^2 / q) / ((1 - R^2) / (n - q - 1))`` with q columns; R's ``anova(lm)``.
    """
    n = len(values)
    basis = np.linalg.svd(covariate - covariate.mean(axis=0), full_matrices=False)
    kept = basis.U[:, 1e-10 * max(float(basis.S.max(initial=0.0)), 1.0) < basis.S]
    q, centred = kept.shape[1], values - values.mean(axis=0)
    total = (centred**2).sum(axis=0)
    if q == 0 or n - q - 1 <= 0:
        return Association(np.full(values.shape[1], np.nan), np.full(values.shape[1], np.nan))
    with np.errstate(divide="ignore", invalid="ignore"):
        r2 = np.where(total > 0, np.minimum(((kept.T @ centred) ** 2).sum(axis=0) / total, 1.0), np.nan)
        f = (r2 / q) / ((1 - r2) / (n - q - 1))
    return Association(r2, special.fdtrc(q, n - q - 1, f))
