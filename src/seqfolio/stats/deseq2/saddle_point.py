"""Negative binomial log probabilities by Loader's saddle-point expansion, term by term as R's ``dnbinom``.

The minimiser of `glm_fallback` amplifies rounding: where the likelihood is nearly flat it ends where its rounding
errors lead it. Computed in this form they are those of R.

Source: Loader 2000, Fast and Accurate Computation of Binomial Probabilities.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammaln

if TYPE_CHECKING:
    from seqfolio.stats.deseq2.arrays import Floats

_HALF_LOG_2PI = 0.5 * float(np.log(2.0 * np.pi))
_POISSON_LIKE = 1e-10
_NEAR = 0.1
_TERMS = 60


def log_probability(y: Floats, size: float, mu: Floats) -> Floats:
    """Log probability of counts (samples, 1) with means (samples, points) and size 1 / dispersion."""
    total = y + size
    share = size / (size + mu)
    spread = _deviance(np.full_like(mu, size), total * share) + _deviance(
        np.broadcast_to(np.maximum(y, 1.0), mu.shape), total * (mu / (size + mu))
    )
    usual = _without_mean(np.maximum(y, 1.0), size) - spread
    poisson = y * np.log(mu / (1.0 + mu / size)) - mu - gammaln(y + 1.0) + np.log1p(y * (y - 1.0) / (2.0 * size))
    zero = size * np.where(size < mu, np.log(share), np.log1p(-mu / (size + mu)))
    return np.where(y == 0, zero, np.where(y < _POISSON_LIKE * size, poisson, usual))


def _without_mean(y: Floats, size: float) -> Floats:
    total = y + size
    stirling = _stirling_error(total) - _stirling_error(np.array([size])) - _stirling_error(y)
    return np.asarray(stirling - _HALF_LOG_2PI - 0.5 * (np.log(size) + np.log1p(-size / total)) + np.log(size / total))


def _stirling_error(n: Floats) -> Floats:
    return np.asarray(gammaln(n + 1.0) - (n + 0.5) * np.log(n) + n - _HALF_LOG_2PI)


def _deviance(x: Floats, mean: Floats) -> Floats:
    """X log(x / mean) + mean - x, by a series where x is close to the mean."""
    gap, both = x - mean, x + mean
    near = np.abs(gap) < _NEAR * both
    v = np.where(near, gap / both, 0.0)
    series, term = gap * v, 2.0 * x * v
    v = v * v
    for j in range(1, _TERMS):
        term = term * v
        before, series = series, series + term / (2 * j + 1)
        if (series == before).all():
            break
    return np.where(near, series, x * np.log(x / mean) + mean - x)
