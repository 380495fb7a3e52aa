"""Dispersions and coefficients of a set of genes, for the first fit and for the refit after replacement."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from seqfolio.stats.deseq2 import dispersion_gene, dispersion_map
from seqfolio.stats.deseq2.dispersion_trend import Trend, TrendMethod, fit_trend
from seqfolio.stats.deseq2.glm import Basis
from seqfolio.stats.deseq2.prior_variance import prior_variance
from seqfolio.stats.deseq2.regression import Regression, is_intercept, regress, regress_on_intercept

if TYPE_CHECKING:
    from seqfolio.stats.deseq2.arrays import Bools, Floats, Ints


@dataclass(frozen=True)
class Prior:
    """What the dispersions of all genes say about one of them: the trend and the variance around it."""

    trend: Trend
    variance: float


@dataclass(frozen=True)
class Estimates:
    """Estimates of some genes; the last axis is genes.

    ``beta`` and ``standard_error`` are (p, genes), everything else (genes,). ``gene_grid`` and ``map_grid`` mark
    dispersions found on a grid, ``minimised`` coefficients found by the direct minimiser.
    """

    base_mean: Floats
    base_variance: Floats
    gene_wise: Floats
    trend: Floats
    map: Floats
    final: Floats
    outlier: Bools
    beta: Floats
    standard_error: Floats
    log_likelihood: Floats
    converged: Bools
    gene_grid: Bools
    map_grid: Bools
    minimised: Bools


def estimate(
    design: Floats, y: Floats, factors: Floats, known: Prior | TrendMethod
) -> tuple[Estimates, Prior, Regression]:
    """Fit genes that have counts.

    Args:
        design: (samples, p).
        y: counts, (samples, genes).
        factors: (samples, 1) or (samples, genes).
        known: the prior of an earlier fit, or the kind of trend to fit to these genes.
    """
    normalized = y / factors
    base_mean, base_variance = normalized.mean(axis=0), normalized.var(axis=0, ddof=1)
    del normalized
    gene = dispersion_gene.estimate(design, y, factors)
    prior = known if isinstance(known, Prior) else _prior(design, base_mean, gene.dispersion, known)
    trend, spread = prior.trend(base_mean), prior.trend.residual_variance
    shrunken = dispersion_map.shrink(design, y, gene.mu, gene.dispersion, trend, prior.variance, spread)
    gene_wise, gene_grid = gene.dispersion, gene.on_grid
    del gene  # its means are as large as the counts
    model = _regress(design, y, factors, shrunken.final)
    estimates = Estimates(
        base_mean=base_mean,
        base_variance=base_variance,
        gene_wise=gene_wise,
        trend=trend,
        map=shrunken.map,
        final=shrunken.final,
        outlier=shrunken.outlier,
        beta=model.beta,
        standard_error=model.standard_error,
        log_likelihood=model.log_likelihood,
        converged=model.converged,
        gene_grid=gene_grid,
        map_grid=shrunken.on_grid,
        minimised=model.fallback,
    )
    return estimates, prior, model


def _prior(design: Floats, base_mean: Floats, gene_wise: Floats, method: TrendMethod) -> Prior:
    trend = fit_trend(base_mean, gene_wise, method)
    degrees = design.shape[0] - design.shape[1]
    return Prior(trend, prior_variance(gene_wise, trend(base_mean), trend.residual_variance, degrees))


def _regress(design: Floats, y: Floats, factors: Floats, alpha: Floats) -> Regression:
    if is_intercept(design):
        return regress_on_intercept(y, factors, alpha)
    return regress(Basis(design), y, factors, alpha)


def spread(estimates: Estimates, genes: Bools | Ints, total: int) -> Estimates:
    """Return the estimates among ``total`` genes; the others get NaN or False."""
    filled: dict[str, Any] = {f.name: _spread(getattr(estimates, f.name), genes, total) for f in fields(Estimates)}
    return Estimates(**filled)


def _spread(values: Floats | Bools, genes: Bools | Ints, total: int) -> Floats | Bools:
    empty = False if values.dtype == np.bool_ else np.nan
    out = np.full((*values.shape[:-1], total), empty, dtype=values.dtype)
    out[..., genes] = values
    return out


def overwrite(estimates: Estimates, part: Estimates, genes: Ints) -> None:
    """Put the estimates of refitted genes in their places."""
    for field in fields(Estimates):
        getattr(estimates, field.name)[..., genes] = getattr(part, field.name)


def forget(estimates: Estimates, genes: Ints) -> None:
    """Erase the coefficients of genes that have no count left after replacement."""
    estimates.beta[:, genes] = estimates.standard_error[:, genes] = estimates.log_likelihood[genes] = np.nan
    estimates.base_mean[genes] = estimates.base_variance[genes] = 0.0
