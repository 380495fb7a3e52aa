"""Two-pass grid search for the dispersion, the fall-back of genes whose line search did not converge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from seqfolio.stats.deseq2.arrays import MINIMUM_DISPERSION, blocks, maximum_dispersion
from seqfolio.stats.deseq2.likelihood_in_order import log_likelihood_in_order

if TYPE_CHECKING:
    from seqfolio.stats.deseq2.arrays import Floats

_POINTS = 20


def grid_search(
    design: Floats, y: Floats, mu: Floats, prior_mean: Floats | None = None, prior_variance: float = 1.0
) -> Floats:
    """Log dispersion with the highest log posterior on a grid of 20 points, then on 20 points around the best.

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
    for part in blocks(_POINTS * len(y), y.shape[1]):
        mean = None if prior_mean is None else prior_mean[part]
        coarse = np.broadcast_to(grid[:, None], (_POINTS, len(best[part])))
        centre = _best(coarse, design, y[:, part], mu[:, part], mean, prior_variance)
        fine = np.linspace(centre - delta, centre + delta, _POINTS)
        best[part] = _best(fine, design, y[:, part], mu[:, part], mean, prior_variance)
    return best


def _best(grid: Floats, design: Floats, y: Floats, mu: Floats, prior_mean: Floats | None, variance: float) -> Floats:
    """Return the first of the best points of each gene's grid, (points, genes)."""
    values = log_likelihood_in_order(grid, design, y, mu)
    if prior_mean is not None:
        values = values - 0.5 * (grid - prior_mean) ** 2 / variance
    return np.asarray(np.take_along_axis(grid, np.argmax(values, axis=0)[None, :], axis=0)[0])
