"""Negative binomial log likelihood as a function of r = 1 / dispersion at fixed means, and its slope.

The terms of one observation,

    lgamma(y + r) - lgamma(r) - y log(mu + r) - r log(1 + mu / r),

are summed in a form without cancellation. With z = y + r, v = z + c, a = r + c, and the functions S, T and P of
`special`, where the shift c is 6 and P is present for small r only (otherwise c = 0 and P = 1):

    z log(v / (mu + r)) + (c - 1/2) log(v) + S(v) - log P(z)
        + r log(r / a) - (c - 1/2) log(a) - S(a) + log P(r) - y

The last term does not depend on r. It is left out here and can be as large as all others together lose in rounding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from seqfolio.stats.deseq2.special import (
    LARGE,
    SHIFT,
    digamma_series,
    log_gamma_series,
    rising_product,
    rising_slope,
)

if TYPE_CHECKING:
    from seqfolio.stats.deseq2.arrays import Floats, Scratch


def value_and_slope(y: Floats, mu: Floats, r: Floats, scratch: Scratch) -> tuple[Floats, Floats, Floats]:
    """Return sums over samples of the log likelihood (plus y) and of its derivative with respect to r.

    Args:
        y: counts, (samples, genes).
        mu: means, (samples, genes), positive.
        r: reciprocals of the dispersions, (genes,), positive.
        scratch: memory to work in.

    Returns:
        value and slope, (genes,), and the matrix ``mu / (mu + r)``, (samples, genes), in scratch memory.
    """
    shift = 0.0 if float(r.min()) >= LARGE else SHIFT
    total = np.add(mu, r, out=scratch.get("total", y.shape))
    gap = np.subtract(y, mu, out=scratch.get("gap", y.shape))
    slope = -np.divide(gap, total, out=scratch.get("ratio", y.shape)).sum(axis=0)
    gap += shift
    gap /= total
    log_ratio = np.log1p(gap, out=gap)
    z = np.add(y, r, out=scratch.get("z", y.shape))
    terms, slopes = _series_terms(z, log_ratio, shift, scratch)
    if shift:
        _subtract_rising(z, terms, slopes, scratch)
    constant, constant_slope = _constants(r, shift)
    value = terms.sum(axis=0) + len(y) * constant
    slope += slopes.sum(axis=0) + len(y) * constant_slope
    return value, slope, np.divide(mu, total, out=total)


def _series_terms(z: Floats, log_ratio: Floats, shift: float, scratch: Scratch) -> tuple[Floats, Floats]:
    """Z log(v / (mu + r)) + (c - 1/2) log(v) + S(v), and log(v / (mu + r)) - 1 / (2 v) - T(v)."""
    v = np.add(z, shift, out=scratch.get("v", z.shape))
    w = np.reciprocal(v, out=scratch.get("w", z.shape))
    square = np.multiply(w, w, out=scratch.get("square", z.shape))
    terms = log_gamma_series(w, square, scratch.get("terms", z.shape))
    slopes = digamma_series(w, square, scratch.get("slopes", z.shape))
    np.subtract(log_ratio, slopes, out=slopes)
    log_v = np.log(v, out=v)
    log_v *= shift - 0.5
    terms += log_v
    log_ratio *= z
    terms += log_ratio
    return terms, slopes


def _subtract_rising(z: Floats, terms: Floats, slopes: Floats, scratch: Scratch) -> None:
    u = scratch.get("v", z.shape)
    product = rising_product(z, u, scratch.get("w", z.shape))
    slopes -= rising_slope(z, u, product, scratch.get("square", z.shape))
    terms -= np.log(product, out=product)


def _constants(r: Floats, shift: float) -> tuple[Floats, Floats]:
    """Return what each sample adds whatever its count, and its slope."""
    a = r + shift
    w = 1.0 / a
    square = w * w
    value = (0.5 - shift) * np.log(a) - log_gamma_series(w, square)
    slope = digamma_series(w, square)
    if shift:
        u = np.empty_like(r)
        log_ratio, product = -np.log1p(shift / r), rising_product(r, u)
        value += r * log_ratio + np.log(product)
        slope += log_ratio + rising_slope(r, u, product)
    return value, slope
