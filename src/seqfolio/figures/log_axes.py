"""Logarithmic axes whose small ticks are strokes: matplotlib makes six artists of each, and there are dozens."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.markers import TICKDOWN, TICKLEFT, MarkerStyle
from matplotlib.ticker import FuncFormatter, NullLocator
from numpy.typing import NDArray

from seqfolio.figures.style import MUTED, power

LENGTH, THICKNESS = 2.0, 0.6  # points
MOST_DECADES = 10  # beyond that, small ticks would be a bar


def logarithmic(axes: Axes, *which: Literal["x", "y"]) -> None:
    """Make these axes logarithmic, to the base of 10; limits may still change."""
    for name in which:
        axes.set(**{f"{name}scale": "log"})
        axis = axes.xaxis if name == "x" else axes.yaxis
        axis.set_major_formatter(FuncFormatter(power))
        axis.set_minor_locator(NullLocator())
        axes.add_artist(_SmallTicks(axes, name))


class _SmallTicks(Line2D):
    """A stroke at 1, 2, ... 9 of each decade, wherever the axis ends when it is drawn."""

    def __init__(self, axes: Axes, which: Literal["x", "y"]) -> None:
        super().__init__(
            [],
            [],
            linestyle="",
            marker=MarkerStyle(TICKDOWN if which == "x" else TICKLEFT),
            markersize=LENGTH,
            markeredgewidth=THICKNESS,
            color=MUTED,
            clip_on=False,
            transform=axes.get_xaxis_transform() if which == "x" else axes.get_yaxis_transform(),
        )
        self._axes, self._which = axes, which
        self.set_in_layout(False)  # shorter than the ticks of the decades

    def draw(self, renderer: Any) -> None:
        limits = self._axes.get_xlim() if self._which == "x" else self._axes.get_ylim()
        places = small_ticks(*sorted(limits))
        edge = np.zeros(len(places))
        self.set_data(*((places, edge) if self._which == "x" else (edge, places)))
        super().draw(renderer)


def small_ticks(low: float, high: float) -> NDArray[np.float64]:
    """Where they are between two positive limits."""
    first, last = int(np.floor(np.log10(low))), int(np.floor(np.log10(high)))
    if last - first > MOST_DECADES:
        return np.empty(0)
    decades = np.power(10.0, np.arange(first, last + 1, dtype=np.float64))
    places = np.outer(decades, np.arange(1.0, 10.0)).ravel()
    return np.asarray(places[(places >= low) & (places <= high)])
