"""Two-pass grid search for the dispersion, the fall-back of genes whose line search did not converge."""

from __future__ import annotations

import numpy as np
from scipy.special import gammaln

from seqfolio.stats.deseq2.arrays import MINIMUM_DISPERSION, Floats, maximum_dispersion

_POINTS = 20


def grid_search(
    design: Floats, y: Floats, mu: Floats, prior_mean: Floats | None = None, prior_variance: float = 1.0
) -> Floats:
    """Log dispersion with the highest log posterior on a grid of 20 points, then on 20 points around the best.

    The terms are added in the order of the original, because below a dispersion of about 1e-7 its choice is among
    values that differ by rounding only.

    Args:
        design: (samples, coefficients).
        y: counts, (samples, genes).
        mu: fitted means, (samples, genes).
        prior_mean: (genes,), natural log; None for no prior.
        prior_variance: of the prior on log alpha.

    Returns:
        (genes,), natural log.
    """
    grid = np.linspace(np.log(MINIMUM_DISPERSION), np.log(maximum_dispersion(len(y))), _POINTS)
    delta = grid[1] - grid[0]
    best = np.empty(y.shape[1])
    for gene in range(y.shape[1]):
        mean = None if prior_mean is None else float(prior_mean[gene])
        coarse = _best(grid, design, y[:, gene], mu[:, gene], mean, prior_variance)
        fine = np.linspace(coarse - delta, coarse + delta, _POINTS)
        best[gene] = _best(fine, design, y[:, gene], mu[:, gene], mean, prior_variance)
    return best


def _best(grid: Floats, design: Floats, y: Floats, mu: Floats, prior_mean: float | None, variance: float) -> float:
    values = _log_posterior(grid, design, y, mu)
    if prior_mean is not None:
        values = values - 0.5 * (grid - prior_mean) ** 2 / variance
    return float(grid[np.argmax(values)])


def _log_posterior(grid: Floats, design: Floats, y: Floats, mu: Floats) -> Floats:
    alpha = np.exp(grid)[:, None]
    r = 1.0 / alpha
    likelihood = gammaln(y + r) - gammaln(r) - y * np.log(mu + r) - r * np.log(1.0 + mu * alpha)
    w = 1.0 / (1.0 / mu + alpha)
    information = np.einsum("ji,gj,jk->gik", design, w, design)
    return np.asarray(likelihood.sum(axis=1) - 0.5 * np.linalg.slogdet(information)[1])
