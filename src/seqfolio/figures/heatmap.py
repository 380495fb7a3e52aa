"""Heat maps with dendrograms and sample annotation, and the plain one of the tutorial."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import Colormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec
from matplotlib.patches import Patch
from numpy.typing import NDArray
from scipy.cluster import hierarchy

from seqfolio.figures.groups import Covariate
from seqfolio.figures.style import MUTED, WIDTH, new_figure, short

Floats = NDArray[np.float64]
MOST_ROW_NAMES, MOST_COLUMN_NAMES = 75, 80
STRIP = 0.13  # inches per annotation strip


@dataclass(frozen=True)
class Heat:
    """What a heat map shows, in the order of the data; trees put rows and columns into theirs.

    Attributes:
        values: rows x columns.
        rows, columns: names.
        row_tree, column_tree: linkage matrices, or None to keep the order.
        strips: covariates of the columns, drawn above them.
        limits: (lowest, highest) of the colour scale.
        label: of the colour scale.
    """

    values: Floats
    rows: Sequence[str]
    columns: Sequence[str]
    row_tree: Floats | None
    column_tree: Floats | None
    strips: Sequence[Covariate]
    sample_ids: Sequence[str]
    limits: tuple[float, float]
    label: str


def heatmap(heat: Heat, cmap: Colormap, height: float | None = None) -> Figure:
    """A heat map; each part that has no content takes no room."""
    n_rows, n_columns = heat.values.shape
    body = height or float(np.clip(0.135 * n_rows, 1.6, 7.2))
    sizes = [0.45 if heat.column_tree is not None else 0.02, STRIP * len(heat.strips) or 0.02, body]
    figure = new_figure(WIDTH, min(sum(sizes) + 1.15, 9.4))
    figure.get_layout_engine().set(w_pad=0.01, h_pad=0.01, wspace=0.0, hspace=0.0)  # type: ignore[union-attr]
    widths = [0.7 if heat.row_tree is not None else 0.02, 5.0, 0.16]
    grid = GridSpec(3, 3, figure=figure, height_ratios=sizes, width_ratios=widths)
    rows = _tree(figure.add_subplot(grid[2, 0]), heat.row_tree, n_rows, sideways=True)
    columns = _tree(figure.add_subplot(grid[0, 1]), heat.column_tree, n_columns, sideways=False)
    if heat.strips:
        _strips(figure.add_subplot(grid[1, 1]), heat, columns)
    _body(figure, figure.add_subplot(grid[2, 1]), figure.add_subplot(grid[2, 2]), heat, cmap, rows, columns)
    _legend(figure, heat.strips)
    return figure


def _tree(axes: Axes, tree: Floats | None, n: int, *, sideways: bool) -> list[int]:
    axes.set_axis_off()
    if tree is None:
        return list(range(n))
    drawn = hierarchy.dendrogram(tree, no_plot=True)
    across, up = np.array(drawn["icoord"]), np.array(drawn["dcoord"])
    lines = [np.column_stack((y, x) if sideways else (x, y)) for x, y in zip(across, up, strict=True)]
    axes.add_collection(LineCollection(lines, colors=MUTED, linewidths=0.6))
    highest = float(up.max()) * 1.03 or 1.0
    axes.set_xlim(*((highest, 0) if sideways else (0, 10 * n)))
    axes.set_ylim(*((10 * n, 0) if sideways else (0, highest)))
    return [int(i) for i in drawn["leaves"]]


def _strips(axes: Axes, heat: Heat, columns: list[int]) -> None:
    colours = [[to_rgb(strip.colours[heat.sample_ids[i]]) for i in columns] for strip in heat.strips]
    axes.imshow(np.array(colours), aspect="auto", interpolation="nearest")
    axes.set_xticks([])
    axes.yaxis.tick_right()
    axes.set_yticks(range(len(heat.strips)), [short(strip.name, 14) for strip in heat.strips], fontsize=7)
    axes.tick_params(length=0, pad=2)
    axes.spines[:].set_visible(False)
    for line in range(1, len(heat.strips)):
        axes.axhline(line - 0.5, color="white", linewidth=1.0)


def _body(figure: Figure, axes: Axes, bar: Axes, heat: Heat, cmap: Colormap, rows: list[int], columns: list[int]) -> None:
    low, high = heat.limits
    image = axes.imshow(heat.values[np.ix_(rows, columns)], aspect="auto", interpolation="nearest", cmap=cmap, vmin=low, vmax=high)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0, pad=2)
    _column_names(axes, [heat.columns[i] for i in columns])
    axes.yaxis.tick_right()
    if len(rows) <= MOST_ROW_NAMES:
        axes.set_yticks(range(len(rows)), [short(heat.rows[i], 20) for i in rows], fontsize=6.5 if len(rows) > 30 else 7.5)
    else:
        axes.set_yticks([])
    bar.set_axis_off()
    scale = figure.colorbar(image, ax=axes, location="bottom", shrink=0.35, aspect=28, pad=0.02, anchor=(0.0, 0.5))
    scale.outline.set_visible(False)  # type: ignore[operator]
    scale.set_label(heat.label, fontsize=7.5)
    scale.ax.tick_params(labelsize=7, length=2)


def _column_names(axes: Axes, names: list[str]) -> None:
    if len(names) > MOST_COLUMN_NAMES:
        axes.set_xticks([])
        return
    labels = [short(name, 24) for name in names]
    upright = sum(map(len, labels)) > 70 or len(labels) > 14
    axes.set_xticks(range(len(labels)), labels, rotation=90 if upright else 0, fontsize=7 if len(labels) <= 40 else 5.5)


def _legend(figure: Figure, strips: Sequence[Covariate]) -> None:
    handles: list[Patch] = []
    for strip in strips:
        levels = list(strip.levels.items())[:8]
        if levels:
            handles.append(Patch(facecolor="none", edgecolor="none", label=f"{short(strip.name, 16)}:"))
            handles += [Patch(facecolor=colour, label=short(level, 16)) for level, colour in levels]
    if handles:
        figure.legend(handles=handles, loc="outside upper left", ncols=min(len(handles), 7), fontsize=7, handlelength=0.9,
                      handleheight=0.9, columnspacing=0.9, handletextpad=0.35)


def plain(values: Floats, rows: Sequence[str], columns: Sequence[str], cmap: Colormap, label: str) -> Figure:
    """The tutorial's picture: ``seaborn.heatmap`` of the values as they are, in the order of the table."""
    import seaborn  # takes a second; only this picture needs it

    n_rows = len(values)
    figure = new_figure(WIDTH, float(np.clip(0.16 * n_rows + 1.3, 2.6, 9.0)))
    axes = figure.add_subplot()
    named = n_rows <= MOST_ROW_NAMES
    seaborn.heatmap(values, cmap=cmap, ax=axes, xticklabels=[short(c, 24) for c in columns], rasterized=True,
                    yticklabels=[short(r, 24) for r in rows] if named else False, cbar_kws={"label": label})
    axes.tick_params(axis="x", rotation=90 if sum(map(len, columns)) > 60 else 0)
    axes.tick_params(axis="y", rotation=0)
    return figure
