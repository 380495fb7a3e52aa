"""Regression of every gene with its fall-back, standard errors, leverages and log likelihood."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seqfolio.stats.deseq2 import glm, glm_fallback
from seqfolio.stats.deseq2.arrays import MINIMUM_MEAN, Bools, Floats, take_genes
from seqfolio.stats.deseq2.covariance import variances_and_leverages
from seqfolio.stats.deseq2.glm import Basis, Coefficients

_LOG2_E = float(np.log2(np.e))
_LARGE = 30.0


@dataclass(frozen=True)
class Regression:
    """Fitted models; genes are columns.

    Attributes:
        beta: log2 scale, (p, genes).
        standard_error: log2 scale, (p, genes).
        mu: fitted means, (samples, genes).
        leverage: (samples, genes).
        log_likelihood: natural log, (genes,).
        converged: (genes,).
        fallback: genes that went to the direct minimiser, (genes,).
    """

    beta: Floats
    standard_error: Floats
    mu: Floats
    leverage: Floats
    log_likelihood: Floats
    converged: Bools
    fallback: Bools


def fitted_means(design: Floats, y: Floats, factors: Floats, alpha: Floats) -> Floats:
    """Means alone, (samples, genes), for the dispersion estimates."""
    basis = Basis(design)
    found = glm.fit_coefficients(basis, y, factors, alpha)
    _minimise_rest(basis, y, factors, alpha, found)
    return found.mu


def regress(basis: Basis, y: Floats, factors: Floats, alpha: Floats) -> Regression:
    """Fit every gene.

    Args:
        basis: design and ridge.
        y: counts, (samples, genes), no gene all zero.
        factors: size factors, (samples, 1), or normalization factors, (samples, genes).
        alpha: dispersions, (genes,).
    """
    found = glm.fit_coefficients(basis, y, factors, alpha)
    fallback = ~found.converged
    variances, leverage = variances_and_leverages(basis, found.mu_of_weights, alpha)
    _minimise_rest(basis, y, factors, alpha, found)
    means = found.mu.copy()
    means[:, fallback] = np.maximum(means[:, fallback], MINIMUM_MEAN)  # as the original scores these genes
    if fallback.any():
        variances[:, fallback] = variances_and_leverages(basis, means[:, fallback], alpha[fallback])[0]
    error = _LOG2_E * np.sqrt(np.maximum(variances, 0.0))
    likelihood = glm.log_likelihood(y, means, alpha, found.constant)
    return Regression(_LOG2_E * found.beta, error, found.mu, leverage, likelihood, found.converged, fallback)


def regress_on_intercept(y: Floats, factors: Floats, alpha: Floats) -> Regression:
    """Return the model with nothing but an intercept: the mean of the normalized counts, without iteration."""
    mean = (y / factors).mean(axis=0)
    mu = factors * mean
    w = 1.0 / (1.0 / mu + alpha)
    information = w.sum(axis=0)
    beta, error = np.log2(mean)[None, :], (_LOG2_E / np.sqrt(information))[None, :]
    everywhere = np.ones(len(alpha), dtype=bool)
    likelihood = glm.log_likelihood(y, mu, alpha, glm.deviance_constant(y, alpha))
    return Regression(beta, error, mu, w / information, likelihood, everywhere, ~everywhere)


def is_intercept(design: Floats) -> bool:
    """Whether the design is a single column of ones."""
    return design.shape[1] == 1 and bool((design == 1.0).all())


def _minimise_rest(basis: Basis, y: Floats, factors: Floats, alpha: Floats, found: Coefficients) -> None:
    """Replace the coefficients and means of genes that did not converge, in place."""
    rest = np.flatnonzero(~found.converged)
    for gene in rest:
        beta = _LOG2_E * found.beta[:, gene]
        usable = bool((np.abs(beta) < _LARGE).all())
        start = beta if usable else found.start[:, gene]
        own = factors[:, 0] if factors.shape[1] == 1 else factors[:, gene]
        best, found.converged[gene] = glm_fallback.minimise(basis, y[:, gene], own, float(alpha[gene]), start)
        found.beta[:, gene] = best / _LOG2_E
    if rest.size:
        found.mu[:, rest] = glm.fitted_means(basis.design, found.beta[:, rest], take_genes(factors, rest))
