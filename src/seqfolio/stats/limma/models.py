"""From counts to a fitted model: the usual sequences of steps, so that several contrasts can share one fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seqfolio.stats.array_checks import FloatArray, count_matrix, library_sizes
from seqfolio.stats.edger.cpm import log_cpm
from seqfolio.stats.edger.tmm import tmm
from seqfolio.stats.limma.array_weights import array_weights
from seqfolio.stats.limma.duplicate_correlation import DuplicateCorrelation, duplicate_correlation
from seqfolio.stats.limma.empirical_bayes import need_residual_df
from seqfolio.stats.limma.linear_model import LinearFit, fit
from seqfolio.stats.limma.quality_weights import voom_with_quality_weights
from seqfolio.stats.limma.voom import Voom, voom

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

NO_BLOCK = DuplicateCorrelation(0.0, np.empty(0))


@dataclass(frozen=True)
class Model:
    """A fitted model and what went into it.

    Attributes:
        fit: of every coefficient of the design.
        values: genes x samples, log2 counts per million.
        trend: whether the prior variance shall depend on the average expression (limma-trend).
        lib_size: samples; effective library sizes.
        voom: weights and the mean-variance curve; None for limma-trend.
        sample_weights: samples; None when all count alike.
        correlation: within blocks; None without blocks.
        fallbacks: what was done because the data are unusual.
    """

    fit: LinearFit
    values: FloatArray
    trend: bool
    lib_size: FloatArray
    voom: Voom | None
    sample_weights: FloatArray | None
    correlation: float | None
    fallbacks: tuple[str, ...]


def voom_model(
    counts: ArrayLike,
    design: ArrayLike,
    lib_size: ArrayLike | None = None,
    block: ArrayLike | None = None,
    sample_weights: bool = False,
    coefficient_names: Sequence[str] | None = None,
) -> Model:
    """Fit linear models with voom's weights.

    With blocks: voom, correlation, voom with that correlation, correlation again, and the fit with both.

    Args:
        counts: genes x samples; filter them first (`filter_by_expr`).
        design: samples x coefficients.
        lib_size: effective library sizes; default: column sums times TMM factors.
        block: one label per sample; samples of one block (a donor) correlate.
        sample_weights: weigh samples by their quality.
        coefficient_names: used in messages.

    Returns:
        Model.

    Raises:
        StatsInputError: see `voom`, `fit` and `duplicate_correlation`.
    """
    y = count_matrix(counts)
    sizes = _effective_sizes(y, lib_size)

    def weigh(correlation: float | None) -> Voom:
        labels = None if correlation is None else block
        if sample_weights:
            return voom_with_quality_weights(
                y, design, sizes, block=labels, correlation=correlation, coefficient_names=coefficient_names
            )
        return voom(y, design, sizes, block=labels, correlation=correlation, coefficient_names=coefficient_names)

    weighted, common = weigh(None), NO_BLOCK
    if block is not None:
        common = duplicate_correlation(weighted.values, design, block, weighted.weights)
        weighted = weigh(common.consensus)
        common = duplicate_correlation(weighted.values, design, block, weighted.weights)
    correlation = None if block is None else common.consensus
    fitted = fit(weighted.values, design, weighted.weights, block, correlation, coefficient_names)
    fallbacks = weighted.fallbacks + common.fallbacks
    return Model(fitted, weighted.values, False, sizes, weighted, weighted.sample_weights, correlation, fallbacks)


def trend_model(
    counts: ArrayLike,
    design: ArrayLike,
    lib_size: ArrayLike | None = None,
    block: ArrayLike | None = None,
    sample_weights: bool = False,
    prior_count: float = 3.0,
    coefficient_names: Sequence[str] | None = None,
) -> Model:
    """Fit linear models to log counts per million, to be moderated towards a trend over expression (limma-trend).

    Args:
        counts: genes x samples; filter them first (`filter_by_expr`).
        design: samples x coefficients.
        lib_size: effective library sizes; default: column sums times TMM factors.
        block: one label per sample; samples of one block (a donor) correlate.
        sample_weights: weigh samples by their quality.
        prior_count: as in `log_cpm`.
        coefficient_names: used in messages.

    Returns:
        Model.

    Raises:
        StatsInputError: see `log_cpm`, `fit` and `duplicate_correlation`.
    """
    y = count_matrix(counts)
    sizes = _effective_sizes(y, lib_size)
    values = log_cpm(y, sizes, prior_count)
    need_residual_df(fit(values, design, coefficient_names=coefficient_names))
    quality = array_weights(values, design) if sample_weights else None
    weights = None if quality is None else quality.weights
    common = NO_BLOCK if block is None else duplicate_correlation(values, design, block, weights)
    correlation = None if block is None else common.consensus
    fitted = fit(values, design, weights, block, correlation, coefficient_names)
    fallbacks = common.fallbacks + (() if quality is None else quality.fallbacks)
    return Model(fitted, values, True, sizes, None, weights, correlation, fallbacks)


def _effective_sizes(y: FloatArray, lib_size: ArrayLike | None) -> FloatArray:
    if lib_size is not None:
        return library_sizes(y, lib_size)
    return np.asarray(library_sizes(y, None) * tmm(y))
