"""Explained variance of principal components over the covariates that they follow."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from seqfolio.figures.measure import panel_at, text_width
from seqfolio.figures.style import GRID, INK, LOWER, WIDTH, sequential, short
from seqfolio.wording import percent

CELL, BARS, TOP, AXIS = 0.23, 1.15, 0.08, 0.42  # inches


def components(explained: Sequence[float], r_squared: pd.DataFrame, pvalue: pd.DataFrame, padj: pd.DataFrame) -> Figure:
    """A bar per component; below, a cell per covariate and component with R squared and p-value."""
    rows = len(r_squared) if r_squared.notna().to_numpy().any() else 0
    cells = CELL * rows
    figure = Figure(figsize=(WIDTH, TOP + BARS + cells + (0.1 if rows else 0) + AXIS))
    names = [short(str(name), 20) for name in r_squared.index] if rows else []
    left = max(text_width(figure, names, 8.0) + 0.1, 0.62)
    _bars(panel_at(figure, left, TOP, WIDTH - left - 0.05, BARS), explained, labelled=not rows)
    if rows:
        _cells(panel_at(figure, left, TOP + BARS + 0.1, WIDTH - left - 0.05, cells), r_squared, pvalue, padj)
    return figure


def _bars(axes: Axes, explained: Sequence[float], *, labelled: bool) -> None:
    n = len(explained)
    axes.bar(range(n), explained, color=LOWER, width=0.55)
    for i, share in enumerate(explained):
        axes.annotate(f"{percent(share, 1)}", (i, share), (0, 2), textcoords="offset points", ha="center", fontsize=7.5)
    axes.set(xlim=(-0.5, n - 0.5), ylim=(0, max(explained) * 1.2), ylabel="variance held")
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.locator_params(axis="y", nbins=4)
    axes.grid(visible=True, axis="y", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.yaxis.set_label_coords(-0.42 / WIDTH, 0.5)
    axes.set_xticks(range(n) if labelled else [], [f"PC{i + 1}" for i in range(n)] if labelled else [])


def _cells(axes: Axes, r_squared: pd.DataFrame, pvalue: pd.DataFrame, padj: pd.DataFrame) -> None:
    values, pvalues, adjusted = (frame.to_numpy(dtype=np.float64) for frame in (r_squared, pvalue, padj))
    axes.imshow(np.nan_to_num(values), aspect="auto", cmap=sequential(), vmin=0, vmax=1)
    for (row, column), r2 in np.ndenumerate(values):
        if np.isfinite(r2):
            star = "*" if adjusted[row, column] < 0.05 else ""
            text = f"{r2:.2f}  p {pvalues[row, column]:.1g}{star}"
            colour = "white" if r2 > 0.78 else INK
            axes.text(column, row, text, ha="center", va="center", fontsize=7, color=colour)
    axes.set_xticks(range(values.shape[1]), [str(name) for name in r_squared.columns])
    axes.set_yticks(range(len(values)), [short(str(name), 20) for name in r_squared.index])
    axes.set_xlabel("R² and p-value of each covariate")
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    for line in range(1, len(values)):
        axes.axhline(line - 0.5, color="white", linewidth=1.2)
    for line in range(1, values.shape[1]):
        axes.axvline(line - 0.5, color="white", linewidth=1.2)
