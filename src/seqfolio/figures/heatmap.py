"""Heat maps with dendrograms and sample annotation, and the plain one of the tutorial."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import Colormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from numpy.typing import NDArray
from scipy.cluster import hierarchy

from seqfolio.figures import flow_legend
from seqfolio.figures.groups import Covariate
from seqfolio.figures.measure import panel_at, text_width
from seqfolio.figures.style import MUTED, WIDTH, new_figure, short

Floats = NDArray[np.float64]
MOST_ROW_NAMES, MOST_COLUMN_NAMES = 75, 80
STRIP = 0.13  # inches per annotation strip
STRIP_NAME = 26  # letters


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


@dataclass(frozen=True)
class Layout:
    """Sizes in inches, from the texts that have to fit."""

    tree_width: float
    names_width: float
    tree_height: float
    strips_height: float
    body: float
    names_height: float
    legend: list[flow_legend.Item]

    @property
    def height(self) -> float:
        """Of the whole figure."""
        below = max(BAR, flow_legend.height(self.legend)) + 0.12
        return MARGIN + self.tree_height + self.strips_height + self.body + self.names_height + below + MARGIN


def heatmap(heat: Heat, cmap: Colormap, height: float | None = None) -> Figure:
    """A heat map; each part that has no content takes no room."""
    figure = Figure(figsize=(WIDTH, 1.0))
    layout = _layout(figure, heat, height)
    figure.set_size_inches(WIDTH, layout.height)
    width = WIDTH - 2 * MARGIN - layout.tree_width - layout.names_width
    left, top = MARGIN + layout.tree_width, MARGIN
    columns = _tree(
        panel_at(figure, left, top, width, layout.tree_height), heat.column_tree, heat.values.shape[1], sideways=False
    )
    top += layout.tree_height
    if heat.strips:
        _strips(panel_at(figure, left, top, width, layout.strips_height - 0.03), heat, columns)
    top += layout.strips_height
    rows = _tree(
        panel_at(figure, MARGIN, top, layout.tree_width, layout.body), heat.row_tree, len(heat.values), sideways=True
    )
    image = _body(panel_at(figure, left, top, width, layout.body), heat, cmap, rows, columns)
    top += layout.body + layout.names_height + 0.12
    _scale(panel_at(figure, MARGIN + 0.1, top, SCALE_WIDTH, 0.09), image, heat.label)
    _legend(figure, layout.legend, top)
    return figure


MARGIN, BAR, SCALE_WIDTH = 0.06, 0.45, 1.9


def _layout(figure: Figure, heat: Heat, body: float | None) -> Layout:
    n_rows, n_columns = heat.values.shape
    row_names = [short(name, 20) for name in heat.rows] if n_rows <= MOST_ROW_NAMES else []
    names = [
        *((name, _row_size(n_rows)) for name in row_names),
        *((short(strip.name, STRIP_NAME), 7.0) for strip in heat.strips),
    ]
    widest = max((text_width(figure, [name], size) for name, size in names), default=0.0)
    column_names = _short_columns(heat)
    upright = _upright(column_names)
    names_height = (
        (text_width(figure, column_names, _column_size(n_columns)) if upright else 0.13) + 0.06
        if column_names
        else 0.02
    )
    return Layout(
        tree_width=0.75 if heat.row_tree is not None else 0.0,
        names_width=widest + 0.08,
        tree_height=0.42 if heat.column_tree is not None else 0.0,
        strips_height=STRIP * len(heat.strips) + 0.03,
        body=body or float(np.clip(0.135 * n_rows, 1.6, 6.2)),
        names_height=names_height,
        legend=flow_legend.flow(figure, heat.strips, WIDTH - 2 * MARGIN - SCALE_WIDTH - 0.6),
    )


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
    axes.set_yticks(range(len(heat.strips)), [short(strip.name, STRIP_NAME) for strip in heat.strips], fontsize=7)
    axes.tick_params(length=0, pad=2)
    axes.spines[:].set_visible(False)
    for line in range(1, len(heat.strips)):
        axes.axhline(line - 0.5, color="white", linewidth=1.0)


def _body(axes: Axes, heat: Heat, cmap: Colormap, rows: list[int], columns: list[int]) -> AxesImage:
    low, high = heat.limits
    image = axes.imshow(
        heat.values[np.ix_(rows, columns)], aspect="auto", interpolation="nearest", cmap=cmap, vmin=low, vmax=high
    )
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0, pad=2)
    names = _short_columns(heat)
    if names:
        axes.set_xticks(
            range(len(names)),
            [names[i] for i in columns],
            rotation=90 if _upright(names) else 0,
            fontsize=_column_size(len(names)),
        )
    else:
        axes.set_xticks([])
    axes.yaxis.tick_right()
    if len(rows) <= MOST_ROW_NAMES:
        axes.set_yticks(range(len(rows)), [short(heat.rows[i], 20) for i in rows], fontsize=_row_size(len(rows)))
    else:
        axes.set_yticks([])
    return image


def _short_columns(heat: Heat) -> list[str]:
    return [short(name, 24) for name in heat.columns] if len(heat.columns) <= MOST_COLUMN_NAMES else []


def _upright(names: list[str]) -> bool:
    return sum(map(len, names)) > 70 or len(names) > 14


def _column_size(n: int) -> float:
    return 7.0 if n <= 40 else 5.5


def _row_size(n: int) -> float:
    return 6.3 if n > 30 else 7.5


def _scale(axes: Axes, image: AxesImage, label: str) -> None:
    scale = axes.figure.colorbar(image, cax=axes, orientation="horizontal")
    scale.outline.set_visible(False)
    scale.set_label(label, fontsize=7, labelpad=1)
    axes.tick_params(labelsize=7, length=2, pad=1.5)


def _legend(figure: Figure, items: list[flow_legend.Item], top: float) -> None:
    if items:
        left, height = MARGIN + SCALE_WIDTH + 0.55, flow_legend.height(items)
        axes = panel_at(figure, left, top - 0.03, WIDTH - left - MARGIN, height)
        axes.set(xlim=(0, WIDTH - left - MARGIN), ylim=(height, 0))
        flow_legend.draw(axes, items)


def plain(values: Floats, rows: Sequence[str], columns: Sequence[str], cmap: Colormap, label: str) -> Figure:
    """The tutorial's picture: ``seaborn.heatmap`` of the values as they are, in the order of the table."""
    import seaborn  # takes a second; only this picture needs it

    n_rows = len(values)
    figure = new_figure(WIDTH, float(np.clip(0.16 * n_rows + 1.3, 2.6, 9.0)))
    axes = figure.add_subplot()
    named = n_rows <= MOST_ROW_NAMES
    seaborn.heatmap(
        values,
        cmap=cmap,
        ax=axes,
        xticklabels=[short(c, 24) for c in columns],
        rasterized=True,
        yticklabels=[short(r, 24) for r in rows] if named else False,
        cbar_kws={"label": label},
    )
    axes.tick_params(axis="x", rotation=90 if sum(map(len, columns)) > 60 else 0)
    axes.tick_params(axis="y", rotation=0)
    return figure
