"""Moderated statistics: the genes lend each other degrees of freedom."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seqfolio.stats.array_checks import FloatArray, StatsInputError
from seqfolio.stats.limma.b_statistic import log_odds, prior_effect_variance
from seqfolio.stats.limma.distributions import t_two_sided
from seqfolio.stats.limma.robust_prior import WINSOR_TAILS, fit_robust_prior
from seqfolio.stats.limma.variance_prior import VariancePrior, fit_variance_prior

if TYPE_CHECKING:
    from seqfolio.stats.limma.linear_model import LinearFit

MOSTLY_ROUNDING = "more than half of the genes do not vary within groups: filter them, the prior is unreliable"
SOME_ROUNDING = "some genes do not vary within groups: their variances are rounding errors"
DEFAULT_VARIANCE = "the prior variance of effects could not be estimated: 1 / prior variance was used"


class NoResidualDegreesOfFreedomError(StatsInputError):
    """Nothing is left to estimate the variance from."""


@dataclass(frozen=True)
class EmpiricalBayes:
    """Moderated t-statistics.

    Attributes:
        fit: what was moderated.
        df_prior: genes; d0, may be infinite.
        s2_prior: genes; s0^2.
        s2_post: genes; ``(d0 s0^2 + d s^2) / (d0 + d)``.
        df_total: genes; ``d0 + d``, at most the residual degrees of freedom of all genes together.
        t: genes x coefficients.
        pvalue: genes x coefficients, two-sided.
        log_odds: genes x coefficients; the B statistic.
        var_prior: coefficients; v0 of the B statistic.
        fallbacks: what was done because the data are unusual.
    """

    fit: LinearFit
    df_prior: FloatArray
    s2_prior: FloatArray
    s2_post: FloatArray
    df_total: FloatArray
    t: FloatArray
    pvalue: FloatArray
    log_odds: FloatArray
    var_prior: FloatArray
    fallbacks: tuple[str, ...]


def ebayes(
    fit: LinearFit,
    trend: bool = False,
    robust: bool = False,
    proportion: float = 0.01,
    stdev_limits: tuple[float, float] = (0.1, 4.0),
    winsor_tails: tuple[float, float] = WINSOR_TAILS,
) -> EmpiricalBayes:
    """Moderate the residual variances and test every coefficient.

    ``t = b / (u sqrt(s2_post))`` on ``df_total`` degrees of freedom, with b and u the estimates and their unscaled
    standard deviations.

    Args:
        fit: from `fit` or `contrasts_fit`.
        trend: let the prior variance depend on the average expression (limma-trend).
        robust: keep hypervariable genes from disturbing the prior, and do not shrink them.
        proportion: assumed share of changed genes, for the B statistic alone.
        stdev_limits: of the effects' prior standard deviation, for the B statistic alone.
        winsor_tails: shares of the variances winsorized below and above when ``robust``.

    Returns:
        EmpiricalBayes.

    Raises:
        NoResidualDegreesOfFreedomError: as many coefficients as samples.
        StatsInputError: a share outside its range; no variances for a robust prior.

    Source: Smyth 2004, Stat. Appl. Genet. Mol. Biol. 3:3; Law, Chen, Shi & Smyth 2014, Genome Biology 15:R29
    (trend); Phipson et al. 2016, Ann. Appl. Stat. 10:946 (robust); limma's ``eBayes``.
    """
    if not 0 < proportion < 1:
        raise StatsInputError(f"proportion: {proportion} must lie between 0 and 1, exclusive.")
    prior, s2_post, df_total = moderate_variances(fit, trend, robust, winsor_tails)
    t = fit.coefficients / fit.stdev_unscaled / np.sqrt(s2_post)[:, None]
    limits = tuple(limit**2 / float(np.median(prior.scale)) for limit in stdev_limits)
    var_prior, fallbacks = _effect_variances(t, fit.stdev_unscaled, df_total, proportion, (limits[0], limits[1]), prior)
    return EmpiricalBayes(
        fit=fit,
        df_prior=prior.df,
        s2_prior=prior.scale,
        s2_post=s2_post,
        df_total=df_total,
        t=t,
        pvalue=t_two_sided(t, df_total[:, None]),
        log_odds=log_odds(t, fit.stdev_unscaled, df_total, prior.df, var_prior, proportion),
        var_prior=var_prior,
        fallbacks=variance_remarks(fit) + prior.fallbacks + fallbacks,
    )


def moderate_variances(
    fit: LinearFit, trend: bool, robust: bool, winsor_tails: tuple[float, float] = WINSOR_TAILS
) -> tuple[VariancePrior, FloatArray, FloatArray]:
    """Return the prior, the posterior variances (genes,) and the total degrees of freedom (genes,) of a fit."""
    need_residual_df(fit)
    if not all(0 <= tail < 0.5 for tail in winsor_tails):
        raise StatsInputError(f"winsor_tails: {winsor_tails} must be two shares from 0 to below 0.5.")
    variances, covariate = fit.sigma**2, fit.ave_expr if trend else None
    if robust:
        prior = fit_robust_prior(variances, fit.df_residual, covariate, winsor_tails)
    else:
        prior = fit_variance_prior(variances, fit.df_residual, covariate)
    df_total = np.minimum(fit.df_residual + prior.df, fit.df_residual * variances.size)
    return prior, squeeze_variances(variances, fit.df_residual, prior), df_total


def variance_remarks(fit: LinearFit) -> tuple[str, ...]:
    """Return a word when variances are rounding errors: they take part in the prior, as in limma."""
    share = float(fit.no_variance.mean())
    if share > 0.5:
        return (MOSTLY_ROUNDING,)
    return (SOME_ROUNDING,) if share > 0 else ()


def squeeze_variances(variances: FloatArray, df: float, prior: VariancePrior) -> FloatArray:
    """Posterior variances (genes,): the mean of s^2 and s0^2 weighted by their degrees of freedom."""
    finite = np.isfinite(prior.df)
    prior_df = np.where(finite, prior.df, 0.0)
    return np.where(finite, (df * variances + prior_df * prior.scale) / (df + prior_df), prior.scale)


def need_residual_df(fit: LinearFit) -> None:
    """Raise when the samples are used up by the coefficients."""
    if fit.df_residual < 1:
        samples, coefficients = fit.design.shape
        raise NoResidualDegreesOfFreedomError(
            f"{samples} samples and {coefficients} coefficients leave no residual degrees of freedom, so the variance "
            "cannot be estimated. Add replicates, or drop a term from the design; without replicates report fold "
            "changes alone."
        )


def _effect_variances(
    t: FloatArray,
    stdev: FloatArray,
    df: FloatArray,
    proportion: float,
    limits: tuple[float, float],
    prior: VariancePrior,
) -> tuple[FloatArray, tuple[str, ...]]:
    """v0 for every coefficient."""
    v0 = [prior_effect_variance(t[:, j], stdev[:, j], df, proportion, limits) for j in range(t.shape[1])]
    if any(map(math.isnan, v0)):
        return np.full(t.shape[1], 1 / np.median(prior.scale)), (DEFAULT_VARIANCE,)
    return np.array(v0), ()
