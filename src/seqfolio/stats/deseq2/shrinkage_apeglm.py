"""Shrinkage by a Cauchy prior whose scale adapts to the data.

For one gene, with natural-log coefficients beta, the posterior mode minimises

    - sum_j [y_j eta_j - (y_j + 1 / alpha) log(1 + alpha mu_j)] + sum_(m != k) beta_m^2 / (2 * 15^2)
    + log(1 + (beta_k / S)^2),     eta_j = x_j' beta,  mu_j = s_j exp(eta_j)

S is the square root of the variance A of a normal prior that fits the maximum likelihood estimates b_i with standard
errors e_i (Efron & Morris): the root of ``sum_i (b_i^2 - e_i^2 - A) / (A + e_i^2)^2``; it is at most 1. The posterior
standard deviation is that of the normal distribution with the curvature at the mode (Laplace).

The heavy tail can give a gene two modes; both the maximum likelihood estimate and beta_k = 0 are starting points, and
the higher mode is reported.

Source: Zhu, Ibrahim & Love 2019, Bioinformatics 35:2084; Efron & Morris 1975, J. Am. Stat. Assoc. 70:311; s-value:
Stephens 2017, Biostatistics 18:275.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

from seqfolio.stats.deseq2.arrays import Bools, Floats, blocks, take_genes
from seqfolio.stats.deseq2.glm import take_block
from seqfolio.stats.deseq2.small_systems import SymmetricSystems, column_products, packed_index

if TYPE_CHECKING:
    from seqfolio.stats.deseq2.model import Fit

_LN2 = float(np.log(2.0))
_WIDE = 15.0
_LEAST_VARIANCE, _MOST_VARIANCE = 1e-6, 400.0
_LARGEST_SCALE = 1.0
_ITERATIONS = 200
_TOLERANCE = 1e-9
_HALVINGS = 40


def shrink(fit: Fit, coefficient: int) -> tuple[Floats, Floats, float]:
    """Posterior mode and standard deviation, (genes,), and the scale of the prior, all on the log2 scale."""
    genes = np.flatnonzero(fit.fitted)
    scale = prior_scale(_LN2 * fit.beta[genes, coefficient], _LN2 * fit.standard_error[genes, coefficient])
    y, factors = np.ascontiguousarray(fit.counts[genes].T), take_genes(fit.factors, genes)
    mode, sd = np.full(len(fit.beta), np.nan), np.full(len(fit.beta), np.nan)
    for part in blocks(*y.shape):
        block = Posterior(
            fit.design, coefficient, scale, y[:, part], take_block(factors, part), fit.dispersion[genes[part]]
        )
        mode[genes[part]], sd[genes[part]] = block.mode_and_sd(_LN2 * fit.beta[genes[part]].T)
    return mode / _LN2, sd / _LN2, scale / _LN2


def prior_scale(estimate: Floats, error: Floats) -> float:
    """Scale S of the Cauchy prior from estimates and standard errors, (genes,), natural log scale."""
    square, noise = estimate**2, error**2

    def excess(variance: float) -> float:
        weight = 1.0 / (variance + noise) ** 2
        return float((weight * (square - noise - variance)).sum() / weight.sum())

    if excess(_LEAST_VARIANCE) < 0:
        return float(np.sqrt(_LEAST_VARIANCE))
    if excess(_MOST_VARIANCE) > 0:
        return _LARGEST_SCALE
    from scipy.optimize import brentq  # a tenth of a second that most runs can save

    return min(float(np.sqrt(brentq(excess, _LEAST_VARIANCE, _MOST_VARIANCE, xtol=1e-12))), _LARGEST_SCALE)


def svalues(change: Floats, sd: Floats, threshold: float = 0.0) -> Floats:
    """Mean of the local false sign (or small) rates up to each gene's own, in order of certainty: (genes,)."""
    with np.errstate(invalid="ignore"):
        rate = ndtr((threshold - np.abs(change)) / sd)
    known = np.flatnonzero(~np.isnan(rate))
    order = known[np.argsort(rate[known], kind="stable")]
    out = np.full(rate.shape, np.nan)
    out[order] = np.cumsum(rate[order]) / np.arange(1, len(order) + 1)
    return out


class Posterior:
    """The posterior of a block of genes; matrices have shape (samples, genes) or (coefficients, genes).

    Args:
        design: (samples, p).
        coefficient: the one with the Cauchy prior.
        scale: of that prior, natural log scale.
        y: counts.
        factors: size or normalization factors.
        alpha: dispersions, (genes,).
    """

    def __init__(
        self, design: Floats, coefficient: int, scale: float, y: Floats, factors: Floats, alpha: Floats
    ) -> None:
        self._design, self._k, self._scale = design, coefficient, scale
        self._y, self._alpha = y, alpha
        self._log_factors = np.broadcast_to(np.log(factors), y.shape)
        self._products = column_products(design)
        self._precision = np.where(np.arange(design.shape[1]) == coefficient, 0.0, _WIDE**-2)[:, None]

    def mode_and_sd(self, estimate: Floats) -> tuple[Floats, Floats]:
        """Mode and standard deviation of the coefficient, (genes,); ``estimate`` is a first guess, (p, genes)."""
        zero = estimate.copy()
        zero[self._k] = 0.0
        candidates = [self._descend(estimate), self._descend(zero)]
        losses = np.array([self.loss(beta, slice(None)) for beta in candidates])
        best = np.where(losses[0] <= losses[1], *candidates)
        information = self._information(best, slice(None))
        information[packed_index(self._k, self._k)] += self._curvature(best[self._k])
        unit = np.eye(len(best))[self._k]
        variance = SymmetricSystems(information).solve(unit)[self._k]
        return best[self._k], np.sqrt(variance)

    def loss(self, beta: Floats, genes: Bools | slice) -> Floats:
        """Minus the log posterior up to a constant, of some genes."""
        eta = self._design @ beta
        alpha = self._alpha[genes]
        log_term = np.logaddexp(0.0, np.log(alpha) + eta + self._log_factors[:, genes])
        likelihood = self._y[:, genes] * eta - (self._y[:, genes] + 1.0 / alpha) * log_term
        prior = 0.5 * (self._precision * beta**2).sum(axis=0) + np.log1p((beta[self._k] / self._scale) ** 2)
        return np.asarray(prior - likelihood.sum(axis=0))

    def _descend(self, start: Floats) -> Floats:
        """Newton's method with step halving; a step uses a majorising curvature where the true one is not safe."""
        beta = start.copy()
        moving = np.ones(beta.shape[1], dtype=bool)
        for _ in range(_ITERATIONS):
            step = self._step(beta[:, moving], moving)
            taken = self._shortened(beta[:, moving], step, moving)
            beta[:, moving] += taken
            moving[moving] = np.abs(taken).max(axis=0) > _TOLERANCE
            if not moving.any():
                break
        return beta

    def _step(self, beta: Floats, genes: Bools) -> Floats:
        gradient = self._gradient(beta, genes)
        information = self._information(beta, genes)
        information[packed_index(self._k, self._k)] += self._safe_curvature(beta[self._k], information)
        return -SymmetricSystems(information).solve(gradient)

    def _safe_curvature(self, beta: Floats, information: Floats) -> Floats:
        """Curvature of the Cauchy prior, or that of its quadratic majoriser where the total would not be positive."""
        majoriser = 2.0 / (self._scale**2 + beta**2)
        unit = np.eye(len(self._precision))[self._k]
        guarded = information.copy()
        guarded[packed_index(self._k, self._k)] += majoriser
        data = 1.0 / SymmetricSystems(guarded).solve(unit)[self._k] - majoriser
        true = self._curvature(beta)
        return np.where(data + true > 0.1 * (data + majoriser), true, majoriser)

    def _curvature(self, beta: Floats) -> Floats:
        square, scale = beta**2, self._scale**2
        return np.asarray(2.0 * (scale - square) / (scale + square) ** 2)

    def _shortened(self, beta: Floats, step: Floats, genes: Bools) -> Floats:
        """Halve the steps of genes whose loss would rise."""
        before = self.loss(beta, genes)
        for _ in range(_HALVINGS):
            rise = ~(self.loss(beta + step, genes) <= before + 1e-12 * np.abs(before))
            if not rise.any():
                break
            step[:, rise] *= 0.5
        return step

    def _gradient(self, beta: Floats, genes: Bools) -> Floats:
        mu, scaled = self._means(beta, genes)
        gradient = self._precision * beta - self._design.T @ ((self._y[:, genes] - mu) / scaled)
        gradient[self._k] += 2.0 * beta[self._k] / (self._scale**2 + beta[self._k] ** 2)
        return np.asarray(gradient)

    def _information(self, beta: Floats, genes: Bools | slice) -> Floats:
        """Observed information with the normal priors, packed; without the Cauchy prior."""
        mu, scaled = self._means(beta, genes)
        packed = self._products @ (mu * (1.0 + self._alpha[genes] * self._y[:, genes]) / scaled**2)
        for m, precision in enumerate(self._precision[:, 0]):
            packed[packed_index(m, m)] += precision
        return np.asarray(packed)

    def _means(self, beta: Floats, genes: Bools | slice) -> tuple[Floats, Floats]:
        """Mu and 1 + alpha mu; means beyond the range of numbers are cut off."""
        mu = np.exp(np.minimum(self._design @ beta + self._log_factors[:, genes], 300.0))
        return mu, 1.0 + self._alpha[genes] * mu
