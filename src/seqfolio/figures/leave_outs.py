"""How much of a result remains without each sample."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, PercentFormatter
from numpy.typing import NDArray

from seqfolio.figures.style import GRID, LOWER, NEUTRAL, WIDTH, new_figure, short, thousands

MOST_NAMED = 40


def leave_outs(names: Sequence[str], kept: NDArray[np.float64], genes: NDArray[np.int64]) -> Figure:
    """Bars per sample, and per number of leave-outs.

    Args:
        names: of the samples, in the order of ``kept``.
        kept: share of the called genes that stay called without the sample.
        genes: how many called genes stay called in 0, 1, ... leave-outs.
    """
    shown = min(len(names), MOST_NAMED)
    figure = new_figure(WIDTH, float(np.clip(1.0 + 0.2 * shown, 2.4, 9.0)))
    left, right = figure.subplots(1, 2, width_ratios=(1.25, 1))
    _samples(left, [short(name, 24) for name in names[:shown]], kept[:shown])
    _genes(right, genes)
    return figure


def _samples(axes: Axes, names: Sequence[str], kept: NDArray[np.float64]) -> None:
    axes.barh(range(len(names)), kept, 0.7, color=LOWER)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlim(0, 1.12)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
    axes.grid(visible=True, axis="x", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel("called genes that stay called without it")
    for y, value in enumerate(kept):
        axes.annotate(
            f"{100 * value:.0f} %", (value, y), (3, 0), textcoords="offset points", va="center_baseline", fontsize=7.5
        )


def _genes(axes: Axes, genes: NDArray[np.int64]) -> None:
    places = np.arange(len(genes))
    last = len(genes) - 1
    axes.bar(places, genes, 0.8, color=[LOWER if i == last else NEUTRAL for i in places])
    axes.set_xlabel(f"leave-outs, of {last}, in which a gene stays called")
    axes.set_ylabel("called genes")
    axes.xaxis.set_major_locator(MaxNLocator(9, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(thousands))
    axes.grid(visible=True, axis="y", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    for x in (0, last):
        axes.annotate(
            f"{genes[x]:,}", (x, genes[x]), (0, 2), textcoords="offset points", ha="center", va="bottom", fontsize=7.5
        )
