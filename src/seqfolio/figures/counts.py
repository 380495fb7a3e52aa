"""Values of single genes by group: every sample a point, the middle of each group a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullFormatter
from numpy.typing import NDArray

from seqfolio.figures.style import GRID, INK, grid_of_panels, power, short

Floats = NDArray[np.float64]
COLUMNS = 4
PANEL = (1.15, 1.05)  # inches; four of them and what is between make the width of a page


@dataclass(frozen=True)
class GenePanel:
    """One gene.

    Attributes:
        values: per group, one number per sample.
    """

    title: str
    note: str
    values: Sequence[Floats] = field(repr=False)


def gene_panels(
    panels: Sequence[GenePanel], groups: Sequence[str], colours: Sequence[str], ylabel: str, *, log: bool
) -> Figure:
    """Small plots of some genes, four in a row; the same groups in the same order in each."""
    rows, columns = -(-len(panels) // COLUMNS), min(COLUMNS, len(panels))
    upright = sum(len(short(g, 14)) for g in groups) > 16
    below = 0.95 if upright else 0.25
    figure, all_axes = grid_of_panels(rows, columns, PANEL, (0.68, 0.06, 0.36, below), (0.5, 0.48))
    for i, (axes, panel) in enumerate(zip(all_axes, panels, strict=False)):
        _panel(axes, panel, colours, log=log)
        axes.set_xticks(range(len(groups)), [short(g, 14) for g in groups], rotation=90 if upright else 0, fontsize=7)
        axes.tick_params(axis="x", labelbottom=i + columns >= len(panels))
    for axes in all_axes[len(panels) :]:
        axes.set_visible(False)
    figure.text(0.01, 0.5, ylabel, fontsize=8, rotation=90, va="center", ha="left")
    return figure


def _panel(axes: Axes, panel: GenePanel, colours: Sequence[str], *, log: bool) -> None:
    axes.grid(visible=True, axis="y", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    for i, (values, colour) in enumerate(zip(panel.values, colours, strict=True)):
        axes.plot(i + beside(len(values)), values, linestyle="", marker="o", markersize=3.6, color=colour, alpha=0.85,
                  markeredgewidth=0)  # fmt: skip
        if len(values):
            axes.plot([i - 0.3, i + 0.3], [np.median(values)] * 2, color=INK, linewidth=1.1)
    axes.set_xlim(-0.6, len(panel.values) - 0.4)
    if log:
        _log_axis(axes, np.concatenate(list(panel.values)))
    axes.tick_params(axis="y", labelsize=7)
    axes.set_title(f"{short(panel.title, 22)}\n{short(panel.note, 34)}", fontsize=7.2, loc="left")


def _log_axis(axes: Axes, values: Floats) -> None:
    """At least one decade, and a number at two places or more."""
    low, high = float(values.min()), float(values.max())
    middle = (low * high) ** 0.5
    axes.set_yscale("log")
    axes.set_ylim(min(low / 1.25, middle / 3.2), max(high * 1.25, middle * 3.2))
    ticks = [m * 10.0**e for e in range(-2, 8) for m in (1, 3)]
    bottom, top = axes.get_ylim()
    axes.set_yticks([t for t in ticks if bottom <= t <= top][:: 2 if top / bottom > 1e4 else 1])
    axes.yaxis.set_major_formatter(FuncFormatter(power))
    axes.yaxis.set_minor_formatter(NullFormatter())


def beside(n: int) -> Floats:
    """Shifts to the side for ``n`` points, the same at every run: a fixed zigzag instead of random numbers."""
    width = min(0.22, 0.05 * n)
    order = (np.arange(n) * 0.618034) % 1.0
    return (order - order.mean()) * 2 * width if n > 1 else np.zeros(n)
