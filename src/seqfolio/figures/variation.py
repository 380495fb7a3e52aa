"""How much genes vary against how strongly they are expressed."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator
from numpy.typing import NDArray

from seqfolio.figures.log_axes import logarithmic
from seqfolio.figures.measure import panel_at
from seqfolio.figures.style import HIGHER, LOWER, NEUTRAL, WIDTH, quiet_grid, short

Floats = NDArray[np.float64]
HEIGHT, LEFT, TOP, BOTTOM, GAP = 3.1, 0.74, 0.25, 0.45, 0.62  # inches


def panels(n: int) -> tuple[Figure, list[Axes]]:
    """A figure of one or two panels side by side."""
    figure = Figure(figsize=(WIDTH, HEIGHT))
    width = (WIDTH - LEFT - 0.06 - GAP * (n - 1)) / n
    axes = [panel_at(figure, LEFT + i * (width + GAP), TOP, width, HEIGHT - TOP - BOTTOM) for i in range(n)]
    for one in axes:
        quiet_grid(one)
    return figure, axes


def dispersions(axes: Axes, mean: Floats, gene_wise: Floats, trend: Floats, final: Floats) -> None:
    """Dispersions against mean counts: each gene's own estimate, the shared one, and the trend."""
    logarithmic(axes, "x", "y")
    axes.set(xlabel="mean of normalised counts", ylabel="dispersion")
    shown = gene_wise > final.min() / 100  # estimates at the lower bound would stretch the axis over ten decades
    for values, colour in ((gene_wise, NEUTRAL), (final, LOWER)):
        _points(axes, mean[shown], values[shown], colour)
    order = np.argsort(mean)
    _line(axes, mean[order], trend[order])
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(LogLocator(numticks=6))
    _legend(axes, {"gene alone": NEUTRAL, "used in the tests": LOWER, "trend": HIGHER})


def trend(axes: Axes, points: pd.DataFrame, xlabel: str) -> None:
    """Root of the standard deviation against the mean, and the trend."""
    mean, deviation = points["mean"].to_numpy(dtype=float), points["deviation"].to_numpy(dtype=float)
    _points(axes, mean, deviation, LOWER)
    _line(axes, mean, points["trend"].to_numpy(dtype=float))
    axes.set(xlabel=xlabel, ylabel="√ standard deviation")
    axes.set_ylim(0, float(np.quantile(deviation, 0.999)) * 1.1)
    _legend(axes, {"gene": LOWER, "trend": HIGHER})


def spread(axes: Axes, mean: Floats, deviation: Floats, line: tuple[Floats, Floats], scale: str) -> None:
    """Standard deviation against the mean on the scale of the figures, and the running median."""
    _points(axes, mean, deviation, LOWER)
    _line(axes, *line)
    axes.set(xlabel=f"mean {short(scale, 40)}", ylabel="standard deviation")
    axes.set_ylim(0, max(float(np.quantile(deviation, 0.995)), float(line[1].max())) * 1.15)
    _legend(axes, {"gene": LOWER, "running median": HIGHER})


def _points(axes: Axes, x: Floats, y: Floats, colour: str) -> None:
    size = 3**0.5 if len(x) > 2_000 else 3.0
    axes.plot(
        x, y, linestyle="", marker="o", markersize=size, color=colour, alpha=0.5, markeredgewidth=0, rasterized=True
    )


def _line(axes: Axes, x: Floats, y: Floats) -> None:
    """A line over a cloud, with a white edge, so that it is seen in grey too."""
    axes.plot(x, y, color="white", linewidth=3.4, solid_capstyle="butt")
    axes.plot(x, y, color=HIGHER, linewidth=1.6)


def _legend(axes: Axes, colours: dict[str, str]) -> None:
    handles = [
        Line2D([], [], color=colour, linewidth=1.6, label=name)
        if colour == HIGHER
        else Line2D([], [], linestyle="", marker="o", markersize=4, color=colour, label=name)
        for name, colour in colours.items()
    ]
    axes.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=3,
        handletextpad=0.3,
        handlelength=1.2,
        borderaxespad=0.2,
        columnspacing=1.0,
    )
