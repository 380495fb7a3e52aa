"""Negative binomial regression of every gene by iteratively reweighted least squares (IRLS).

For gene i and sample j: k_ij ~ NB(mean mu_ij, dispersion alpha_i), mu_ij = s_ij exp(x_j' beta_i), with a ridge penalty
lambda_k beta_k^2 / 2 on the natural log scale. An iteration solves

    (X' W X + diag(lambda)) beta = X' W z,   w = mu / (1 + alpha mu),   z = log(mu / s) + (k - mu) / mu

with mu bounded below by 0.5, and a gene stops when its deviance changes by less than 1e-8 relative to
``|deviance| + 0.1``. Genes with a coefficient beyond 30, or that need 100 iterations, are left to `glm_fallback`.

The equations are solved in an orthonormal basis of the design, so that their rounding errors do not depend on the
units of the covariates.

Source: Love, Huber & Anders 2014, Genome Biol. 15:550, Methods; McCullagh & Nelder 1989, section 2.5.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seqfolio.stats.deseq2.arrays import MINIMUM_MEAN, Bools, Floats, Ints, Scratch, blocks, take_genes
from seqfolio.stats.deseq2.small_systems import (
    SymmetricSystems,
    column_products,
    packed_pairs,
    quadratic_weights,
)
from seqfolio.stats.deseq2.special import log_factorial_sums, log_gamma_sums

MAXIMUM_ITERATIONS = 100
_TOLERANCE = 1e-8
_LARGE = 30.0
_LARGEST_MEAN = 1e12  # no count comes near it; only genes without a solution do
_COMPACT_AT = 0.85

RIDGE = 1e-6
"""Penalty on the log2 scale that keeps coefficients of separated genes finite."""


class Basis:
    """A design in an orthonormal basis, X = Q R, and its ridge there.

    Args:
        design: (samples, p).
        ridge: penalty of each coefficient on the log2 scale, (p,).
    """

    def __init__(self, design: Floats, ridge: Floats | None = None) -> None:
        self.design = design
        self.p = design.shape[1]
        self.ridge = np.full(self.p, RIDGE) if ridge is None else ridge
        self.ridge_natural = self.ridge / np.log(2.0) ** 2
        self.q, r = np.linalg.qr(design)
        self.to_beta = np.linalg.inv(r)
        penalty = self.to_beta.T @ np.diag(self.ridge_natural) @ self.to_beta
        self.penalty = np.array([penalty[i, j] for i, j in packed_pairs(self.p)])[:, None]
        self.products = column_products(self.q)
        self.leverage = quadratic_weights(self.q)

    def systems(self, w: Floats) -> SymmetricSystems:
        """Return the penalised normal equations for weights (samples, genes)."""
        return SymmetricSystems(self.products @ w + self.penalty)


@dataclass
class Coefficients:
    """Coefficients on the natural log scale and how the iterations ended; genes are columns.

    ``constant`` is the part of the log likelihood without the mean.

    ``mu_of_weights`` are the means of the last weights. They differ from ``mu`` for diverged genes only, whose last
    step was not taken.
    """

    beta: Floats
    start: Floats
    mu: Floats
    mu_of_weights: Floats
    converged: Bools
    iterations: Ints
    constant: Floats


def starting_values(basis: Basis, y: Floats, factors: Floats) -> Floats:
    """Least squares on log(normalized count + 0.1), in the orthonormal basis: (p, genes)."""
    normalized = y / factors
    normalized += 0.1
    return np.asarray(basis.q.T @ np.log(normalized, out=normalized))


def fit_coefficients(basis: Basis, y: Floats, factors: Floats, alpha: Floats) -> Coefficients:
    """IRLS for every gene.

    Args:
        basis: design and ridge.
        y: counts, (samples, genes).
        factors: size factors, (samples, 1), or normalization factors, (samples, genes).
        alpha: dispersions, (genes,).

    Returns:
        the coefficients; ``mu`` is not bounded below.
    """
    start = starting_values(basis, y, factors)
    iteration = _Iteration(basis, y, factors, alpha, start)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):  # of genes that diverge
        for count in range(1, MAXIMUM_ITERATIONS + 1):
            if iteration.step(count):
                break
    gamma, iterations, diverged = iteration.result()
    mu = fitted_means(basis.q, gamma, factors)
    mu_of_weights = mu
    if diverged:
        genes = np.array(list(diverged))
        mu_of_weights = mu.copy()
        last = np.array(list(diverged.values())).T
        mu_of_weights[:, genes] = fitted_means(basis.q, last, take_genes(factors, genes))
    converged = iterations < MAXIMUM_ITERATIONS
    beta, first = basis.to_beta @ gamma, basis.to_beta @ start
    return Coefficients(beta, first, mu, mu_of_weights, converged, iterations, iteration.constant)


def fitted_means(design: Floats, beta: Floats, factors: Floats) -> Floats:
    """S exp(X beta), (samples, genes), for coefficients on the natural log scale."""
    with np.errstate(over="ignore"):
        mu = np.exp(design @ beta)
    mu *= factors
    return np.minimum(mu, _LARGEST_MEAN, out=mu)


class _Iteration:
    """State of the genes still iterating, forgotten gene by gene as they finish."""

    def __init__(self, basis: Basis, y: Floats, factors: Floats, alpha: Floats, start: Floats) -> None:
        self._basis, self._y, self._factors, self._alpha = basis, y, factors, alpha
        self._log_factors = np.log(factors)
        genes = y.shape[1]
        self._constant = self.constant = deviance_constant(y, alpha)
        self._deviance = np.zeros(genes)
        self._coefficients = start.copy()
        self._gene = np.arange(genes)
        self._active = np.ones(genes, dtype=bool)
        self._result = start.copy()
        self._diverged: dict[int, Floats] = {}
        self._iterations = np.full(genes, MAXIMUM_ITERATIONS, dtype=np.intp)
        self._log_mu = basis.q @ start + self._log_factors
        np.maximum(self._log_mu, np.log(MINIMUM_MEAN), out=self._log_mu)
        self._scratch = Scratch()

    def step(self, count: int) -> bool:
        """One iteration; True when no gene is left."""
        deviance = np.empty_like(self._deviance)
        before = self._coefficients.copy()
        for part in blocks(*self._y.shape):
            self._coefficients[:, part], deviance[part] = self._update(part)
        beta = self._basis.to_beta @ self._coefficients
        diverged = ~(np.abs(beta) <= _LARGE).all(axis=0) | np.isnan(deviance)
        settled = np.abs(deviance - self._deviance) / (np.abs(deviance) + 0.1) < _TOLERANCE
        diverged &= self._active
        self._diverged |= dict(zip(self._gene[diverged].tolist(), before[:, diverged].T, strict=True))
        self._end(diverged, MAXIMUM_ITERATIONS)
        self._end(self._active & settled & (count > 1), count)
        self._deviance = deviance
        return self._compact()

    def result(self) -> tuple[Floats, Ints, dict[int, Floats]]:
        """Coefficients in the orthonormal basis, the iterations used, and the last good ones of diverged genes."""
        self._result[:, self._gene[self._active]] = self._coefficients[:, self._active]
        return self._result, self._iterations, self._diverged

    def _update(self, part: slice) -> tuple[Floats, Floats]:
        """Return new coefficients of a block and their deviance; moves the block's means."""
        y, alpha, log_mu = self._y[:, part], self._alpha[part], self._log_mu[:, part]
        log_factors = take_block(self._log_factors, part)
        w, wz = self._working(y, alpha, log_mu, log_factors)
        coefficients = self._basis.systems(w).solve(self._basis.q.T @ wz)
        np.matmul(self._basis.q, coefficients, out=wz)
        np.add(wz, log_factors, out=log_mu)
        np.maximum(log_mu, np.log(MINIMUM_MEAN), out=log_mu)
        likelihood = kernel_of_likelihood(y, log_mu, alpha, w, wz)
        return coefficients, -2.0 * (likelihood + self._constant[part])

    def _working(self, y: Floats, alpha: Floats, log_mu: Floats, log_factors: Floats) -> tuple[Floats, Floats]:
        """Weights w and the products w z."""
        mu = np.exp(log_mu, out=self._scratch.get("mu", y.shape))
        shrink = np.multiply(mu, alpha, out=self._scratch.get("shrink", y.shape))
        shrink += 1.0
        np.reciprocal(shrink, out=shrink)
        wz = np.subtract(log_mu, log_factors, out=self._scratch.get("wz", y.shape))
        wz -= 1.0
        wz *= mu
        wz += y
        wz *= shrink
        mu *= shrink
        return mu, wz

    def _end(self, which: Bools, count: int) -> None:
        genes = self._gene[which]
        self._result[:, genes] = self._coefficients[:, which]
        self._iterations[genes] = count
        self._active &= ~which

    def _compact(self) -> bool:
        left = np.count_nonzero(self._active)
        if left <= _COMPACT_AT * len(self._active):
            keep = self._active
            self._y, self._log_mu = self._y[:, keep], self._log_mu[:, keep]
            self._log_factors = take_genes(self._log_factors, keep)
            self._coefficients = self._coefficients[:, keep]
            self._alpha, self._constant, self._deviance = self._alpha[keep], self._constant[keep], self._deviance[keep]
            self._gene, self._active = self._gene[keep], self._active[keep]
        return bool(left == 0)


def take_block(factors: Floats, part: slice) -> Floats:
    """Return a view of the columns of (samples, genes) or the whole of (samples, 1)."""
    return factors if factors.shape[1] == 1 else factors[:, part]


def kernel_of_likelihood(y: Floats, log_mu: Floats, alpha: Floats, work: Floats, other: Floats) -> Floats:
    """sum_j y log(mu) - (y + 1 / alpha) log(1 + alpha mu), (genes,); ``work`` and ``other`` are overwritten."""
    np.exp(log_mu, out=work)
    work *= alpha
    np.log1p(work, out=work)
    np.add(y, 1.0 / alpha, out=other)
    other *= work
    np.multiply(y, log_mu, out=work)
    work -= other
    return np.asarray(work.sum(axis=0))


def deviance_constant(y: Floats, alpha: Floats) -> Floats:
    """Return sum_j lgamma(y + r) - lgamma(r) - log(y!) + y log(alpha), the part without the mean: (genes,)."""
    scratch = Scratch()
    constant = np.empty(y.shape[1])
    for part in blocks(*y.shape):
        constant[part] = log_gamma_sums(y[:, part], 1.0 / alpha[part], scratch)
        constant[part] -= log_factorial_sums(y[:, part], scratch)
    return constant


def log_likelihood(y: Floats, mu: Floats, alpha: Floats, constant: Floats) -> Floats:
    """Negative binomial log likelihood of every gene, (genes,), with means (samples, genes)."""
    out = constant.copy()
    scratch = Scratch()
    for part in blocks(*y.shape):
        block = y[:, part]
        work, other = scratch.get("work", block.shape), scratch.get("other", block.shape)
        log_mu = np.log(np.maximum(mu[:, part], np.finfo(float).tiny), out=scratch.get("log mu", block.shape))
        out[part] += kernel_of_likelihood(block, log_mu, alpha[part], work, other)
    return out
