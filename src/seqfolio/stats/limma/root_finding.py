"""Brent's root finder with the steps of R's ``uniroot``.

The root is asked for with a tolerance that shows in the seventh digit of the prior degrees of freedom, so the same
iterates are needed and not just the same root.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

EPSILON = 2.0**-52


def brent_root(
    function: Callable[[float], float],
    lower: float,
    upper: float,
    f_lower: float,
    f_upper: float,
    tolerance: float,
    iterations: int = 1000,
) -> float:
    """Return the root of ``function`` between two points where its sign differs.

    Source: Brent 1973, Algorithms for Minimization without Derivatives, chapter 4 (procedure zero).
    """
    a, b, fa, fb = lower, upper, f_lower, f_upper
    if fa == 0:
        return a
    c, fc = a, fa
    for _ in range(iterations):
        last_step = b - a
        if abs(fc) < abs(fb):
            a, b, c = b, c, b
            fa, fb, fc = fb, fc, fb
        allowed = 2 * EPSILON * abs(b) + tolerance / 2
        step = (c - b) / 2
        if abs(step) <= allowed or fb == 0:
            return b
        if abs(last_step) >= allowed and abs(fa) > abs(fb):
            step = _interpolated(a, b, c, fa, fb, fc, last_step, step, allowed)
        if abs(step) < allowed:
            step = allowed if step > 0 else -allowed
        a, fa = b, fb
        b += step
        fb = function(b)
        if (fb > 0) == (fc > 0):
            c, fc = a, fa
    return b


def _interpolated(
    a: float, b: float, c: float, fa: float, fb: float, fc: float, last_step: float, bisection: float, allowed: float
) -> float:
    """Return the secant or inverse quadratic step, or bisection where that would be safer."""
    width = c - b
    if a == c:
        ratio = fb / fa
        p, q = width * ratio, 1.0 - ratio
    else:
        q, ratio, r = fa / fc, fb / fc, fb / fa
        p = r * (width * q * (q - ratio) - (b - a) * (ratio - 1.0))
        q = (q - 1.0) * (ratio - 1.0) * (r - 1.0)
    if p > 0:
        q = -q
    else:
        p = -p
    if p < 0.75 * width * q - abs(allowed * q) / 2 and p < abs(last_step * q / 2):
        return p / q
    return bisection
