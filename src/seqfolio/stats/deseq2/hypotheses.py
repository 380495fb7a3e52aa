"""Wald tests of a log2 fold change, also against a threshold.

With estimate b, standard error s, threshold T and Z standard normal:

    greaterAbs  |beta| > T     p = min(1, 2 P(Z > (|b| - T) / s))
    lessAbs     |beta| < T     p = max(P(Z > (T - b) / s), P(Z > (T + b) / s))
    greater     beta > T       p = P(Z > (b - T) / s)
    less        beta < -T      p = P(Z > (-T - b) / s)

Source: Love, Huber & Anders 2014, Genome Biol. 15:550, Methods, "Wald test" and "Composite null hypotheses".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.special import ndtr

from seqfolio.stats.deseq2.errors import ContrastError

if TYPE_CHECKING:
    from seqfolio.stats.deseq2.arrays import Floats

Alternative = Literal["greaterAbs", "lessAbs", "greater", "less"]


def wald_test(estimate: Floats, error: Floats, threshold: float, alternative: Alternative) -> tuple[Floats, Floats]:
    """Statistic and p-value of every gene.

    Args:
        estimate: log2 fold changes, (genes,).
        error: their standard errors, (genes,).
        threshold: T above, not negative, log2 scale.
        alternative: ``greaterAbs``, ``lessAbs``, ``greater`` or ``less``.
    """
    checked_threshold(threshold, alternative)
    with np.errstate(invalid="ignore", divide="ignore"):
        if alternative == "greaterAbs":
            return _greater_abs(estimate, error, threshold)
        if alternative == "lessAbs":
            return _less_abs(estimate, error, threshold)
        if alternative == "greater":
            z = (estimate - threshold) / error
            return np.maximum(z, 0.0), ndtr(-z)
        z = (estimate + threshold) / error
        return np.minimum(z, 0.0), ndtr(z)


def checked_threshold(threshold: float, alternative: str) -> None:
    """Refuse hypotheses that do not exist."""
    if alternative not in ("greaterAbs", "lessAbs", "greater", "less"):
        raise ContrastError(f"unknown alternative {alternative!r}. Use 'greaterAbs', 'lessAbs', 'greater' or 'less'.")
    if not threshold >= 0:
        raise ContrastError(f"the threshold of the log2 fold change is {threshold}; it must be 0 or more.")
    if alternative == "lessAbs" and threshold == 0:
        raise ContrastError("'lessAbs' asks for |log2 fold change| < threshold. Give a threshold above 0.")


def _greater_abs(estimate: Floats, error: Floats, threshold: float) -> tuple[Floats, Floats]:
    if threshold == 0:
        z = estimate / error
        return z, 2.0 * ndtr(-np.abs(z))
    z = (np.abs(estimate) - threshold) / error
    return np.sign(estimate) * np.maximum(z, 0.0), np.minimum(1.0, 2.0 * ndtr(-z))


def _less_abs(estimate: Floats, error: Floats, threshold: float) -> tuple[Floats, Floats]:
    below, above = (threshold - estimate) / error, (threshold + estimate) / error
    return np.minimum(np.maximum(below, 0.0), np.maximum(above, 0.0)), np.maximum(ndtr(-below), ndtr(-above))
