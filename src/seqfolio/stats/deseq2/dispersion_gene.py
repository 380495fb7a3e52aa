"""Gene-wise dispersion estimates.

The start is the smaller of two moment estimates, with q_ij = k_ij / s_ij the normalized counts and p coefficients:

    rough:    max(0, sum_j ((q_ij - mu_ij)^2 - mu_ij) / mu_ij^2 / (n - p)),  mu from least squares, at least 1
    moments:  (var_i - xi mean_i) / mean_i^2,  xi = mean over samples of 1 / s_j

From there the Cox-Reid adjusted profile likelihood is climbed at fixed means.

Source: Love, Huber & Anders 2014, Genome Biol. 15:550, Methods, "Estimation of dispersions".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seqfolio.stats.deseq2 import line_search
from seqfolio.stats.deseq2.arrays import (
    MINIMUM_DISPERSION,
    MINIMUM_MEAN,
    Bools,
    Floats,
    Ints,
    maximum_dispersion,
)
from seqfolio.stats.deseq2.cox_reid import sample_groups
from seqfolio.stats.deseq2.dispersion_grid import grid_search
from seqfolio.stats.deseq2.posterior import DispersionPosterior
from seqfolio.stats.deseq2.regression import fitted_means


@dataclass(frozen=True)
class GeneWise:
    """Gene-wise dispersions (genes,), the means they were estimated at (samples, genes), and grid searches made."""

    dispersion: Floats
    mu: Floats
    on_grid: Bools


def estimate(design: Floats, y: Floats, factors: Floats, reciprocal: float | None = None) -> GeneWise:
    """Gene-wise dispersions.

    Args:
        design: (samples, p).
        y: counts, (samples, genes), no gene all zero.
        factors: size factors, (samples, 1), or normalization factors, (samples, genes).
        reciprocal: xi above, when these genes are only some of those that are fitted.
    """
    start = starting_dispersions(design, y, factors, reciprocal)
    mu = np.maximum(_means(design, y, factors, start), MINIMUM_MEAN)
    posterior = DispersionPosterior(design)
    found = line_search.maximise(posterior, y, mu, np.log(start), np.zeros_like(start))
    highest = maximum_dispersion(len(y))
    estimate = np.minimum(np.exp(found.log_alpha), highest)
    size = np.abs(found.start_value - y.sum(axis=0))  # the search leaves out the sum of the counts
    no_increase = found.value < found.start_value + size / 1e6
    estimate[no_increase] = start[no_increase]
    converged = found.converged & (found.iterations != 1)
    on_grid = ~converged & (estimate > 10 * MINIMUM_DISPERSION)
    estimate[on_grid] = np.exp(grid_search(design, y[:, on_grid], mu[:, on_grid]))
    return GeneWise(np.clip(estimate, MINIMUM_DISPERSION, highest), mu, on_grid)


def starting_dispersions(design: Floats, y: Floats, factors: Floats, reciprocal: float | None = None) -> Floats:
    """Return the smaller of the two moment estimates, within the bounds: (genes,)."""
    normalized = y / factors
    xi = mean_reciprocal(factors) if reciprocal is None else reciprocal
    start = np.minimum(_rough(design, normalized), _moments(normalized, xi))
    return np.clip(start, MINIMUM_DISPERSION, maximum_dispersion(len(y)))


def _rough(design: Floats, normalized: Floats) -> Floats:
    mu = np.maximum(_least_squares(design, normalized), 1.0)
    excess = normalized - mu
    excess *= excess
    excess -= mu
    excess /= mu
    excess /= mu
    degrees = design.shape[0] - design.shape[1]
    return np.asarray(np.maximum(excess.sum(axis=0) / degrees, 0.0))


def mean_reciprocal(factors: Floats, genes: Ints | slice = slice(None)) -> float:
    """Return xi above: of size factors (samples, 1), or of the means over the genes of (samples, genes)."""
    if factors.shape[1] == 1:
        return float(np.mean(1.0 / factors[:, 0]))
    return float(np.mean([1.0 / row[genes].mean() for row in factors]))


def _moments(normalized: Floats, reciprocal: float) -> Floats:
    mean = normalized.mean(axis=0)
    return np.asarray((normalized.var(axis=0, ddof=1) - reciprocal * mean) / mean**2)


def _means(design: Floats, y: Floats, factors: Floats, start: Floats) -> Floats:
    """Group means when the design is one of groups, otherwise the regression at the starting dispersions."""
    if sample_groups(design).max() + 1 == design.shape[1]:
        return np.asarray(_least_squares(design, y / factors) * factors)
    return fitted_means(design, y, factors, start)


def _least_squares(design: Floats, normalized: Floats) -> Floats:
    q = np.linalg.qr(design)[0]
    return np.asarray(q @ (q.T @ normalized))
