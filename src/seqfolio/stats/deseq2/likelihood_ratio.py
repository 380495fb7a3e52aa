"""Likelihood ratio test of the fitted design against a smaller one.

    stat = 2 (l_full - l_reduced),  p = P(chi2 with p_full - p_reduced degrees of freedom > stat)

with both models at the dispersions of the full one.

Source: Love, Huber & Anders 2014, Genome Biol. 15:550; Wilks 1938, Ann. Math. Stat. 9:60.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import chdtrc

from seqfolio.stats.deseq2.arrays import Floats, take_genes
from seqfolio.stats.deseq2.contrasts import Contrast, estimate_and_error, weights_of, without_counts
from seqfolio.stats.deseq2.errors import ContrastError
from seqfolio.stats.deseq2.glm import Basis
from seqfolio.stats.deseq2.regression import is_intercept, regress, regress_on_intercept
from seqfolio.stats.deseq2.testing import Tests, finish

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from seqfolio.stats.deseq2.model import Fit, Results


def lrt(
    fit: Fit,
    reduced: ArrayLike,
    *,
    contrast: Contrast | None = None,
    alpha: float = 0.1,
    independent_filtering: bool = True,
    cooks: bool | float = True,
) -> Results:
    """Likelihood ratio tests.

    Args:
        fit: of the full design.
        reduced: the smaller design, (samples, coefficients), within the column space of the full one.
        contrast: whose log2 fold change is reported beside the test; the last coefficient when None.
        alpha: false discovery rate that independent filtering is tuned to.
        independent_filtering: whether genes with a low mean are filtered out.
        cooks: whether genes with a count outlier lose their p-value; a number is the cut-off of Cook's distance.

    Raises:
        ContrastError: the reduced design is not nested in the full one, or not smaller.
    """
    matrix = _checked(fit, reduced)
    weights = weights_of(fit, contrast)
    estimate, error = estimate_and_error(fit, weights)
    estimate[without_counts(fit, contrast, weights)] = 0.0
    stat = 2.0 * (fit.log_likelihood - _log_likelihood(fit, matrix))
    pvalue = chdtrc(float(fit.design.shape[1] - matrix.shape[1]), np.maximum(stat, 0.0))
    return finish(fit, Tests(estimate, error, stat, pvalue), alpha, independent_filtering, cooks)


def _log_likelihood(fit: Fit, design: Floats) -> Floats:
    """Of the reduced model, (genes,)."""
    genes = fit.fitted
    y = np.ascontiguousarray(fit.tested_counts[genes].T)
    factors, alpha = take_genes(fit.factors, genes), fit.dispersion[genes]
    only_mean = is_intercept(design)
    model = regress_on_intercept(y, factors, alpha) if only_mean else regress(Basis(design), y, factors, alpha)
    out = np.full(len(genes), np.nan)
    out[genes] = model.log_likelihood
    return out


def _checked(fit: Fit, reduced: ArrayLike) -> Floats:
    matrix = np.asarray(reduced, dtype=np.float64)
    samples, p = fit.design.shape
    if matrix.ndim != 2 or len(matrix) != samples or not 0 < matrix.shape[1] < p:
        raise ContrastError(
            f"the reduced design must have {samples} rows and fewer than {p} columns, but has shape {matrix.shape}."
        )
    if np.linalg.matrix_rank(matrix) < matrix.shape[1]:
        raise ContrastError("the columns of the reduced design depend on each other. Remove redundant terms.")
    outside = matrix - fit.design @ np.linalg.lstsq(fit.design, matrix, rcond=None)[0]
    if np.abs(outside).max() > 1e-8 * np.abs(matrix).max():
        raise ContrastError("the reduced design is not part of the full one. Leave out terms of the full formula only.")
    return matrix
