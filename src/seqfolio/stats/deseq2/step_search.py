"""Line search of Moré and Thuente along one direction, with cubic and quadratic steps in a shrinking bracket.

Source: Moré & Thuente 1994, ACM Trans. Math. Softw. 20:286.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import inf, sqrt

_DECREASE, _CURVATURE, _RELATIVE_WIDTH = 1e-3, 0.9, 0.1
_EXTRAPOLATE = 4.0
_EVALUATIONS = 20


@dataclass(frozen=True)
class Point:
    """A step with the function's value and slope there."""

    step: float
    value: float
    slope: float


Function = Callable[[float], Point]


def search(function: Function, start: Point, first: float, longest: float) -> Point | None:
    """Return a step that satisfies the strong Wolfe conditions.

    Args:
        function: value and slope at a step.
        start: at step 0, with a negative slope.
        first: first step to try.
        longest: no step is longer.

    Returns:
        the step, or None when 20 evaluations were not enough.
    """
    state = _Bracket(start, start, bracketed=False, low=0.0, high=first + _EXTRAPOLATE * first)
    width, before = longest, 2.0 * longest
    step, relaxed = first, True
    for _ in range(_EVALUATIONS):
        point = function(step)
        target = start.value + point.step * _DECREASE * start.slope
        relaxed = relaxed and not (point.value <= target and point.slope >= _DECREASE * start.slope)
        if _finished(state, point, target, start.slope, longest):
            return point
        tilt = _DECREASE * start.slope if relaxed and target < point.value <= state.best.value else 0.0
        state, step = _next_bracket(state, point, tilt)
        if state.bracketed:
            if abs(state.other.step - state.best.step) >= 0.66 * before:
                step = state.best.step + 0.5 * (state.other.step - state.best.step)
            before, width = width, abs(state.other.step - state.best.step)
        state = _limits(state, step)
        step = min(max(step, 0.0), longest)
        if state.bracketed and _exhausted(state, step):
            step = state.best.step
    return None


@dataclass(frozen=True)
class _Bracket:
    """Best end, other end, whether they enclose a minimum, and the limits of the next step."""

    best: Point
    other: Point
    bracketed: bool
    low: float
    high: float


def _finished(state: _Bracket, point: Point, target: float, slope: float, longest: float) -> bool:
    if state.bracketed and _exhausted(state, point.step):
        return True
    if point.value > target:
        return False
    at_limit = point.step == longest and point.slope <= _DECREASE * slope
    return at_limit or abs(point.slope) <= -_CURVATURE * slope


def _exhausted(state: _Bracket, step: float) -> bool:
    narrow = state.high - state.low <= _RELATIVE_WIDTH * state.high
    return narrow or step <= state.low or step >= state.high


def _limits(state: _Bracket, step: float) -> _Bracket:
    if state.bracketed:
        ends = (state.best.step, state.other.step)
        return replace(state, low=min(ends), high=max(ends))
    return replace(state, low=state.best.step, high=step + _EXTRAPOLATE * (step - state.best.step))


def _next_bracket(state: _Bracket, point: Point, tilt: float) -> tuple[_Bracket, float]:
    """Return the bracket with the new point in it and the next step; slopes are lowered by ``tilt`` meanwhile."""
    best, other, new = (_tilted(p, -tilt) for p in (state.best, state.other, point))
    step, bracketed = _trial(best, other, new, state)
    if new.value > best.value:
        best, other = best, new
    else:
        other = best if new.slope * _sign(best.slope) < 0.0 else other
        best = new
    return _Bracket(_tilted(best, tilt), _tilted(other, tilt), bracketed, state.low, state.high), step


def _tilted(point: Point, tilt: float) -> Point:
    return Point(point.step, point.value + point.step * tilt, point.slope + tilt)


def _sign(x: float) -> float:
    return 0.0 if x == 0.0 else (1.0 if x > 0.0 else -1.0)


def _trial(best: Point, other: Point, new: Point, state: _Bracket) -> tuple[float, bool]:
    """Return the next step by the four cases of the paper, and whether a minimum is enclosed by now."""
    opposite = new.slope * _sign(best.slope) < 0.0
    if new.value > best.value:
        cubic, quadratic = _cubic(best, new, new.value > best.value), _quadratic(best, new)
        nearer = abs(cubic - best.step) < abs(quadratic - best.step)
        return (cubic if nearer else cubic + (quadratic - cubic) / 2.0), True
    if opposite:
        cubic, secant = _cubic_back(best, new), _secant(best, new)
        return (cubic if abs(cubic - new.step) > abs(secant - new.step) else secant), True
    if abs(new.slope) < abs(best.slope):
        return _slower(best, other, new, state), state.bracketed
    if state.bracketed:
        return _cubic_back(other, new), True
    return (state.high if new.step > best.step else state.low), False


def _cubic(best: Point, new: Point, _: bool) -> float:
    """Minimum of the cubic through both points, from the best one."""
    theta = 3.0 * (best.value - new.value) / (new.step - best.step) + best.slope + new.slope
    scale = max(abs(theta), abs(best.slope), abs(new.slope))
    gamma = scale * sqrt(max(0.0, (theta / scale) ** 2 - (best.slope / scale) * (new.slope / scale)))
    gamma = -gamma if new.step < best.step else gamma
    ratio = (gamma - best.slope + theta) / (gamma - best.slope + gamma + new.slope)
    return best.step + ratio * (new.step - best.step)


def _cubic_back(best: Point, new: Point) -> float:
    """Return the same from the new point."""
    theta = 3.0 * (best.value - new.value) / (new.step - best.step) + best.slope + new.slope
    scale = max(abs(theta), abs(best.slope), abs(new.slope))
    gamma = scale * sqrt(max(0.0, (theta / scale) ** 2 - (best.slope / scale) * (new.slope / scale)))
    gamma = -gamma if new.step > best.step else gamma
    ratio = (gamma - new.slope + theta) / (gamma - new.slope + gamma + best.slope)
    return new.step + ratio * (best.step - new.step)


def _quadratic(best: Point, new: Point) -> float:
    width = new.step - best.step
    return best.step + best.slope / ((best.value - new.value) / width + best.slope) / 2.0 * width


def _secant(best: Point, new: Point) -> float:
    return new.step + new.slope / (new.slope - best.slope) * (best.step - new.step)


def _slower(best: Point, other: Point, new: Point, state: _Bracket) -> float:
    """Lower value, same sign, smaller slope: the cubic may have no minimum beyond the new point."""
    theta = 3.0 * (best.value - new.value) / (new.step - best.step) + best.slope + new.slope
    scale = max(abs(theta), abs(best.slope), abs(new.slope))
    gamma = scale * sqrt(max(0.0, (theta / scale) ** 2 - (best.slope / scale) * (new.slope / scale)))
    gamma = -gamma if new.step > best.step else gamma
    ratio = (gamma - new.slope + theta) / (gamma + (best.slope - new.slope) + gamma)
    if ratio < 0.0 and gamma != 0.0:
        cubic = new.step + ratio * (best.step - new.step)
    else:
        cubic = state.high if new.step > best.step else state.low
    secant = _secant(best, new) if new.slope != best.slope else inf
    closer = abs(new.step - cubic) < abs(new.step - secant)
    if not state.bracketed:
        return min(max(secant if closer else cubic, state.low), state.high)
    step = cubic if closer else secant
    guard = new.step + 0.66 * (other.step - new.step)
    return min(guard, step) if new.step > best.step else max(guard, step)
