"""The line search of DESeq2 for log dispersions, run for all genes side by side.

One gene walks along the derivative, ``a <- a + kappa * slope``, with Armijo's rule: a step that does not raise the
log posterior by at least ``1e-4 * kappa * slope^2`` halves kappa; an accepted one grows it by 10 % up to its start,
and every fifth accepted one halves it. A gene stops when an accepted step gains less than 1e-6.

One thing differs from the original: a step whose length and expected gain are both below 1e-7 ends the search at once.
The original would go on halving kappa by the rounding noise of its log posterior and end at the same place. And where
its rounding noise decides about the first step, that noise is imitated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seqfolio.stats.deseq2.arrays import MINIMUM_DISPERSION, Bools, Floats, Ints

if TYPE_CHECKING:
    from seqfolio.stats.deseq2.posterior import DispersionPosterior

MAXIMUM_ITERATIONS = 100
_ARMIJO = 1e-4
_GAIN_TOLERANCE = 1e-6
_NEGLIGIBLE = 1e-7
_ROUNDING = 1e-14
_LOWEST, _HIGHEST = -30.0, 10.0
_GIVE_UP_BELOW = float(np.log(MINIMUM_DISPERSION / 10))
_NO_GRID_BELOW = float(np.log(MINIMUM_DISPERSION * 10))
_COMPACT_AT = 0.85


@dataclass(frozen=True)
class SearchResult:
    """Where the search ended, one entry a gene: (genes,)."""

    log_alpha: Floats
    value: Floats
    start_value: Floats
    iterations: Ints

    @property
    def converged(self) -> Bools:
        """Whether the search stopped by itself."""
        return self.iterations < MAXIMUM_ITERATIONS


def maximise(posterior: DispersionPosterior, y: Floats, mu: Floats, start: Floats, prior_mean: Floats) -> SearchResult:
    """Maximise the log posterior of every gene from ``start``.

    Args:
        posterior: the function.
        y: counts, (samples, genes).
        mu: fitted means, (samples, genes).
        start: natural log of the first dispersion, (genes,).
        prior_mean: (genes,).
    """
    search = _Search(posterior, y, mu, start, prior_mean)
    for iteration in range(1, MAXIMUM_ITERATIONS + 1):
        if search.step(iteration):
            break
    return search.result()


class _Search:
    """State of the genes still moving; `_state` rows are a, value, slope, kappa, accepted, prior mean."""

    def __init__(self, posterior: DispersionPosterior, y: Floats, mu: Floats, start: Floats, prior_mean: Floats):
        self._posterior, self._y, self._mu = posterior, y, mu
        value, slope = posterior.value_and_slope(y, mu, start, prior_mean)
        genes = len(start)
        self._state = np.array([start, value, slope, np.ones(genes), np.zeros(genes), prior_mean])
        self._gene = np.arange(genes)
        self._moving = np.ones(genes, dtype=bool)
        self._log_alpha, self._value, self._start_value = start.copy(), value.copy(), value.copy()
        self._iterations = np.full(genes, MAXIMUM_ITERATIONS, dtype=np.intp)

    def step(self, iteration: int) -> bool:
        """One iteration of every moving gene; True when none is left."""
        self._end_negligible(iteration)
        self._compact()
        if not self._moving.any():
            return True
        a, value, slope, kappa, accepted, prior_mean = self._state
        target = _bounded(a, slope, kappa)
        new_value, new_slope = self._posterior.value_and_slope(self._y, self._mu, target, prior_mean)
        if iteration == 1:
            self._round_as_original(a, value, target, new_value)
        accept = self._moving & (-new_value <= -value - kappa * _ARMIJO * slope**2)
        gained = accept & (new_value - value < _GAIN_TOLERANCE)
        fell = accept & ~gained & (target < _GIVE_UP_BELOW)
        self._end(gained, target, new_value, iteration)
        self._end(fell, target, value, iteration)
        for now, new in ((a, target), (value, new_value), (slope, new_slope)):
            np.copyto(now, new, where=accept)
        accepted += accept
        kappa *= np.where(accept, 1.1, 0.5)
        np.minimum(kappa, 1.0, out=kappa)
        kappa *= np.where(accept & (accepted % 5 == 0), 0.5, 1.0)
        return False

    def _round_as_original(self, a: Floats, value: Floats, target: Floats, new_value: Floats) -> None:
        """Give genes whose first step gains about nothing the rounding errors of the original, in place.

        A gene that stops at its first step gets its dispersion from the grid, up to 6 % off, so that this matters.
        """
        size = np.abs(value - self._y.sum(axis=0))  # the value leaves out the sum of the counts
        doubtful = np.abs(new_value - value) < _GAIN_TOLERANCE + _ROUNDING * size
        doubtful = np.flatnonzero(doubtful & (a > _NO_GRID_BELOW))
        if not doubtful.size:
            return
        y, mu = self._y[:, doubtful], self._mu[:, doubtful]
        gain = self._posterior.gain_in_order(y, mu, a[doubtful], target[doubtful])
        if gain is not None:
            new_value[doubtful] = value[doubtful] + gain

    def result(self) -> SearchResult:
        """Return the end points; genes that are still moving end where they are."""
        rest = self._gene[self._moving]
        self._log_alpha[rest], self._value[rest] = self._state[:2, self._moving]
        return SearchResult(self._log_alpha, self._value, self._start_value, self._iterations)

    def _end_negligible(self, iteration: int) -> None:
        a, value, slope, kappa, _, _ = self._state
        tiny = (np.abs(kappa * slope) < _NEGLIGIBLE) & (kappa * slope**2 < _NEGLIGIBLE)
        self._end(self._moving & tiny, a, value, iteration)

    def _end(self, which: Bools, a: Floats, value: Floats, iteration: int) -> None:
        genes = self._gene[which]
        self._log_alpha[genes], self._value[genes], self._iterations[genes] = a[which], value[which], iteration
        self._moving &= ~which

    def _compact(self) -> None:
        """Forget finished genes once they are many enough to be worth the copying."""
        if np.count_nonzero(self._moving) > _COMPACT_AT * len(self._moving):
            return
        self._y, self._mu = self._y[:, self._moving], self._mu[:, self._moving]
        self._state, self._gene = self._state[:, self._moving], self._gene[self._moving]
        self._moving = np.ones(len(self._gene), dtype=bool)


def _bounded(a: Floats, slope: Floats, kappa: Floats) -> Floats:
    """Return the proposed end of the step; kappa is shortened in place where the step would leave the allowed range."""
    target = a + kappa * slope
    for bound, beyond in ((_LOWEST, target < _LOWEST), (_HIGHEST, target > _HIGHEST)):
        kappa[beyond] = (bound - a[beyond]) / slope[beyond]
    return np.asarray(a + kappa * slope)
