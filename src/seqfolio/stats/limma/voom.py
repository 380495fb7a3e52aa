"""Log counts per million with precision weights from their mean-variance trend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seqfolio.stats.array_checks import FloatArray, ShapeError, count_matrix, library_sizes
from seqfolio.stats.gene_blocks import gene_blocks
from seqfolio.stats.limma.empirical_bayes import need_residual_df
from seqfolio.stats.limma.linear_model import LinearFit, fit
from seqfolio.stats.limma.lowess import Lowess, lowess

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

NO_VARIANCE = "voom: genes without any variance around the model; their weights were limited"
LOG2_MILLION = np.log2(1e6)


@dataclass(frozen=True)
class Voom:
    """Expression values and weights that make them fit for linear models.

    Attributes:
        values: genes x samples, log2 counts per million (0.5 added to the count, 1 to the library size).
        weights: genes x samples, inverse variances.
        lib_size: samples; (effective) library sizes.
        trend: the lowess curve of the root of the standard deviation over the mean log2 count.
        deviation: the points that the curve runs through, the root of the genes' standard deviations at ``trend.x``.
        sample_weights: samples, when quality weights are part of ``weights``; else None.
        fallbacks: what was done because the data are unusual.
    """

    values: FloatArray
    weights: FloatArray
    lib_size: FloatArray
    trend: Lowess
    deviation: FloatArray
    sample_weights: FloatArray | None = None
    fallbacks: tuple[str, ...] = ()


def voom(
    counts: ArrayLike,
    design: ArrayLike,
    lib_size: ArrayLike | None = None,
    span: float = 0.5,
    weights: ArrayLike | None = None,
    block: ArrayLike | None = None,
    correlation: float | None = None,
    coefficient_names: Sequence[str] | None = None,
) -> Voom:
    """Log counts per million with precision weights.

    ``y_gi = log2((r_gi + 0.5) / (L_i + 1) 10^6)`` for counts r and library sizes L. A linear model for every gene
    gives its residual standard deviation s_g and fitted values; a lowess curve f is drawn through sqrt(s_g) over the
    mean log2 count, ``mean_i(y_gi) + mean_i(log2(L_i + 1)) - log2(10^6)``, of the genes that have counts. The weight
    of an observation is ``f(fitted log2 count)^-4``.

    Args:
        counts: genes x samples; filter them first.
        design: samples x coefficients.
        lib_size: one per sample, usually column sums times TMM factors; default: the column sums.
        span: of the lowess curve.
        weights: for the first fit, as in `fit`.
        block: as in `fit`.
        correlation: as in `fit`.
        coefficient_names: used in messages.

    Returns:
        Voom.

    Raises:
        StatsInputError: bad counts or design, fewer than two genes, no residual degrees of freedom, an empty library.

    Source: Law, Chen, Shi & Smyth 2014, Genome Biology 15:R29; limma's ``voom``.
    """
    r = count_matrix(counts)
    if r.shape[0] < 2:
        raise ShapeError("counts: a mean-variance trend needs at least two genes.")
    sizes = library_sizes(r, lib_size)
    values = r + 0.5
    values *= 1e6 / (sizes + 1)
    np.log2(values, out=values)
    first = fit(values, design, weights, block, correlation, coefficient_names)
    need_residual_df(first)
    expressed = np.asarray(r.any(axis=1))
    trend = _mean_variance_trend(first, sizes, expressed, span)
    smallest = _smallest_deviation(trend)
    fallbacks = (NO_VARIANCE,) if trend.fitted.min() < smallest else ()
    deviation = np.sqrt(first.sigma[expressed])[trend.order]
    return Voom(values, _precision(first, sizes, trend, smallest), sizes, trend, deviation, fallbacks=fallbacks)


def _mean_variance_trend(first: LinearFit, sizes: FloatArray, expressed: NDArray[np.bool_], span: float) -> Lowess:
    mean_count = first.ave_expr + np.log2(sizes + 1).mean() - LOG2_MILLION
    return lowess(mean_count[expressed], np.sqrt(first.sigma[expressed]), span)


def _smallest_deviation(trend: Lowess) -> float:
    """Return the lowest point of the curve above zero; 1 when there is none."""
    positive = trend.fitted[trend.fitted > 0]
    return float(positive.min()) if positive.size else 1.0


def _precision(first: LinearFit, sizes: FloatArray, trend: Lowess, smallest: float) -> FloatArray:
    """Weights at the fitted log2 counts, genes in blocks."""
    to_count = np.log2(sizes + 1) - LOG2_MILLION
    weights = np.empty((first.coefficients.shape[0], sizes.size))
    for rows in gene_blocks(*weights.shape):
        root_deviation = trend.at(first.coefficients[rows] @ first.design.T + to_count)
        np.maximum(root_deviation, smallest, out=root_deviation)
        weights[rows] = 1 / np.square(np.square(root_deviation))
    return weights
