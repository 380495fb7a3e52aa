"""Bars per sample, and the histogram of p-values."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter
from numpy.typing import NDArray

from seqfolio.figures.groups import Covariate, legend_handles
from seqfolio.figures.style import GRID, INK, LOWER, NEUTRAL, WIDTH, new_figure, one_axes, quiet_grid, short, thousands

MOST_NAMED = 60


def samples(
    library: pd.Series[float], detected: pd.Series[float], names: dict[str, str], colour: Covariate | None
) -> Figure:
    """Library size and detected genes, a bar per sample, side by side."""
    n = len(library)
    figure = new_figure(WIDTH, min(1.3 + 0.19 * min(n, MOST_NAMED), 9.0))
    left, right = figure.subplots(1, 2, sharey=True)
    colours = [colour.colours[s] if colour else LOWER for s in library.index]
    _bars(left, library / 1e6, colours, "library size (million reads)")
    _bars(right, detected, colours, "genes with at least one read")
    right.xaxis.set_major_formatter(FuncFormatter(thousands))
    _names(left, [names[s] for s in library.index])
    if colour and colour.levels:
        figure.legend(
            handles=legend_handles(colour),
            title=short(colour.name, 22),
            loc="outside right upper",
            alignment="left",
            handletextpad=0.3,
        )
    return figure


def _bars(axes: Axes, values: pd.Series[float], colours: list[str], label: str) -> None:
    axes.barh(range(len(values)), values.to_numpy(), color=colours, height=0.72)
    axes.axvline(float(values.median()), color=INK, linewidth=0.8, linestyle=(0, (3, 2)))
    axes.grid(visible=True, axis="x", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel(label)
    axes.locator_params(axis="x", nbins=5)


def _names(axes: Axes, names: list[str]) -> None:
    axes.invert_yaxis()
    axes.margins(y=0.01)
    if len(names) <= MOST_NAMED:
        axes.set_yticks(range(len(names)), [short(name, 24) for name in names])
    else:
        axes.set_yticks([])
        axes.set_ylabel(f"{len(names)} samples, in the order of the counts")


def pvalues(tested: NDArray[np.float64], filtered: NDArray[np.float64], bins: int = 40) -> Figure:
    """Histogram of p-values with the height that it would have if nothing were different; filtered genes on top in grey."""
    figure, axes = one_axes(height=2.7)
    quiet_grid(axes)
    edges = np.linspace(0, 1, bins + 1).tolist()
    groups = [(tested, LOWER, "tested genes"), (filtered, NEUTRAL, "filtered out")][: 2 if len(filtered) else 1]
    values, colours, labels = zip(*groups, strict=True)
    axes.hist(values, bins=edges, color=colours, label=labels, stacked=True, edgecolor="white", linewidth=0.4)
    axes.axhline(
        len(tested) / bins,
        color=INK,
        linewidth=0.9,
        linestyle=(0, (4, 3)),
        label="tested genes, if none were different",
    )
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3, borderaxespad=0.2)
    axes.set_xlim(0, 1)
    axes.yaxis.set_major_formatter(FuncFormatter(thousands))
    axes.set(xlabel="p-value", ylabel="genes")
    return figure
