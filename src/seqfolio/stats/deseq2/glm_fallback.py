"""Direct minimisation for the genes whose regression did not converge.

These are mostly genes without counts in one group. The penalised negative log likelihood is minimised on the log2
scale by L-BFGS-B within +-30, with central differences of 1e-3, as R's ``optim`` does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from seqfolio.stats.deseq2 import bounded_minimiser
from seqfolio.stats.deseq2.glm import Basis, deviance_constant

if TYPE_CHECKING:
    from seqfolio.stats.deseq2.arrays import Floats

_LARGE = 30.0
_DIFFERENCE = 1e-3
_NOT_FINITE = 1e300


def minimise(basis: Basis, y: Floats, factors: Floats, alpha: float, start: Floats) -> tuple[Floats, bool]:
    """Coefficients of one gene.

    Args:
        basis: design and ridge.
        y: counts, (samples,).
        factors: size or normalization factors, (samples,).
        alpha: dispersion.
        start: coefficients on the log2 scale, (p,).

    Returns:
        coefficients on the log2 scale, and whether the minimiser converged.
    """
    loss = _Loss(basis, y, factors, alpha)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):  # of means beyond the range of numbers
        return bounded_minimiser.minimise(loss.value_and_gradient, start, _LARGE)


class _Loss:
    """Minus the log likelihood and minus the log density of the normal prior."""

    def __init__(self, basis: Basis, y: Floats, factors: Floats, alpha: float) -> None:
        self._design, self._ridge = basis.design, basis.ridge
        self._y, self._log_factors, self._alpha = y[:, None], np.log(factors)[:, None], alpha
        constant = float(deviance_constant(self._y, np.array([alpha]))[0])
        self._constant = constant + 0.5 * float(np.log(basis.ridge / (2.0 * np.pi)).sum())

    def values(self, points: Floats) -> Floats:
        """Losses at the columns of ``points``, (p, points)."""
        with np.errstate(over="ignore", invalid="ignore"):
            log_mu = np.log(2.0) * (self._design @ points) + self._log_factors
            likelihood = self._y * log_mu - (self._y + 1.0 / self._alpha) * np.log1p(self._alpha * np.exp(log_mu))
            loss = 0.5 * self._ridge @ points**2 - likelihood.sum(axis=0) - self._constant
        return np.where(np.isfinite(loss), loss, _NOT_FINITE)

    def value_and_gradient(self, point: Floats) -> tuple[float, Floats]:
        p = len(point)
        steps = _DIFFERENCE * np.eye(p)
        above = np.minimum(point[:, None] + steps, _LARGE)
        below = np.maximum(point[:, None] - steps, -_LARGE)
        values = self.values(np.hstack([point[:, None], above, below]))
        width = np.diagonal(above) - np.diagonal(below)
        return float(values[0]), (values[1 : p + 1] - values[p + 1 :]) / width
