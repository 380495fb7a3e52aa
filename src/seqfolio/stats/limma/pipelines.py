"""The two usual analyses in one call."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from seqfolio.stats.array_checks import FloatArray, count_matrix, library_sizes
from seqfolio.stats.edger.cpm import log_cpm
from seqfolio.stats.edger.tmm import tmm
from seqfolio.stats.limma.contrasts import contrasts_fit
from seqfolio.stats.limma.empirical_bayes import ebayes
from seqfolio.stats.limma.linear_model import LinearFit, fit
from seqfolio.stats.limma.toptable import TopTable, top_table
from seqfolio.stats.limma.voom import voom

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike


def limma_voom(
    counts: ArrayLike,
    design: ArrayLike,
    contrast: ArrayLike | None = None,
    lib_size: ArrayLike | None = None,
    robust: bool = False,
    coefficient_names: Sequence[str] | None = None,
) -> TopTable:
    """TMM, voom, linear models and moderated t-tests of one contrast.

    Args:
        counts: genes x samples; filter them first (`filter_by_expr`).
        design: samples x coefficients.
        contrast: one weight for each coefficient; default: the last coefficient.
        lib_size: effective library sizes; default: column sums times TMM factors.
        robust: as in `ebayes`.
        coefficient_names: used in messages.

    Returns:
        TopTable.

    Raises:
        StatsInputError: see `voom`, `fit` and `ebayes`.
    """
    y = count_matrix(counts)
    weighted = voom(y, design, _effective_sizes(y, lib_size), coefficient_names=coefficient_names)
    fitted = fit(weighted.values, design, weighted.weights, coefficient_names=coefficient_names)
    return top_table(ebayes(_one_contrast(fitted, contrast), robust=robust))


def limma_trend(
    counts: ArrayLike,
    design: ArrayLike,
    contrast: ArrayLike | None = None,
    lib_size: ArrayLike | None = None,
    robust: bool = False,
    prior_count: float = 3.0,
    coefficient_names: Sequence[str] | None = None,
) -> TopTable:
    """TMM, log counts per million, linear models and t-tests moderated towards a trend over expression.

    Args:
        counts: genes x samples; filter them first (`filter_by_expr`).
        design: samples x coefficients.
        contrast: one weight for each coefficient; default: the last coefficient.
        lib_size: effective library sizes; default: column sums times TMM factors.
        robust: as in `ebayes`.
        prior_count: as in `log_cpm`.
        coefficient_names: used in messages.

    Returns:
        TopTable.

    Raises:
        StatsInputError: see `log_cpm`, `fit` and `ebayes`.
    """
    y = count_matrix(counts)
    values = log_cpm(y, _effective_sizes(y, lib_size), prior_count)
    fitted = fit(values, design, coefficient_names=coefficient_names)
    return top_table(ebayes(_one_contrast(fitted, contrast), trend=True, robust=robust))


def _effective_sizes(y: FloatArray, lib_size: ArrayLike | None) -> FloatArray:
    return library_sizes(y, lib_size) if lib_size is not None else np.asarray(library_sizes(y, None) * tmm(y))


def _one_contrast(fitted: LinearFit, contrast: ArrayLike | None) -> LinearFit:
    if contrast is None:
        contrast = np.eye(fitted.coefficients.shape[1])[-1]
    return contrasts_fit(fitted, contrast)
