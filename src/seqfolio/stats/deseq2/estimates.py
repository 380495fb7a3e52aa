"""Dispersions and coefficients of a set of genes, for the first fit and for the refit after replacement."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import numpy as np

from seqfolio.stats.deseq2 import cooks, dispersion_gene, dispersion_map
from seqfolio.stats.deseq2.arrays import blocks, take_genes
from seqfolio.stats.deseq2.chunks import chunks, each
from seqfolio.stats.deseq2.dispersion_trend import Trend, TrendMethod, fit_trend
from seqfolio.stats.deseq2.glm import Basis, take_block
from seqfolio.stats.deseq2.prior_variance import prior_variance
from seqfolio.stats.deseq2.regression import Regression, is_intercept, regress, regress_on_intercept

if TYPE_CHECKING:
    from seqfolio.stats.deseq2.arrays import Bools, Floats, Ints


Test = Literal["wald", "lrt"]
Record = TypeVar("Record", bound="Estimates | _Own")


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


@dataclass(frozen=True)
class Data:
    """Genes to be fitted among all.

    Attributes:
        design: (samples, p).
        y: counts of all genes, (samples, genes).
        factors: size factors, (samples, 1), or normalization factors of all genes, (samples, genes).
        genes: positions of those to be fitted, none of them without counts.
        test: what follows: it decides from which means Cook's distances are taken, see `cooks`.
    """

    design: Floats
    y: Floats
    factors: Floats
    genes: Ints
    test: Test = "wald"

    def take(self, genes: Ints) -> tuple[Floats, Floats]:
        """Counts and factors of some genes."""
        return np.ascontiguousarray(self.y[:, genes]), take_genes(self.factors, genes)


def estimate(
    data: Data, known: Prior | TrendMethod, work: Floats, workers: int | None = None
) -> tuple[Estimates, Prior]:
    """Fit genes that have counts.

    Args:
        data: the genes.
        known: the prior of an earlier fit, or the kind of trend to fit to these genes.
        work: (samples, all genes), whose columns of the fitted genes hold their Cook's distances in the end, and the
            fitted means in between.
        workers: threads; as many as there are processors when None.

    Returns:
        the estimates in the order of ``data.genes``, and the prior.
    """
    parts = chunks(len(data.y), data.genes)
    reciprocal = dispersion_gene.mean_reciprocal(data.factors, data.genes)
    own = _joined(_Own, each(lambda chunk: _own(data, chunk.genes, reciprocal, work), parts, workers))
    prior = known if isinstance(known, Prior) else _prior(data.design, own.base_mean, own.gene_wise, known)
    shared = each(lambda chunk: _shared(data, chunk.genes, own.part(chunk.place), prior, work), parts, workers)
    return _joined(Estimates, shared), prior


@dataclass(frozen=True)
class _Own:
    """What a gene says about itself, each (genes,)."""

    base_mean: Floats
    base_variance: Floats
    gene_wise: Floats
    gene_grid: Bools

    def part(self, place: slice) -> _Own:
        """Some of the genes."""
        return _Own(**{f.name: getattr(self, f.name)[place] for f in fields(_Own)})


def _own(data: Data, genes: Ints, reciprocal: float, work: Floats) -> _Own:
    y, factors = data.take(genes)
    normalized = y / factors
    mean, variance = normalized.mean(axis=0), normalized.var(axis=0, ddof=1)
    del normalized
    found = dispersion_gene.estimate(data.design, y, factors, reciprocal)
    work[:, genes] = found.mu
    return _Own(mean, variance, found.dispersion, found.on_grid)


def _shared(data: Data, genes: Ints, own: _Own, prior: Prior, work: Floats) -> Estimates:
    """Estimates of a chunk with what the other genes say about it; leaves Cook's distances in ``work``."""
    y, factors = data.take(genes)
    trend, residual = prior.trend(own.base_mean), prior.trend.residual_variance
    mu = np.ascontiguousarray(work[:, genes])
    shrunken = dispersion_map.shrink(data.design, y, mu, own.gene_wise, trend, prior.variance, residual)
    model = _regress(data.design, y, factors, shrunken.final)
    work[:, genes] = _cooks(data.design, y, factors, model.mu if data.test == "wald" else mu, model.leverage)
    return Estimates(
        base_mean=own.base_mean,
        base_variance=own.base_variance,
        gene_wise=own.gene_wise,
        trend=trend,
        map=shrunken.map,
        final=shrunken.final,
        outlier=shrunken.outlier,
        beta=model.beta,
        standard_error=model.standard_error,
        log_likelihood=model.log_likelihood,
        converged=model.converged,
        gene_grid=own.gene_grid,
        map_grid=shrunken.on_grid,
        minimised=model.fallback,
    )


def _cooks(design: Floats, y: Floats, factors: Floats, mu: Floats, leverage: Floats) -> Floats:
    out = np.empty_like(y)
    for part in blocks(*y.shape):
        own, normalized = y[:, part], y[:, part] / take_block(factors, part)
        out[:, part] = cooks.distances(design, own, normalized, mu[:, part], leverage[:, part])
    return out


def _joined(kind: type[Record], parts: list[Record]) -> Record:
    """Return the records of all chunks as one; genes are the last axis of every field."""
    if len(parts) == 1:
        return parts[0]
    return kind(**{f.name: np.concatenate([getattr(p, f.name) for p in parts], axis=-1) for f in fields(kind)})


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
