"""Tails of Student's t and Fisher's F that keep their digits, also on the log scale below the smallest double.

All arguments broadcast. Degrees of freedom are positive; where noted they may be infinite.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from seqfolio.stats.array_checks import FloatArray

UNDERFLOW = 1e-290  # below it a probability is worked out as a logarithm
MANY = 1e6  # degrees of freedom from which 1 - df/(df + t^2) has lost too many digits
CHI_SQUARE_FROM = 4e5  # denominator degrees of freedom from which R takes F quantiles from chi-square


def t_two_sided(t: ArrayLike, df: ArrayLike) -> FloatArray:
    """``P(|T| > |t|)`` for finite df."""
    square = np.asarray(t, dtype=np.float64) ** 2
    return _beta_upper(square, np.ones_like(square), np.asarray(df, dtype=np.float64))


def _beta_upper(x: FloatArray, df1: FloatArray, df2: FloatArray) -> FloatArray:
    """``P(F > x)`` for finite df.

    The complement of I is slow, so it is left to where 1 - I would cancel and the mirrored I would lose digits.
    """
    x, a, b = np.broadcast_arrays(x, df1 / 2, df2 / 2)
    scaled = df1 * x
    large, result = x > 1, np.empty(x.shape)
    mirrored = large & (b < MANY / 2)
    rest = large & ~mirrored
    share = scaled / (df2 + scaled)
    result[~large] = 1 - special.betainc(a[~large], b[~large], share[~large])
    result[mirrored] = special.betainc(b[mirrored], a[mirrored], (df2 / (df2 + scaled))[mirrored])
    result[rest] = special.betaincc(a[rest], b[rest], share[rest])
    return result


def t_upper(t: ArrayLike, df: ArrayLike) -> FloatArray:
    """``P(T > t)`` for finite df."""
    half = t_two_sided(t, df) / 2
    return np.where(np.asarray(t) >= 0, half, 1 - half)


def t_isf(p: ArrayLike, df: ArrayLike) -> FloatArray:
    """Return the t >= 0 with ``P(T > t) = p``, for p in (0, 0.5] and finite df."""
    both, df = np.broadcast_arrays(2 * np.asarray(p, dtype=np.float64), np.asarray(df, dtype=np.float64))
    far = (both < 0.5) & (df < MANY)
    ratio = np.empty(both.shape)  # t^2 / df
    share = special.betaincinv(df[far] / 2, 0.5, both[far])  # df / (df + t^2), which keeps the digits of a large t
    ratio[far] = (1 - share) / share
    share = special.betainccinv(0.5, df[~far] / 2, both[~far])  # t^2 / (df + t^2)
    ratio[~far] = share / (1 - share)
    return np.asarray(np.sqrt(df * ratio))


def t_log_upper(t: FloatArray, df: FloatArray) -> FloatArray:
    """``log P(T > t)`` for t >= 0."""
    square = np.asarray(t, dtype=np.float64) ** 2
    p = t_two_sided(t, df)
    log_p = np.log(np.maximum(p, UNDERFLOW))
    tiny = np.broadcast_to(p < UNDERFLOW, log_p.shape)
    if tiny.any():
        square, df = (np.broadcast_to(v, log_p.shape)[tiny] for v in (square, df))
        log_p[tiny] = _log_lower_beta(df / 2, np.full_like(df, 0.5), df / (df + square))
    return np.asarray(log_p - np.log(2))


def t_log_isf(log_p: FloatArray, df: float) -> FloatArray:
    """Return the t >= 0 with ``log P(T > t) = log_p``, for log_p below log(0.5)."""
    t = t_isf(np.maximum(np.exp(log_p), UNDERFLOW), df)
    tiny = log_p < np.log(UNDERFLOW)
    if tiny.any():
        t[tiny] = _far_t(log_p[tiny], df, t[tiny])
    return t


def _far_t(log_p: FloatArray, df: float, start: FloatArray) -> FloatArray:
    """Newton's iteration on (log t, log tail), which is concave there and so cannot run away."""
    constant = special.gammaln((df + 1) / 2) - special.gammaln(df / 2) - np.log(df * np.pi) / 2
    t, degrees = start, np.full_like(start, df)
    for _ in range(100):
        tail = t_log_upper(t, degrees)
        slope = t * np.exp(constant - (df + 1) / 2 * np.log1p(t**2 / df) - tail)
        step = (tail - log_p) / slope
        t = t * np.exp(step)
        if np.abs(step).max() < 1e-14:
            break
    return t


def f_upper(x: ArrayLike, df1: ArrayLike, df2: ArrayLike) -> FloatArray:
    """``P(F > x)``; df2 may be infinite."""
    x, df1, df2 = (np.asarray(v, dtype=np.float64) for v in (x, df1, df2))
    infinite = np.isinf(df2)
    if infinite.all():
        return np.asarray(special.gammaincc(df1 / 2, df1 * x / 2))
    finite = _beta_upper(x, df1, np.where(infinite, 1.0, df2))
    return np.where(infinite, special.gammaincc(df1 / 2, df1 * x / 2), finite) if infinite.any() else finite


def f_log_upper(x: FloatArray, df1: float, df2: float) -> FloatArray:
    """``log P(F > x)`` for a vector x and finite df2."""
    p = f_upper(x, df1, df2)
    log_p = np.log(np.maximum(p, UNDERFLOW))
    tiny = p < UNDERFLOW
    if tiny.any():
        argument = df2 / (df2 + df1 * x[tiny])
        log_p[tiny] = _log_lower_beta(np.full_like(argument, df2 / 2), np.full_like(argument, df1 / 2), argument)
    return np.asarray(log_p)


def f_quantile(p: FloatArray, df1: float, df2: float) -> FloatArray:
    """Return the x with ``P(F <= x) = p``; df2 may be infinite."""
    if df1 <= df2 and df2 > CHI_SQUARE_FROM:
        return np.asarray(2 * special.gammaincinv(df1 / 2, p) / df1)
    y = special.betainccinv(df2 / 2, df1 / 2, p)
    return np.asarray((1 / y - 1) * df2 / df1)


def f_density(x: FloatArray, df1: float, df2: float) -> FloatArray:
    """Density of F; df2 may be infinite."""
    a = df1 / 2
    if np.isinf(df2):
        return np.asarray(np.exp(a * np.log(a) + (a - 1) * np.log(x) - a * x - special.gammaln(a)))
    ratio = df1 / df2
    log_density = a * np.log(ratio) + (a - 1) * np.log(x) - (df1 + df2) / 2 * np.log1p(ratio * x)
    return np.asarray(np.exp(log_density - special.betaln(a, df2 / 2)))


def _log_lower_beta(a: FloatArray, b: FloatArray, x: FloatArray) -> FloatArray:
    """``log I_x(a, b)`` far in the lower tail, by the continued fraction of DLMF 8.17.22 (Lentz's method)."""
    prefix = a * np.log(x) + b * np.log1p(-x) - np.log(a) - special.betaln(a, b)
    c, d = np.ones_like(x), 1 / (1 - (a + b) * x / (a + 1))
    value = d.copy()
    for m in range(1, 10_000):
        for numerator in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / (1 + numerator * d)
            c = 1 + numerator / c
            value *= c * d
        if np.abs(c * d - 1).max() < 1e-15:
            break
    return np.asarray(prefix + np.log(value))
