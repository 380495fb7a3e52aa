"""Variance of the prior on log dispersions.

The spread of the residuals log(estimate) - log(trend) holds the sampling variance of the estimates, which for d
residual degrees of freedom is trigamma(d / 2), and the variance of the prior. With more than three degrees of freedom
their difference is taken. With fewer the residuals are far from normal, so the distribution
``log(chi2_d / d) + N(0, v)`` whose histogram is closest to theirs (smallest Kullback-Leibler divergence, smoothed over
v) gives the prior variance v. It is never less than 0.25.

The original draws those distributions at random with a fixed seed. The draws depend on d alone, so their histogram
counts are shipped with the package (`prior_variance_histograms.npz`, made by R 4.2.2; see docs/stats-deseq2.md).

Source: Love, Huber & Anders 2014, Genome Biol. 15:550, Methods, "Empirical prior estimate".
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np
from scipy.special import polygamma

from seqfolio.stats.deseq2.arrays import MINIMUM_DISPERSION, Floats
from seqfolio.stats.deseq2.interpolated_loess import interpolated_loess

_LEAST = 0.25
_BREAKS = np.arange(-20, 21) / 2.0
_BIN_WIDTH = 0.5
_BREAK_FUZZ = 1e-7 * _BIN_WIDTH
_VARIANCES = np.linspace(0.0, 8.0, 200)
_FINE_VARIANCES = np.linspace(0.0, 8.0, 1000)
_FEW = 3


def prior_variance(dispersion: Floats, trend: Floats, residual_variance: float, degrees: int) -> float:
    """Variance of the prior on the natural log scale.

    Args:
        dispersion: gene-wise estimates, (genes,).
        trend: fitted trend at the genes, (genes,).
        residual_variance: robust variance of the log residuals.
        degrees: residual degrees of freedom, at least 1.
    """
    if degrees <= _FEW:
        above = dispersion >= 100 * MINIMUM_DISPERSION
        residual = np.log(dispersion[above]) - np.log(trend[above])
        return max(_closest_variance(residual, degrees), _LEAST)
    return max(residual_variance - float(polygamma(1, degrees / 2.0)), _LEAST)


def _closest_variance(residual: Floats, degrees: int) -> float:
    observed = _histogram(residual)
    observed = observed / (observed.sum() * _BIN_WIDTH)
    simulated = _simulated_histograms(degrees)
    simulated = simulated / (simulated.sum(axis=1, keepdims=True) * _BIN_WIDTH)
    divergence = np.array([_divergence(observed, row) for row in simulated])
    smooth = interpolated_loess(_VARIANCES, divergence, _FINE_VARIANCES, span=0.2)
    return float(_FINE_VARIANCES[np.argmin(smooth)])


def _histogram(values: Floats) -> Floats:
    """Return counts of the bins (lower, upper] between -10 and 10; break points get R's small shift upwards."""
    inside = values[(values > _BREAKS[0]) & (values < _BREAKS[-1])]
    bins = np.searchsorted(_BREAKS[1:] + _BREAK_FUZZ, inside, side="left")
    return np.bincount(bins, minlength=len(_BREAKS) - 1).astype(np.float64)


def _divergence(p: Floats, q: Floats) -> float:
    """Kullback-Leibler divergence of densities, kept finite by their smallest positive value."""
    both = np.concatenate([p, q])
    small = both[both > 0].min()
    return float((p * (np.log(p + small) - np.log(q + small))).sum())


@cache
def _simulated_histograms(degrees: int) -> Floats:
    """Return counts of 10,000 draws for each variance: (variances, bins)."""
    with (files(__package__) / "prior_variance_histograms.npz").open("rb") as handle, np.load(handle) as tables:
        return np.asarray(tables[f"df{degrees}"], dtype=np.float64).T
