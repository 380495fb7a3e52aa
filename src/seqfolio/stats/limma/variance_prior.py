"""The prior distribution of the genes' variances, by moments of their logarithms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from seqfolio.stats.limma.natural_spline import natural_spline_basis

if TYPE_CHECKING:
    from seqfolio.stats.array_checks import FloatArray

MOSTLY_ZERO = "more than half of the residual variances are zero: the prior is unreliable"
SOME_ZERO = "zero residual variances were offset from zero"
OFFSET_SHARE = 1e-5  # of the median variance


@dataclass(frozen=True)
class VariancePrior:
    """``s_g^2 ~ scale_g F(df_residual, df_g)``.

    Attributes:
        scale: genes; prior variance s0^2.
        df: genes; prior degrees of freedom d0, may be infinite. All equal unless the estimate is robust.
        fallbacks: what was done because the variances are unusual.
    """

    scale: FloatArray
    df: FloatArray
    fallbacks: tuple[str, ...] = ()


def fit_variance_prior(variances: FloatArray, df: float, covariate: FloatArray | None = None) -> VariancePrior:
    """Estimate the prior of residual variances.

    With ``e_g = log s_g^2 - digamma(d/2) + log(d/2)``, whose mean is ``log s0^2 - digamma(d0/2) + log(d0/2)`` and
    whose variance is ``trigamma(d/2) + trigamma(d0/2)``, both unknowns follow from the sample mean and variance of e;
    with a covariate, the mean is a natural spline of it (4 df from 30 genes on, 3 from 6, 2 from 3).

    Args:
        variances: s^2 (genes,).
        df: d, residual degrees of freedom, above zero.
        covariate: (genes,), usually the average log expression.

    Returns:
        VariancePrior.

    Source: Smyth 2004, Stat. Appl. Genet. Mol. Biol. 3:3, section 6.2; limma's ``fitFDist``.
    """
    n = variances.size
    if n == 1:
        return VariancePrior(variances.copy(), np.zeros(1))
    x, fallbacks = _away_from_zero(variances)
    e = np.log(x) - special.psi(df / 2) + np.log(df / 2)
    mean, variance = _moments(e, None if covariate is None else _spline_basis(covariate))
    excess = variance - float(special.polygamma(1, df / 2))
    if excess > 0:
        prior_df = 2 * trigamma_inverse(excess)
        scale = np.exp(mean + special.psi(prior_df / 2) - np.log(prior_df / 2))
    else:
        prior_df = np.inf
        scale = np.full(n, x.mean()) if mean.ndim == 0 else np.exp(mean)
    return VariancePrior(np.broadcast_to(scale, n), np.full(n, prior_df), fallbacks)


def trigamma_inverse(x: float) -> float:
    """Return the y with ``trigamma(y) = x``, by Newton's iteration on 1/trigamma, which is nearly linear.

    Source: Smyth 2004, appendix.
    """
    if x > 1e7:
        return float(1 / np.sqrt(x))
    if x < 1e-6:
        return 1 / x
    y = 0.5 + 1 / x
    for _ in range(50):
        trigamma = float(special.polygamma(1, y))
        step = trigamma * (1 - trigamma / x) / float(special.polygamma(2, y))
        y += step
        if -step / y < 1e-8:
            break
    return y


def _away_from_zero(variances: FloatArray) -> tuple[FloatArray, tuple[str, ...]]:
    x = np.maximum(variances, 0)
    median = float(np.median(x))
    if median == 0:
        return np.maximum(x, OFFSET_SHARE), (MOSTLY_ZERO,)
    return np.maximum(x, OFFSET_SHARE * median), (SOME_ZERO,) if x.min() == 0 else ()


def _spline_basis(covariate: FloatArray) -> FloatArray | None:
    """Return the spline's columns, or None when there are too few genes or values for a slope."""
    n = covariate.size
    df = min(1 + (n >= 3) + (n >= 6) + (n >= 30), np.unique(covariate).size)
    return natural_spline_basis(covariate, df) if df >= 2 else None


def _moments(e: FloatArray, basis: FloatArray | None) -> tuple[FloatArray, float]:
    """Mean (or fitted curve) of e and its residual variance."""
    if basis is None:
        return np.asarray(e.mean()), float(e.var(ddof=1))
    coefficients, _, rank, _ = np.linalg.lstsq(basis, e, rcond=None)
    fitted = basis @ coefficients
    return fitted, float(((e - fitted) ** 2).sum() / (e.size - rank))
