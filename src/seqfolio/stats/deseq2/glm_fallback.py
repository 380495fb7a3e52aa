"""Direct minimisation for the genes whose regression did not converge.

These are mostly genes without counts in one group. The penalised negative log likelihood is minimised on the log2
scale by L-BFGS-B within +-30, with central differences of 1e-3, as R's ``optim`` does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from seqfolio.stats.deseq2 import bounded_minimiser
from seqfolio.stats.deseq2.saddle_point import log_probability

if TYPE_CHECKING:
    from seqfolio.stats.deseq2.arrays import Floats
    from seqfolio.stats.deseq2.glm import Basis

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
        self._design, self._ridge = basis.design, basis.ridge[:, None]
        self._y, self._factors, self._size = y[:, None], factors[:, None], 1.0 / alpha

    def values(self, points: Floats) -> Floats:
        """Losses at the columns of ``points``, (p, points)."""
        mu = self._factors * 2.0 ** (self._design @ points)
        likelihood = log_probability(self._y, self._size, mu).sum(axis=0, dtype=np.longdouble).astype(np.float64)
        prior = 0.5 * (np.log(self._ridge / (2.0 * np.pi)) - self._ridge * points**2).sum(axis=0)
        loss = -(likelihood + prior)
        return np.where(np.isfinite(loss), loss, _NOT_FINITE)

    def value_and_gradient(self, point: Floats) -> tuple[float, Floats]:
        p = len(point)
        steps = _DIFFERENCE * np.eye(p)
        above = np.minimum(point[:, None] + steps, _LARGE)
        below = np.maximum(point[:, None] - steps, -_LARGE)
        values = self.values(np.hstack([point[:, None], above, below]))
        width = np.diagonal(above) - np.diagonal(below)
        return float(values[0]), (values[1 : p + 1] - values[p + 1 :]) / width
