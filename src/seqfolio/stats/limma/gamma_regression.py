"""Gamma regression with identity link on two coefficients, for many genes at once.

Squares of independent normal variables whose variances are ``a + b d_j`` are regressed on d: their likelihood is the
residual likelihood of the variance components a and b.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqfolio.stats.array_checks import FloatArray

SMALLEST_SHARE = 1e-3  # variances in the weights are kept above this share of the largest
TOO_MUCH_DAMPING = 1e15
CONSTANT = 1e-15  # variance of d below which its coefficient cannot be told from the other


@dataclass(frozen=True)
class Squares:
    """The data, genes x groups of squares that share d.

    Attributes:
        mean_square: mean of the squares in the group.
        d: known factor of the group.
        repeats: number of squares in the group; zero for an unused one.
    """

    mean_square: FloatArray
    d: FloatArray
    repeats: FloatArray

    def of(self, genes: NDArray[np.intp]) -> Squares:
        """Return the data of some genes."""
        return Squares(self.mean_square[genes], self.d[genes], self.repeats[genes])

    def fitted(self, beta: FloatArray) -> FloatArray:
        """Return ``a + b d`` for coefficients (genes x 2); 1 for an unused group."""
        return np.where(self.repeats > 0, beta[:, :1] + beta[:, 1:] * self.d, 1.0)

    def deviance(self, beta: FloatArray) -> FloatArray:
        """Return twice the negative log-likelihood up to a constant of the gene; infinite where a variance is not."""
        mean = self.fitted(beta)
        bad = (mean < 0) | ((mean == 0) & (self.mean_square > 0))
        safe = np.where(mean > 0, mean, 1.0)
        terms = self.repeats * (self.mean_square / safe - 1 + np.log(safe))
        return np.where(bad.any(axis=1), np.inf, 2 * terms.sum(axis=1))


def gamma_regression(data: Squares, max_iterations: int = 20, tolerance: float = 1e-6) -> FloatArray:
    """Estimate a and b for every gene.

    Fisher scoring with Levenberg's damping from the least-squares fit (or from a constant, when that fit is negative
    somewhere). With at most two squares, or fewer than two with d above zero, the least-squares fit is the answer.

    Args:
        data: genes x groups.
        max_iterations: of scoring.
        tolerance: a gene is finished when the score times its step is below.

    Returns:
        genes x 2. The second is NaN where d does not vary; both are NaN where all squares are zero.

    Source: Smyth 2002, Stat. Appl. Genet. Mol. Biol. and R package statmod, ``glmgam.fit``.
    """
    n, mean_d, spread = _spread(data)
    total = np.asarray((data.repeats * data.mean_square).sum(axis=1))
    varied = np.asarray((data.repeats * (np.abs(data.d) > CONSTANT)).sum(axis=1))
    beta = _least_squares(data, n, mean_d, spread)
    scored = np.flatnonzero((total > 0) & (n > 2) & (varied > 1) & (spread / np.maximum(n - 1, 1) > CONSTANT))
    if scored.size:
        chosen = data.of(scored)
        beta[scored] = _score(chosen, _start(chosen, beta[scored], n[scored]), max_iterations, tolerance)
    return np.where(total[:, None] > 0, beta, np.nan)


def _spread(data: Squares) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return number of squares, mean of d and sum of squared deviations of d of every gene."""
    n = data.repeats.sum(axis=1)
    mean_d = (data.repeats * data.d).sum(axis=1) / n
    return n, mean_d, (data.repeats * (data.d - mean_d[:, None]) ** 2).sum(axis=1)


def _least_squares(data: Squares, n: FloatArray, mean_d: FloatArray, spread: FloatArray) -> FloatArray:
    mean = (data.repeats * data.mean_square).sum(axis=1) / n
    covariation = (data.repeats * (data.d - mean_d[:, None]) * data.mean_square).sum(axis=1)
    slope = np.divide(covariation, spread, out=np.full_like(mean, np.nan), where=spread > CONSTANT)
    return np.column_stack((mean - np.nan_to_num(slope) * mean_d, slope))


def _start(data: Squares, beta: FloatArray, n: FloatArray) -> FloatArray:
    mean = (data.repeats * data.mean_square).sum(axis=1) / n
    constant = np.column_stack((mean, np.zeros_like(mean)))
    positive = np.asarray((data.fitted(beta) >= 0).all(axis=1))
    return np.where(positive[:, None], beta, constant)


def _score(data: Squares, beta: FloatArray, max_iterations: int, tolerance: float) -> FloatArray:
    """Iterate the genes that have not converged."""
    active, damping = np.arange(beta.shape[0]), np.zeros(beta.shape[0])
    for iteration in range(max_iterations + 1):
        current = data.of(active)
        information, score = _derivatives(current, beta[active])
        if iteration == 0:
            damping = (information[:, 0] + information[:, 2]) / 4
        old = beta[active]
        beta[active], damping[active], stuck = _damped_step(current, old, information, score, damping[active])
        gain = ((beta[active] - old) * score).sum(axis=1)
        active = active[~stuck & (gain >= tolerance)]
        if active.size == 0:
            break
    return beta


def _derivatives(data: Squares, beta: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return information (genes x 3: aa, ab, bb) and score (genes x 2)."""
    mean = data.fitted(beta)
    variance = np.where(data.repeats > 0, mean**2, 0.0)
    variance = np.maximum(variance, variance.max(axis=1, keepdims=True) * SMALLEST_SHARE)
    weight = data.repeats / variance
    surplus = weight * (data.mean_square - mean)
    information = np.column_stack([(weight * data.d**power).sum(axis=1) for power in (0, 1, 2)])
    return information, np.column_stack((surplus.sum(axis=1), (surplus * data.d).sum(axis=1)))


def _damped_step(
    data: Squares, old: FloatArray, information: FloatArray, score: FloatArray, damping: FloatArray
) -> tuple[FloatArray, FloatArray, NDArray[np.bool_]]:
    """Return coefficients that do not raise the deviance, the damping for the next step, and who found none."""
    beta, damping, before = old.copy(), damping.copy(), data.deviance(old)
    largest = np.maximum(information[:, 0], information[:, 2])
    stuck = np.zeros(before.size, dtype=bool)
    pending, first_try = np.arange(before.size), True
    while pending.size:
        trial = old[pending] + _solve(information[pending], score[pending], damping[pending])
        better = data.of(pending).deviance(trial) <= before[pending]
        beta[pending[better]] = trial[better]
        if first_try:
            damping[pending[better]] /= 10
        pending, first_try = pending[~better], False
        hopeless = damping[pending] / largest[pending] > TOO_MUCH_DAMPING
        stuck[pending[hopeless]] = True
        pending = pending[~hopeless]
        damping[pending] *= 2
    return beta, damping, stuck


def _solve(information: FloatArray, score: FloatArray, damping: FloatArray) -> FloatArray:
    """Return ``(I + damping)^-1 score`` of the two by two systems."""
    aa, ab, bb = information[:, 0] + damping, information[:, 1], information[:, 2] + damping
    first, second = score.T
    return np.column_stack((bb * first - ab * second, aa * second - ab * first)) / (aa * bb - ab**2)[:, None]
