"""A prior of the variances that a few hypervariable genes do not disturb, and that does not shrink them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from seqfolio.stats.array_checks import FloatArray, StatsInputError
from seqfolio.stats.limma.distributions import f_density, f_log_upper, f_quantile, f_upper
from seqfolio.stats.limma.lowess import lowess
from seqfolio.stats.limma.root_finding import brent_root
from seqfolio.stats.limma.variance_prior import VariancePrior, fit_variance_prior
from seqfolio.stats.ranks import average_ranks

if TYPE_CHECKING:
    from collections.abc import Callable

VERY_SMALL = "very small residual variances were offset from zero"
WINSOR_TAILS = (0.05, 0.1)
TREND_SPAN = 0.4
NODES, NODE_WEIGHTS = (v / 2 for v in np.polynomial.legendre.leggauss(128))

Moments = tuple[float, float]


class MostlyZeroVariancesError(StatsInputError):
    """The robust prior needs variances."""


def fit_robust_prior(
    variances: FloatArray,
    df: float,
    covariate: FloatArray | None = None,
    winsor_tails: tuple[float, float] = WINSOR_TAILS,
) -> VariancePrior:
    """Estimate the prior of residual variances robustly.

    Moments of ``z_g = log s_g^2`` around its trimmed mean (or around its lowess curve over the covariate) are taken
    after winsorizing the given shares of either tail, and matched to the moments of winsorized log F. Genes with
    variances larger than F allows get smaller prior degrees of freedom, by the ratio of the theoretical to the
    empirical tail probability.

    Args:
        variances: s^2 (genes,).
        df: residual degrees of freedom, above zero.
        covariate: (genes,).
        winsor_tails: shares winsorized at the lower and the upper end.

    Returns:
        VariancePrior, with prior degrees of freedom for each gene.

    Raises:
        MostlyZeroVariancesError: the median variance is zero.

    Source: Phipson, Lee, Majewski, Alexander & Smyth 2016, Ann. Appl. Stat. 10:946; limma's ``fitFDistRobustly``.
    """
    n = variances.size
    if n <= 2:
        return fit_variance_prior(variances, df, covariate)
    x, fallbacks = _away_from_zero(variances)
    plain = fit_variance_prior(x, df, covariate)
    if max(winsor_tails) < 1 / n:
        return plain
    z = np.log(x)
    trend, residuals = _trend(z, covariate, winsor_tails[1])
    mean, variance = _winsorized_sample_moments(residuals, winsor_tails)
    prior_df = _matched_df(variance, df, float(plain.df[0]), winsor_tails)
    if prior_df is None:
        return replace(plain, fallbacks=plain.fallbacks + fallbacks)
    log_scale = trend + mean - _winsorized_f_moments(df, prior_df, winsor_tails)[0]
    shrunk = _shrunk_df(np.exp(z - log_scale), df, prior_df)
    return VariancePrior(np.broadcast_to(np.exp(log_scale), n), shrunk, fallbacks)


def _away_from_zero(variances: FloatArray) -> tuple[FloatArray, tuple[str, ...]]:
    median = float(np.median(variances))
    if median <= 0:
        raise MostlyZeroVariancesError(
            "More than half of the genes have no residual variance, so no robust prior can be fitted. "
            "Remove genes that do not vary, or use robust=False."
        )
    small = variances < median * 1e-12
    return np.where(small, median * 1e-12, variances), (VERY_SMALL,) if small.any() else ()


def _trend(z: FloatArray, covariate: FloatArray | None, trim: float) -> tuple[FloatArray, FloatArray]:
    if covariate is None:
        cut = int(z.size * trim)
        trend = np.asarray(np.sort(z)[cut : z.size - cut].mean())
    else:
        trend = lowess(covariate, z, TREND_SPAN).at_points()
    return trend, z - trend


def _winsorized_sample_moments(residuals: FloatArray, tails: tuple[float, float]) -> Moments:
    low, high = np.quantile(residuals, (tails[0], 1 - tails[1]))
    cut = np.clip(residuals, low, high)
    return float(cut.mean()), float(cut.var(ddof=1))


def _winsorized_f_moments(df1: float, df2: float, tails: tuple[float, float]) -> Moments:
    """Mean and variance of log F, winsorized, by Gauss-Legendre quadrature over x / (1 + x)."""
    quantiles = f_quantile(np.array([tails[0], 1 - tails[1]]), df1, df2)
    ends, masses = np.log(quantiles), np.array(tails)
    low, high = quantiles / (1 + quantiles)
    u = low + (high - low) * (NODES + 0.5)
    x = u / (1 - u)
    density = (high - low) * NODE_WEIGHTS * f_density(x, df1, df2) / (1 - u) ** 2
    mean = density @ np.log(x) + ends @ masses
    return float(mean), float(density @ (np.log(x) - mean) ** 2 + (ends - mean) ** 2 @ masses)


def _matched_df(variance: float, df: float, plain_df: float, tails: tuple[float, float]) -> float | None:
    """Prior degrees of freedom whose winsorized variance is that of the sample; None: keep the plain estimate."""

    def excess(u: float) -> float:
        prior_df = u / (1 - u) if u < 1 else np.inf
        return float(np.log(variance / _winsorized_f_moments(df, prior_df, tails)[1]))

    if variance == 0:
        return np.inf
    at_infinity = excess(1.0)
    if at_infinity <= 0:
        return np.inf
    if np.isinf(plain_df):
        return None
    return _root_above(excess, plain_df, at_infinity)


def _root_above(excess: Callable[[float], float], plain_df: float, at_infinity: float) -> float:
    start = plain_df / (1 + plain_df)
    at_start = excess(start)
    if at_start >= 0:
        return plain_df
    u = brent_root(excess, start, 1.0, at_start, at_infinity, 1e-8)
    return u / (1 - u)


def _shrunk_df(f: FloatArray, df: float, prior_df: float) -> FloatArray:
    """Prior degrees of freedom of each gene from its statistic f = variance / scale."""
    n = f.size
    log_empirical = np.log(n - average_ranks(f) + 0.5) - np.log(n)
    if np.isinf(prior_df):
        return _from_infinite(f_upper(f, df, np.inf), np.exp(log_empirical), n * df)
    log_tail = f_log_upper(f, df, prior_df)
    log_regular = np.minimum(log_tail - log_empirical, 0)
    if not (log_regular < 0).any():
        return np.full(n, prior_df)
    regular = np.exp(log_regular)
    shrunk = regular * prior_df - np.expm1(log_regular) * _outlier_df(f.max(), df, prior_df, float(log_tail.min()))
    return _monotone(shrunk, np.argsort(log_tail, kind="stable"))


def _from_infinite(tail: FloatArray, empirical: FloatArray, df_pooled: float) -> FloatArray:
    regular = np.minimum(tail / empirical, 1)
    shrunk = np.where(regular < 1, regular * df_pooled, np.inf)
    order = np.argsort(tail, kind="stable")
    shrunk[order] = np.maximum.accumulate(shrunk[order])
    return np.asarray(shrunk)


def _outlier_df(largest: float, df: float, prior_df: float, log_tail: float) -> float:
    """Prior degrees of freedom under which the largest variance would be an ordinary one (its tail is a half)."""
    outlier_df = np.log(0.5) / log_tail * prior_df
    again = float(f_log_upper(np.array([largest]), df, outlier_df)[0])
    return float(np.log(0.5) / again * outlier_df)


def _monotone(shrunk: FloatArray, order: np.ndarray[tuple[int], np.dtype[np.intp]]) -> FloatArray:
    """Never fewer degrees of freedom for a gene that is less of an outlier."""
    ordered = shrunk[order]
    running_mean = np.cumsum(ordered) / np.arange(1, ordered.size + 1)
    lowest = int(np.argmin(running_mean))
    ordered[: lowest + 1] = running_mean[lowest]
    result = np.empty_like(shrunk)
    result[order] = np.maximum.accumulate(ordered)
    return result
