"""Gamma regression with identity link on one covariate, iterated as R's ``glm`` does.

Source: McCullagh & Nelder 1989, Generalized Linear Models, chapter 8.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from seqfolio.stats.deseq2.arrays import Bools, Floats

_ITERATIONS = 25
_TOLERANCE = 1e-8


class GammaRegressionError(Exception):
    """The regression has no usable solution; the caller takes another trend."""


def gamma_regression(x: Floats, y: Floats, start: Floats) -> tuple[Floats, bool]:
    """Coefficients b of E(y) = b0 + b1 x.

    Args:
        x: covariate, (n,).
        y: responses, (n,), positive.
        start: first coefficients, (2,).

    Returns:
        the coefficients (2,) and whether the deviance settled within 25 iterations.

    Raises:
        GammaRegressionError: no coefficients with positive means can be reached, or the covariate is constant.
    """
    coefficients, mu = start, start[0] + start[1] * x
    _require(len(x) > 1 and bool((mu > 0).all()), "no valid starting values")
    deviance = _deviance(y, mu)
    for _ in range(_ITERATIONS):
        step = _weighted_least_squares(x, y, 1.0 / mu)
        coefficients, mu = _halved_into_range(coefficients, step, x)
        before, deviance = deviance, _deviance(y, mu)
        if abs(deviance - before) / (abs(deviance) + 0.1) < _TOLERANCE:
            return coefficients, True
    return coefficients, False


def _deviance(y: Floats, mu: Floats) -> float:
    return float(-2.0 * (np.log(y / mu) - (y - mu) / mu).sum())


def _weighted_least_squares(x: Floats, y: Floats, root_weight: Floats) -> Floats:
    """Solve for the coefficients; the working response of the identity link is y itself."""
    columns = np.column_stack([root_weight, x * root_weight])
    q, r = np.linalg.qr(columns)
    _require(abs(r[1, 1]) > 1e-11 * float(np.linalg.norm(columns[:, 1])), "the covariate is constant")
    return np.asarray(np.linalg.solve(r, q.T @ (y * root_weight)))


def _halved_into_range(before: Floats, after: Floats, x: Floats) -> tuple[Floats, Floats]:
    """Walk back towards the last coefficients until all means are positive."""
    for _ in range(_ITERATIONS + 1):
        mu = after[0] + after[1] * x
        inside: Bools = np.isfinite(mu) & (mu > 0)
        if inside.all():
            return after, mu
        after = 0.5 * (after + before)
    raise GammaRegressionError("no valid means within the allowed halvings")


def _require(condition: bool, what: str) -> None:
    if not condition:
        raise GammaRegressionError(what)
