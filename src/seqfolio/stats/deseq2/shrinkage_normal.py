"""Shrinkage by a zero-centred normal prior whose width matches the upper quantiles of the estimates.

The standard deviation of the prior of a coefficient is the weighted 95 % quantile of ``|beta|`` (genes with
``|beta| < 10``, weights ``1 / (1 / mean + trend dispersion)``) divided by the 97.5 % quantile of the standard normal
distribution. Columns of ones, the intercept, keep their flat prior. All coefficients are then fitted again with the
ridge ``1 / variance``.

Source: Love, Huber & Anders 2014, Genome Biol. 15:550, Methods, "Empirical Bayes shrinkage of fold changes"; the
weights: DESeq2 1.38.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtri

from seqfolio.stats.deseq2.arrays import Floats, take_genes
from seqfolio.stats.deseq2.glm import Basis
from seqfolio.stats.deseq2.quantiles import weighted_quantile
from seqfolio.stats.deseq2.regression import regress

if TYPE_CHECKING:
    from seqfolio.stats.deseq2.model import Fit

_FLAT_VARIANCE = 1e6
_LARGE = 10.0
_UPPER = 0.05


def shrink(fit: Fit, coefficient: int) -> tuple[Floats, Floats, float]:
    """Log2 fold change and standard error, (genes,), and the standard deviation of the prior."""
    variances = prior_variances(fit)
    genes = fit.fitted
    y = np.ascontiguousarray(fit.counts[genes].T)
    basis = Basis(fit.design, 1.0 / variances)
    model = regress(basis, y, take_genes(fit.factors, genes), fit.dispersion[genes])
    change, error = np.full(len(genes), np.nan), np.full(len(genes), np.nan)
    change[genes], error[genes] = model.beta[coefficient], model.standard_error[coefficient]
    return change, error, float(np.sqrt(variances[coefficient]))


def prior_variances(fit: Fit) -> Floats:
    """Variance of the prior of each coefficient, log2 scale, (coefficients,)."""
    genes = fit.fitted
    weights = 1.0 / (1.0 / fit.base_mean[genes] + fit.trend_dispersion[genes])
    flat = (fit.design == 1.0).all(axis=0)
    columns = zip(flat, fit.beta[genes].T, strict=True)
    return np.array([_FLAT_VARIANCE if ones else _variance(np.abs(beta), weights) for ones, beta in columns])


def _variance(size: Floats, weights: Floats) -> float:
    usable = size < _LARGE
    if not usable.any():
        return _FLAT_VARIANCE
    quantile = weighted_quantile(size[usable], weights[usable], 1.0 - _UPPER)
    return float((quantile / ndtri(1.0 - _UPPER / 2.0)) ** 2)
