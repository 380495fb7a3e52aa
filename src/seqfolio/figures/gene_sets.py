"""Gene sets as dots, and their walks down the ranked genes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter
from numpy.typing import NDArray

from seqfolio.figures.style import GRID, HIGHER, INK, LOWER, MUTED, WIDTH, grid_of_panels, new_figure, short, thousands

Floats = NDArray[np.float64]
MOST_LETTERS = 52


@dataclass(frozen=True)
class Dots:
    """A dot per set, the first at the top.

    Attributes:
        effect: place of the dot.
        genes: area of the dot.
        evidence: -log10 adjusted p, the colour.
        called: filled dots; the others are hollow.
        zero: where a line says "no enrichment".
    """

    names: Sequence[str]
    effect: Floats = field(repr=False)
    genes: Floats = field(repr=False)
    evidence: Floats = field(repr=False)
    called: NDArray[np.bool_] = field(repr=False)
    xlabel: str
    size_label: str
    zero: float


def dots(shown: Dots) -> Figure:
    """Effect, number of genes and adjusted p-value of some sets."""
    n = len(shown.names)
    figure = new_figure(WIDTH, 1.15 + 0.185 * n)
    axes = figure.add_subplot()
    axes.grid(visible=True, color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.axvline(shown.zero, color=MUTED, linewidth=0.8)
    scale = Normalize(0.0, max(float(shown.evidence.max()), 1.3))
    most = float(shown.genes.max())
    colours = colormaps["viridis_r"](scale(shown.evidence))
    for filled in (True, False):
        chosen = shown.called == filled
        axes.scatter(
            shown.effect[chosen],
            np.flatnonzero(chosen),
            s=_area(shown.genes[chosen], most),
            facecolors=colours[chosen] if filled else "white",
            edgecolors="none" if filled else colours[chosen],
            linewidths=0.0 if filled else 1.3,
            zorder=3,
        )
    axes.set_yticks(range(n), [short(name, MOST_LETTERS) for name in shown.names], fontsize=7)
    axes.set_ylim(n - 0.4, -0.6)
    axes.margins(x=0.1)
    axes.set_xlabel(shown.xlabel)
    _dot_legends(figure, axes, shown, scale, most)
    return figure


def _area(genes: Floats, most: float) -> Floats:
    return 12 + 78 * genes / most


def _dot_legends(figure: Figure, axes: Axes, shown: Dots, scale: Normalize, most: float) -> None:
    from matplotlib.cm import ScalarMappable

    bar = figure.colorbar(ScalarMappable(scale, "viridis_r"), ax=axes, shrink=0.55, aspect=14, pad=0.02, anchor=(0, 1))
    bar.outline.set_visible(False)
    bar.set_label("−log10 adj. p", fontsize=7)
    bar.ax.tick_params(labelsize=7, length=2)
    sizes = dict.fromkeys(max(round(most * share), 1) for share in (0.2, 0.6, 1.0))
    handles = [
        Line2D([], [], linestyle="", marker="o", color=MUTED, markeredgewidth=0, label=f"{size:,}",
               markersize=float(_area(np.array([float(size)]), most)[0]) ** 0.5)
        for size in sizes
    ]  # fmt: skip
    if not shown.called.all():
        handles.append(
            Line2D([], [], linestyle="", marker="o", color=MUTED, markerfacecolor="white", label="not called")
        )
    figure.legend(
        handles=handles,
        title=shown.size_label,
        loc="outside lower right",
        ncols=len(handles),
        title_fontsize=7,
        fontsize=7,
        handletextpad=0.2,
        columnspacing=1.0,
    )


@dataclass(frozen=True)
class Walk:
    """A set's running sum at its turns, with what is said about it."""

    title: str
    note: str
    rank: NDArray[np.int64] = field(repr=False)
    height: Floats = field(repr=False)
    hits: NDArray[np.int64] = field(repr=False)
    positive: bool = True


def walks(shown: Sequence[Walk], genes: int, ends: tuple[str, str]) -> Figure:
    """Running sums, two beside each other; strokes below mark the set's genes."""
    rows = -(-len(shown) // 2)
    figure, panels = grid_of_panels(rows, 2, (2.9, 1.12), (0.6, 0.07, 0.36, 0.45), (0.38, 0.56))
    for axes, walk in zip(panels, shown, strict=False):
        _walk(axes, walk, genes)
    for axes in panels[len(shown) :]:
        axes.set_visible(False)
    ends_of_ranking = f"{short(ends[0], 34)} on the left, {short(ends[1], 34)} on the right"
    figure.text(
        0.5, 0.01, f"genes ranked by the test statistic: {ends_of_ranking}", fontsize=8, ha="center", va="bottom"
    )
    figure.text(0.01, 0.5, "running sum", fontsize=8, rotation=90, ha="left", va="center")
    return figure


def _walk(axes: Axes, walk: Walk, genes: int) -> None:
    colour = HIGHER if walk.positive else LOWER
    axes.axhline(0, color=MUTED, linewidth=0.7)
    axes.plot(walk.rank, walk.height, color=colour, linewidth=1.3)
    peak = int(np.abs(walk.height).argmax())
    axes.plot([walk.rank[peak]] * 2, [0, walk.height[peak]], color=INK, linewidth=0.8, linestyle=(0, (3, 2)))
    low, high = min(float(walk.height.min()), 0.0), max(float(walk.height.max()), 0.0)
    span = high - low
    axes.vlines(walk.hits, low - 0.16 * span, low - 0.05 * span, color=INK, linewidth=0.35, rasterized=True)
    axes.set_xlim(0, genes)
    axes.set_ylim(low - 0.18 * span, high + 0.05 * span)
    axes.xaxis.set_major_formatter(FuncFormatter(thousands))
    axes.locator_params(axis="both", nbins=4)
    axes.tick_params(labelsize=7)
    axes.set_title(f"{short(walk.title, 48)}\n{walk.note}", fontsize=7.2, loc="left")
