"""Maximum a posteriori dispersions: the likelihood of the gene and a normal prior around the trend on log scale.

A gene whose own estimate lies more than two residual standard deviations above the trend keeps its own estimate.

Source: Love, Huber & Anders 2014, Genome Biol. 15:550, Methods, "Maximum a posteriori estimate" and "Dispersion
outliers".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seqfolio.stats.deseq2 import line_search
from seqfolio.stats.deseq2.arrays import MINIMUM_DISPERSION, Bools, Floats, maximum_dispersion
from seqfolio.stats.deseq2.dispersion_grid import grid_search
from seqfolio.stats.deseq2.posterior import DispersionPosterior

_OUTLIER_SD = 2.0


@dataclass(frozen=True)
class Shrunken:
    """MAP and final dispersions, dispersion outliers, and grid searches made: all (genes,)."""

    map: Floats
    final: Floats
    outlier: Bools
    on_grid: Bools


def shrink(
    design: Floats,
    y: Floats,
    mu: Floats,
    gene_wise: Floats,
    trend: Floats,
    prior_variance: float,
    residual_variance: float,
) -> Shrunken:
    """MAP dispersions.

    Args:
        design: (samples, p).
        y: counts, (samples, genes).
        mu: fitted means of the gene-wise step, (samples, genes).
        gene_wise: (genes,).
        trend: prior modes, (genes,).
        prior_variance: natural log scale.
        residual_variance: robust variance of log(gene_wise) - log(trend), for the outlier rule.
    """
    centre = np.log(trend)
    start = np.log(np.where(gene_wise > 0.1 * trend, gene_wise, trend))
    posterior = DispersionPosterior(design, prior_variance)
    found = line_search.maximise(posterior, y, mu, start, centre)
    estimate, on_grid = np.exp(found.log_alpha), ~found.converged
    estimate[on_grid] = np.exp(grid_search(design, y[:, on_grid], mu[:, on_grid], centre[on_grid], prior_variance))
    estimate = np.clip(estimate, MINIMUM_DISPERSION, maximum_dispersion(len(y)))
    outlier = np.log(gene_wise) > centre + _OUTLIER_SD * np.sqrt(residual_variance)
    return Shrunken(estimate, np.where(outlier, gene_wise, estimate), outlier, on_grid)
