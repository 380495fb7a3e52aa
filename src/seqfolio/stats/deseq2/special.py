"""Differences of log-gamma and digamma functions, accurate and fast enough for millions of observations.

With r = 1 / alpha the negative binomial needs ``lgamma(y + r) - lgamma(r)``. Both terms are huge when the dispersion
alpha is small, so their difference is formed analytically. The argument is first raised by six with

    lgamma(z) = lgamma(z + 6) - log(z (z+1) ... (z+5)),

after which Stirling's series with six terms is exact to 1e-12; the logarithms that remain are ``log1p``.

Source: Abramowitz & Stegun 1964, 6.1.15, 6.1.40, 6.3.5 and 6.3.18.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from seqfolio.stats.deseq2.arrays import Floats, Scratch

_SHIFT = 6.0
_LOG_GAMMA_SERIES = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360)
_DIGAMMA_SERIES = (1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760)


def gamma_terms(y: Floats, r: Floats, scratch: Scratch, slope: bool = True) -> tuple[Floats, Floats]:
    """Per gene the sums over samples of two differences of gamma functions.

    Args:
        y: counts, (samples, genes).
        r: reciprocal of the dispersion, (genes,), positive.
        scratch: memory to work in.
        slope: whether the second sum is wanted; it is zero otherwise.

    Returns:
        ``sum_j lgamma(y_j + r) - lgamma(r) - y_j log(r)`` and its companion ``sum_j digamma(y_j + r) - digamma(r)``,
        both (genes,).
    """
    raised = r + _SHIFT
    v = np.add(y, raised, out=scratch.get("v", y.shape))
    growth = np.multiply(y, 1.0 / raised, out=scratch.get("growth", y.shape))
    np.log1p(growth, out=growth)
    w = np.reciprocal(v, out=scratch.get("w", y.shape))
    square = np.multiply(w, w, out=scratch.get("square", y.shape))
    product = _Rising(y, r, scratch)
    derivative = _digamma_sum(growth, w, square, product, r, scratch) if slope else np.zeros_like(r)
    value = _log_gamma_sum(growth, v, w, square, product, scratch)
    value += y.sum(axis=0) * (np.log1p(_SHIFT * (1.0 / r)) - 1.0)
    value -= len(y) * (_polynomial(_LOG_GAMMA_SERIES, raised**-2) / raised - np.log(_Rising.of(r)))
    return value, derivative


def log_factorial(y: Floats, scratch: Scratch) -> Floats:
    """Per gene the sum over samples of ``log(y!)``, (genes,)."""
    return gamma_terms(y, np.ones(y.shape[1]), scratch, slope=False)[0]


class _Rising:
    """z (z+1) ... (z+5) at z = y + r, as a cubic in u = z (z + 5), and its logarithmic derivative."""

    def __init__(self, y: Floats, r: Floats, scratch: Scratch) -> None:
        self._z = np.add(y, r, out=scratch.get("z", y.shape))
        self._u = np.add(self._z, 5.0, out=scratch.get("u", y.shape))
        self._u *= self._z
        value = np.add(self._u, 10.0, out=scratch.get("product", y.shape))
        value *= self._u
        value += 24.0
        value *= self._u
        self.value = value

    @staticmethod
    def of(z: Floats) -> Floats:
        u = z * (z + 5.0)
        return ((u + 10.0) * u + 24.0) * u

    @staticmethod
    def log_derivative_of(z: Floats) -> Floats:
        u = z * (z + 5.0)
        return ((3.0 * u + 20.0) * u + 24.0) * (2.0 * z + 5.0) / _Rising.of(z)

    def log_derivative(self, scratch: Scratch) -> Floats:
        out = np.multiply(self._u, 3.0, out=scratch.get("rising slope", self._u.shape))
        out += 20.0
        out *= self._u
        out += 24.0
        out /= self.value
        self._z += 2.5
        self._z *= 2.0
        out *= self._z
        return out


def _polynomial(coefficients: tuple[float, ...], x: Floats, out: Floats | None = None) -> Floats:
    """Horner's rule, lowest power first."""
    total = np.multiply(x, coefficients[-1], out=out)
    for coefficient in coefficients[-2:0:-1]:
        total += coefficient
        total *= x
    total += coefficients[0]
    return total


def _log_gamma_sum(growth: Floats, v: Floats, w: Floats, square: Floats, product: _Rising, scratch: Scratch) -> Floats:
    total = _polynomial(_LOG_GAMMA_SERIES, square, out=scratch.get("series", v.shape))
    total *= w
    v -= 0.5
    v *= growth
    total += v
    total -= np.log(product.value, out=product.value)
    return np.asarray(total.sum(axis=0))


def _digamma_sum(growth: Floats, w: Floats, square: Floats, product: _Rising, r: Floats, scratch: Scratch) -> Floats:
    total = _polynomial(_DIGAMMA_SERIES, square, out=scratch.get("series", w.shape))
    total *= square
    total += product.log_derivative(scratch)
    half = np.multiply(w, 0.5, out=scratch.get("rising slope", w.shape))
    total += half
    np.subtract(growth, total, out=total)
    raised = 1.0 / (r + _SHIFT)
    constant = 0.5 * raised + raised**2 * _polynomial(_DIGAMMA_SERIES, raised**2) + _Rising.log_derivative_of(r)
    return np.asarray(total.sum(axis=0)) + len(w) * constant
