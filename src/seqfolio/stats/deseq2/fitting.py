"""The whole fit of one data set: factors, dispersions, regression, Cook's distances, replacement and refit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from seqfolio.stats.deseq2 import cooks, inputs
from seqfolio.stats.deseq2 import factors as factors_of
from seqfolio.stats.deseq2.arrays import Floats, Ints, take_genes
from seqfolio.stats.deseq2.errors import SizeFactorError
from seqfolio.stats.deseq2.estimates import Data, Estimates, Prior, Test, estimate, forget, overwrite, spread
from seqfolio.stats.deseq2.model import Fit
from seqfolio.stats.deseq2.replacement import Replacement, replace_outliers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from seqfolio.stats.deseq2.dispersion_trend import TrendMethod

_FAR = 5.0


def fit(
    counts: ArrayLike,
    design: ArrayLike,
    *,
    coefficients: Sequence[str] | None = None,
    size_factors: Literal["ratio", "poscounts"] | ArrayLike = "ratio",
    lengths: ArrayLike | None = None,
    normalization_factors: ArrayLike | None = None,
    trend: TrendMethod = "parametric",
    replace_at: float = 7,
    test: Test = "wald",
    workers: int | None = None,
) -> Fit:
    """Fit negative binomial models to every gene.

    Args:
        counts: (genes, samples), non-negative whole numbers.
        design: (samples, coefficients), of full column rank, usually with an intercept.
        coefficients: names of the columns of the design.
        size_factors: ``ratio``, ``poscounts`` or one positive number for each sample.
        lengths: average transcript lengths, (genes, samples); the factors of each gene then hold length and library
            size, as DESeq2 does with tximport.
        normalization_factors: (genes, samples), used as they are instead of size factors.
        trend: of the dispersion over the mean: ``parametric``, ``local`` or ``mean``.
        replace_at: counts beyond the Cook's cut-off are replaced in samples with at least so many replicates (3 or
            more); ``float("inf")`` replaces none.
        test: ``lrt`` takes Cook's distances as R's ``DESeq(test="LRT")`` does, from the means of the gene-wise dispersion
            fit; a few genes near the cut-off are flagged otherwise. Both tests can be made from either fit.
        workers: threads, which share the genes from about 32 samples on; as many as there are processors when None.
            The results do not depend on it.

    Raises:
        DESeq2InputError: a ValueError that says what is wrong with the input, where, and what to do.
    """
    y = inputs.checked_counts(counts)
    matrix, names = inputs.checked_design(design, len(y), coefficients)
    inputs.refuse_constant(y)
    inputs.checked_replicates(replace_at)
    inputs.checked_workers(workers)
    factors = factors_for(y, size_factors, lengths, normalization_factors)
    data = Data(matrix, y, factors, _by_size(y), test)
    estimates, prior, distances = _first_fit(data, trend, workers)
    replacement = replace_outliers(matrix, y, factors, distances, replace_at)
    largest = cooks.largest(matrix, distances)
    if replacement is not None:
        largest = _refit(data, prior, estimates, replacement, largest, distances, workers)
    return _assemble(data, names, estimates, prior, distances, largest, replacement, trend)


def factors_for(
    y: Floats,
    chosen: Literal["ratio", "poscounts"] | ArrayLike,
    lengths: ArrayLike | None = None,
    given: ArrayLike | None = None,
) -> Floats:
    """Size factors (samples, 1) or normalization factors (samples, genes) for counts (samples, genes)."""
    method = chosen if isinstance(chosen, str) else None
    if given is not None and lengths is not None:
        raise SizeFactorError("give either lengths or normalization factors, not both.")
    if given is not None:
        return factors_of.checked_matrix(given, y.shape, "normalization factors")
    if lengths is not None:
        if method is None:
            raise SizeFactorError("size factors cannot be given together with lengths; name their method instead.")
        return factors_of.from_lengths(y, factors_of.checked_matrix(lengths, y.shape, "lengths"), method)
    if method is not None:
        return factors_of.from_sample_rows(y, method)[:, None]
    return factors_of.checked_size_factors(chosen, len(y))[:, None]


def _by_size(y: Floats) -> Ints:
    """Genes with counts, in the order of their totals: genes that behave alike share a block."""
    total = y.sum(axis=0)
    order = np.argsort(total, kind="stable")
    return np.asarray(order[np.count_nonzero(total == 0) :])


def _first_fit(data: Data, trend: TrendMethod, workers: int | None) -> tuple[Estimates, Prior, Floats]:
    """Estimates of all genes, the prior, and Cook's distances (samples, genes)."""
    distances = np.full(data.y.shape, np.nan)
    found, prior = estimate(data, trend, distances, workers)
    estimates = spread(found, data.genes, data.y.shape[1])
    empty = ~data.y.any(axis=0)
    estimates.base_mean[empty] = estimates.base_variance[empty] = 0.0
    return estimates, prior, distances


def _refit(
    data: Data,
    prior: Prior,
    estimates: Estimates,
    replacement: Replacement,
    largest: Floats,
    distances: Floats,
    workers: int | None,
) -> Floats:
    """Refit the genes with replaced counts, in place; returns the largest Cook's distances that still count."""
    counted = replacement.counts.any(axis=0)
    forget(estimates, replacement.genes[~counted])
    again = replacement.genes[counted]
    if again.size == 0:
        return largest
    y = np.ascontiguousarray(replacement.counts[:, counted])
    replaced = Data(data.design, y, take_genes(data.factors, again), np.arange(again.size), data.test)
    overwrite(estimates, estimate(replaced, prior, np.empty_like(y), workers)[0], again)
    if replacement.samples.all():
        return np.full_like(largest, np.nan)
    return cooks.largest(data.design, distances, replacement.samples)


def _assemble(
    data: Data,
    names: tuple[str, ...],
    estimates: Estimates,
    prior: Prior,
    distances: Floats,
    largest: Floats,
    replacement: Replacement | None,
    wanted: TrendMethod,
) -> Fit:
    y, factors = data.y, data.factors
    replaced = np.zeros(y.shape[1], dtype=bool)
    if replacement is not None:
        replaced[replacement.genes] = True
    shared = factors.shape[1] == 1
    return Fit(
        design=data.design,
        coefficients=names,
        counts=y.T,
        substitutes=None if replacement is None else replacement.counts.T,
        size_factors=factors[:, 0] if shared else None,
        normalization_factors=None if shared else factors.T,
        base_mean=estimates.base_mean,
        base_variance=estimates.base_variance,
        all_zero=np.asarray(~y.any(axis=0)),
        gene_wise_dispersion=estimates.gene_wise,
        trend_dispersion=estimates.trend,
        map_dispersion=estimates.map,
        dispersion=estimates.final,
        dispersion_outlier=estimates.outlier,
        trend=prior.trend,
        prior_variance=prior.variance,
        beta=estimates.beta.T,
        standard_error=estimates.standard_error.T,
        log_likelihood=estimates.log_likelihood,
        converged=estimates.converged,
        cooks=distances.T,
        largest_cooks=largest,
        replaced=replaced,
        fallbacks=(*_fallbacks(estimates, prior, wanted), *_unscaled(data.design, names)),
    )


def _fallbacks(estimates: Estimates, prior: Prior, wanted: TrendMethod) -> tuple[str, ...]:
    """List what did not go the usual way."""
    counted = {
        "gene-wise dispersion by grid search": estimates.gene_grid,
        "MAP dispersion by grid search": estimates.map_grid,
        "coefficients by L-BFGS-B": estimates.minimised,
        "coefficients did not converge": ~estimates.converged & ~np.isnan(estimates.log_likelihood),
    }
    words = [] if prior.trend.method == wanted else [f"dispersion trend: {prior.trend.method} instead of {wanted}"]
    words += [
        f"{what}: {int(which.sum())} {'gene' if which.sum() == 1 else 'genes'}"
        for what, which in counted.items()
        if which.any()
    ]
    return tuple(words)


def _unscaled(design: Floats, names: tuple[str, ...]) -> list[str]:
    """Advice for covariates far from zero, whose coefficients can reach the bounds of the regression."""
    far = (np.abs(design.mean(axis=0)) > _FAR) | (design.std(axis=0, ddof=1) > _FAR)
    return [f"covariate {name}: centre and scale it, its values are far from zero" for name in np.array(names)[far]]
