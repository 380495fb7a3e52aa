"""Stirling's series and rising products: the parts of log-gamma and digamma differences.

Differences such as ``lgamma(y + r) - lgamma(r)`` are formed analytically, because for small dispersions (large r) both
terms are huge. Stirling's series with six terms,

    lgamma(z) = (z - 1/2) log(z) - z + log(2 pi) / 2 + S(z),   S(z) = 1/(12 z) - 1/(360 z^3) + ...
    digamma(z) = log(z) - 1/(2 z) - T(z),                      T(z) = 1/(12 z^2) - 1/(120 z^4) + ...

is exact to 1e-12 from z = 6 on; smaller arguments are raised by six with ``lgamma(z) = lgamma(z + 6) - log P(z)``,
``P(z) = z (z+1) ... (z+5)``.

Source: Abramowitz & Stegun 1964, 6.1.15, 6.1.40, 6.3.5 and 6.3.18.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from seqfolio.stats.deseq2.arrays import Floats, Scratch

SHIFT = 6.0
"""What small arguments are raised by."""

LARGE = 8.0
"""Arguments from here on need not be raised."""

_LOG_GAMMA_SERIES = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360)
_DIGAMMA_SERIES = (1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760)


def log_gamma_series(w: Floats, square: Floats, out: Floats | None = None) -> Floats:
    """S(z) of w = 1 / z and its square."""
    total = _polynomial(_LOG_GAMMA_SERIES, square, out)
    total *= w
    return total


def digamma_series(w: Floats, square: Floats, out: Floats | None = None) -> Floats:
    """1 / (2 z) + T(z) of w = 1 / z and its square."""
    total = _polynomial(_DIGAMMA_SERIES, square, out)
    total *= w
    total += 0.5
    total *= w
    return total


def rising_product(z: Floats, u: Floats | None = None, out: Floats | None = None) -> Floats:
    """P(z), as the cubic ((u + 10) u + 24) u in u = z (z + 5); u is computed, into ``u`` when that is given."""
    u = np.add(z, 5.0, out=u)
    u *= z
    value = np.add(u, 10.0, out=out)
    value *= u
    value += 24.0
    value *= u
    return value


def rising_slope(z: Floats, u: Floats, product: Floats, out: Floats | None = None) -> Floats:
    """Return derivative of log P(z); overwrites u."""
    slope = np.multiply(u, 3.0, out=out)
    slope += 20.0
    slope *= u
    slope += 24.0
    slope /= product
    np.add(z, 2.5, out=u)
    slope *= u
    slope *= 2.0
    return slope


def log_gamma_sums(y: Floats, r: Floats, scratch: Scratch) -> Floats:
    """Per gene ``sum_j lgamma(y_j + r) - lgamma(r) - y_j log(r)``, (genes,), for counts (samples, genes)."""
    raised = r + SHIFT
    v = np.add(y, raised, out=scratch.get("v", y.shape))
    w = np.reciprocal(v, out=scratch.get("w", y.shape))
    total = log_gamma_series(w, np.multiply(w, w, out=scratch.get("square", y.shape)), scratch.get("series", y.shape))
    growth = np.multiply(y, 1.0 / raised, out=w)
    np.log1p(growth, out=growth)
    v -= 0.5
    v *= growth
    total += v
    z = np.add(y, r, out=v)
    product = rising_product(z, scratch.get("u", y.shape), scratch.get("product", y.shape))
    total -= np.log(product, out=product)
    constant = np.log(rising_product(r)) - log_gamma_series(1.0 / raised, 1.0 / (raised * raised))
    return np.asarray(total.sum(axis=0) + y.sum(axis=0) * (np.log1p(SHIFT / r) - 1.0) + len(y) * constant)


def log_factorial_sums(y: Floats, scratch: Scratch) -> Floats:
    """Per gene the sum over samples of ``log(y!)``, (genes,)."""
    return log_gamma_sums(y, np.ones(y.shape[1]), scratch)


def _polynomial(coefficients: tuple[float, ...], x: Floats, out: Floats | None) -> Floats:
    """Horner's rule, lowest power first."""
    total = np.multiply(x, coefficients[-1], out=out)
    for coefficient in coefficients[-2:0:-1]:
        total += coefficient
        total *= x
    total += coefficients[0]
    return total
