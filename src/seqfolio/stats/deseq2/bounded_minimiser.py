"""Minimisation within bounds by a quasi-Newton method with few stored steps (L-BFGS-B).

An iteration follows the projected gradient to the first minimum of the quadratic model (the Cauchy point), minimises
the model over the variables that are free there, cuts that step off at the bounds, and searches along it. For the few
variables at hand the approximate Hessian is a full matrix, updated from the last five steps.

R's ``optim`` uses the first version of the algorithm, and so does this file, down to what its bookkeeping implies: when
an iteration had no free variable, the next one that has some forgets the stored steps. scipy's later version ends near
the same minimum, but not where R does.

Source: Byrd, Lu, Nocedal & Zhu 1995, SIAM J. Sci. Comput. 16:1190.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from seqfolio.stats.deseq2 import step_search
from seqfolio.stats.deseq2.step_search import Point

if TYPE_CHECKING:
    from seqfolio.stats.deseq2.arrays import Bools, Floats

_STORED = 5
_EPSILON = float(np.finfo(float).eps)
_REDUCTION = 1e7 * _EPSILON
_ITERATIONS = 100

Function = Callable[["Floats"], tuple[float, "Floats"]]


def minimise(function: Function, start: Floats, bound: float) -> tuple[Floats, bool]:
    """Minimise within +-bound in every variable.

    Args:
        function: value and gradient.
        start: first point, (n,).
        bound: positive.

    Returns:
        the last point, and whether the reduction of an iteration fell below 1e7 machine epsilons (relative to the
        value, or to 1 where that is larger) within 100 iterations.
    """
    x = np.clip(start, -bound, bound)
    value, gradient = function(x)
    memory = _Memory(len(x))
    for iteration in range(_ITERATIONS + 1):
        if not _projected(x, gradient, bound).any():
            return x, True
        target = memory.target(x, gradient, bound)
        found = _search(function, x, value, gradient, target - x, bound, iteration == 0)
        if found is None and memory.empty:
            return x, False
        if found is None:
            memory.forget()
            continue
        point, at, new_value, new_gradient = found
        memory.store((target - x) * point.step, new_gradient - gradient, gradient)
        reduction, size = value - new_value, max(abs(value), abs(new_value), 1.0)
        x, value, gradient = at, new_value, new_gradient
        if reduction <= _REDUCTION * size:
            return x, True
    return x, False


class _Memory:
    """The last steps and the Hessian that they imply."""

    def __init__(self, n: int) -> None:
        self._n = n
        self._steps: list[tuple[Floats, Floats]] = []
        self._outdated = False

    @property
    def empty(self) -> bool:
        """Whether no step is stored."""
        return not self._steps

    def forget(self) -> None:
        """Start again from the identity."""
        self._steps.clear()
        self._outdated = False

    def store(self, s: Floats, y: Floats, old_gradient: Floats) -> None:
        """Store a step unless its curvature is not safely positive."""
        if float(s @ y) > _EPSILON * -float(old_gradient @ s):
            self._steps = [*self._steps[1 - _STORED :], (s, y)]

    def target(self, x: Floats, gradient: Floats, bound: float) -> Floats:
        """Minimum of the quadratic model that the line search goes towards."""
        hessian = self._hessian()
        cauchy, free = _cauchy_point(x, gradient, hessian, bound)
        if self.empty:
            return cauchy
        if not free.any():
            self._outdated = True
            return cauchy
        if self._outdated or not np.isfinite(hessian).all():
            self.forget()
            return _cauchy_point(x, gradient, np.eye(self._n), bound)[0]
        return _minimum_over_free(x, gradient, hessian, bound, cauchy, free)

    def _hessian(self) -> Floats:
        """BFGS updates of a multiple of the identity."""
        if self.empty:
            return np.eye(self._n)
        s, y = self._steps[-1]
        hessian = np.eye(self._n) * float(y @ y) / float(s @ y)
        for s, y in self._steps:
            moved = hessian @ s
            hessian = hessian - np.outer(moved, moved) / float(s @ moved) + np.outer(y, y) / float(s @ y)
        return hessian


def _projected(x: Floats, gradient: Floats, bound: float) -> Floats:
    """Return the gradient without what points out of the box."""
    return np.asarray(x - np.clip(x - gradient, -bound, bound))


def _minimum_over_free(
    x: Floats, gradient: Floats, hessian: Floats, bound: float, cauchy: Floats, free: Bools
) -> Floats:
    """Minimum of the model over the free variables, cut off at the first bound on the way from the Cauchy point."""
    residual = gradient + hessian @ (cauchy - x)
    step = np.zeros_like(x)
    step[free] = -np.linalg.lstsq(hessian[np.ix_(free, free)], residual[free], rcond=None)[0]
    room = np.where(step > 0, bound - cauchy, -bound - cauchy)
    moving = step != 0
    share = float((room[moving] / step[moving]).min(initial=1.0))
    return np.asarray(np.clip(cauchy + share * step, -bound, bound))


def _cauchy_point(x: Floats, gradient: Floats, hessian: Floats, bound: float) -> tuple[Floats, Bools]:
    """First minimum of the model along the projected gradient, and the variables not at a bound there."""
    at_bound = ((x <= -bound) & (gradient >= 0)) | ((x >= bound) & (gradient <= 0))
    direction = np.where(at_bound, 0.0, -gradient)
    with np.errstate(divide="ignore", invalid="ignore"):
        breaks = np.where(direction != 0, (np.sign(direction) * bound - x) / direction, np.inf)
    free, z, time = ~at_bound, np.zeros_like(x), 0.0
    for variable in np.argsort(breaks, kind="stable"):
        slope = float(gradient @ direction + direction @ hessian @ z)
        curvature = float(direction @ hessian @ direction)
        best = -slope / curvature if curvature > 0 else 0.0
        if not np.isfinite(breaks[variable]) or best < breaks[variable] - time:
            return x + z + max(best, 0.0) * direction, free
        z = z + (breaks[variable] - time) * direction
        z[variable] = np.sign(direction[variable]) * bound - x[variable]
        time, free[variable], direction[variable] = float(breaks[variable]), False, 0.0
    return x + z, free


def _search(
    function: Function, x: Floats, value: float, gradient: Floats, direction: Floats, bound: float, first: bool
) -> tuple[Point, Floats, float, Floats] | None:
    """Line search; None for a direction that does not descend or a search that fails."""
    slope = float(gradient @ direction)
    if slope >= 0:
        return None
    last: dict[float, tuple[Floats, float, Floats]] = {}

    def along(step: float) -> Point:
        at = x + step * direction
        last[step] = (at, *function(at))
        return Point(step, last[step][1], float(last[step][2] @ direction))

    longest = 1.0 if first else _longest(x, direction, bound)
    point = step_search.search(along, Point(0.0, value, slope), 1.0, longest)
    return None if point is None else (point, *last[point.step])


def _longest(x: Floats, direction: Floats, bound: float) -> float:
    moving = direction != 0
    room = (np.sign(direction[moving]) * bound - x[moving]) / direction[moving]
    return float(np.clip(room.min(initial=1e10), 0.0, 1e10))
