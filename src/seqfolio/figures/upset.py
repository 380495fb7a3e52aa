"""UpSet plots with directions: sets of genes as columns, the contrasts that share them as dots.

Source: Lex et al. 2014, IEEE Trans. Vis. Comput. Graph. 20:1983.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from seqfolio.figures.measure import text_width
from seqfolio.figures.style import CHANGED, GRID, INK, MUTED, WIDTH, call_colour, short, thousands


# Direction -> (words, colour, hatching): the hatching tells them apart without colour.
def _looks() -> dict[str, tuple[str, str, str]]:
    return {
        "higher": ("higher", call_colour("higher"), ""),
        "lower": ("lower", call_colour("lower"), "////"),
        "different": ("different directions", CHANGED, "xxx"),
        "without": ("without direction", "#00795C", "..."),
    }


ROW, COLUMN, BARS, MARGIN, LEGEND, SET_BARS = 0.2, 0.34, 1.8, 0.06, 0.26, 0.95  # inches
SIZE, SMALL = 7.5, 6.5


@dataclass(frozen=True)
class Set:
    """A contrast with its called genes by direction."""

    name: str
    genes: Mapping[str, int]


@dataclass(frozen=True)
class Bar:
    """Genes of exactly these sets, by direction."""

    members: Sequence[bool]
    genes: Mapping[str, int]

    @property
    def total(self) -> int:
        """All genes of the column."""
        return sum(self.genes.values())


def upset(sets: Sequence[Set], bars: Sequence[Bar]) -> Figure:
    """Columns above a matrix of dots, and the size of each set at its left."""
    figure = Figure(figsize=(WIDTH, 1.0))
    names = [short(one.name, 30) for one in sets]
    names_width = text_width(figure, names, SIZE) + 0.12
    matrix = ROW * len(sets)
    height = MARGIN + LEGEND + BARS + 0.08 + matrix + MARGIN
    figure.set_size_inches(WIDTH, height)
    left = MARGIN + SET_BARS + names_width
    width = min(WIDTH - left - MARGIN, COLUMN * len(bars) + 0.2)
    top = MARGIN + LEGEND
    _columns(_panel(figure, left, top, width, BARS), bars, width / len(bars))
    dots = _panel(figure, left, top + BARS + 0.08, width, matrix)
    _dots(dots, bars, len(sets))
    _sizes(_panel(figure, MARGIN, top + BARS + 0.08, SET_BARS, matrix), sets)
    for i, name in enumerate(names):
        dots.annotate(
            name, (0, i), (-4, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
            ha="right", va="center_baseline", fontsize=SIZE,
        )  # fmt: skip
    _legend(figure, sets, bars, height)
    return figure


def _panel(figure: Figure, left: float, top: float, width: float, height: float) -> Axes:
    """Axes at a place in inches from the top left corner."""
    across, down = figure.get_size_inches()
    return figure.add_axes((left / across, 1 - (top + height) / down, width / across, height / down))


def _columns(axes: Axes, bars: Sequence[Bar], step: float) -> None:
    places, base = np.arange(len(bars)), np.zeros(len(bars))
    for direction, (_, colour, hatch) in _looks().items():
        genes = np.array([bar.genes[direction] for bar in bars])
        axes.bar(places, genes, 0.68, base, color=colour, hatch=hatch, edgecolor="white", linewidth=0)
        base += genes
    upright = max(len(f"{bar.total:,}") for bar in bars) * 0.06 > step
    for x, bar in enumerate(bars):
        axes.annotate(
            f"{bar.total:,}", (x, bar.total), (0, 2), textcoords="offset points",
            ha="center", va="bottom", fontsize=SMALL, rotation=90 if upright else 0,
        )  # fmt: skip
    axes.set_xlim(-0.6, len(bars) - 0.4)
    axes.set_ylim(0, base.max() * (1.2 if upright else 1.1))
    axes.set_xticks([])
    axes.spines["bottom"].set_color(MUTED)
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(thousands))
    axes.set_ylabel("genes")


def _dots(axes: Axes, bars: Sequence[Bar], rows: int) -> None:
    axes.set_xlim(-0.6, len(bars) - 0.4)
    axes.set_ylim(rows - 0.5, -0.5)
    axes.axis("off")
    for row in range(0, rows, 2):
        axes.axhspan(row - 0.5, row + 0.5, color=GRID, alpha=0.5, linewidth=0)
    members = np.array([bar.members for bar in bars])
    for filled, colour in ((False, "#cfd5db"), (True, INK)):
        x, y = np.nonzero(members == filled)
        axes.plot(x, y, linestyle="", marker="o", markersize=5, color=colour, markeredgewidth=0)
    for place, column in enumerate(members):
        inside = np.flatnonzero(column)
        axes.plot([place, place], [inside[0], inside[-1]], color=INK, linewidth=1.4)


def _sizes(axes: Axes, sets: Sequence[Set]) -> None:
    """Bars that grow to the left."""
    base = np.zeros(len(sets))
    for direction, (_, colour, hatch) in _looks().items():
        genes = np.array([one.genes[direction] for one in sets])
        axes.barh(range(len(sets)), genes, 0.62, base, color=colour, hatch=hatch, edgecolor="white", linewidth=0)
        base += genes
    axes.set_xlim(max(base.max(), 1) * 1.6, 0)
    axes.set_ylim(len(sets) - 0.5, -0.5)
    axes.axis("off")
    for y, total in enumerate(base):
        axes.annotate(
            f"{total:,.0f}", (total, y), (-2, 0), textcoords="offset points",
            ha="right", va="center_baseline", fontsize=SMALL,
        )  # fmt: skip


def _legend(figure: Figure, sets: Sequence[Set], bars: Sequence[Bar], height: float) -> None:
    drawn = [*(one.genes for one in sets), *(bar.genes for bar in bars)]
    used = [d for d in _looks() if any(genes[d] for genes in drawn)]
    handles = [
        Patch(facecolor=_looks()[d][1], hatch=_looks()[d][2], edgecolor="white", linewidth=0, label=_looks()[d][0])
        for d in used
    ]
    figure.legend(
        handles=handles, loc="upper right", bbox_to_anchor=(1, 1 - MARGIN / height), ncols=len(handles),
        handlelength=1.6, borderaxespad=0.2, columnspacing=1.4,
    )  # fmt: skip
