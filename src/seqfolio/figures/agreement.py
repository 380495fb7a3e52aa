"""Genes by two fold changes, with who calls them; and concordance at the top of two lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import PercentFormatter
from numpy.typing import NDArray

from seqfolio.figures.log_axes import logarithmic
from seqfolio.figures.style import AGREEMENTS, INK, MUTED, WIDTH, new_figure, quiet_grid, short

Floats = NDArray[np.float64]
Words = Mapping[str, str]
OF_CONTRASTS = {
    "both": "called in both",
    "opposite": "called in opposite directions",
    "only_first": "only first (across)",
    "only_second": "only second (up)",
    "neither": "in neither",
}
CORNERS = {"++": "higher in both", "--": "lower in both", "+-": "opposite", "-+": "opposite"}
FEWEST = 5  # a share of fewer genes than this jumps up and down and says nothing
SHARE = 0.999  # of the genes within the axes; the few beyond lie on the frame


@dataclass(frozen=True)
class Panel:
    """Genes by two fold changes.

    Attributes:
        kind: see ``seqfolio.differential.agreement``.
        quadrants: numbers for the corners, by the signs of x and y.
    """

    x: Floats
    y: Floats
    kind: NDArray[np.object_]
    xlabel: str
    ylabel: str
    quadrants: Mapping[str, int]


def grid(panels: Sequence[Panel]) -> Figure:
    """A panel per pair, two in a row; a single one is larger."""
    columns = min(2, len(panels))
    rows = -(-len(panels) // columns)
    width = WIDTH if columns > 1 else 4.6
    figure = new_figure(width, 0.3 + rows * (3.2 if columns > 1 else 4.0))
    axes = figure.subplots(rows, columns, squeeze=False).ravel()
    for one, panel in zip(axes, panels, strict=False):
        cloud(one, panel)
    for empty in axes[len(panels) :]:
        empty.axis("off")
    used = [kind for kind in OF_CONTRASTS if any((panel.kind == kind).any() for panel in panels)]
    figure.legend(
        handles=legend_handles(used, OF_CONTRASTS),
        loc="outside upper left",
        ncols=len(used) if columns > 1 else 2,
        handletextpad=0.2,
        columnspacing=1.2,
    )
    return figure


def cloud(axes: Axes, panel: Panel) -> None:
    """All genes as one rasterised cloud per kind, the rarer kinds on top."""
    quiet_grid(axes)
    reach = _reach(panel)
    axes.axhline(0, color=MUTED, linewidth=0.7)
    axes.axvline(0, color=MUTED, linewidth=0.7)
    axes.plot([-reach, reach], [-reach, reach], color=MUTED, linewidth=0.8, linestyle=(0, (4, 3)))
    x, y = (np.clip(v, -reach * 0.985, reach * 0.985) for v in (panel.x, panel.y))
    for kind, (colour, marker) in AGREEMENTS.items():
        chosen = panel.kind == kind
        axes.plot(x[chosen], y[chosen], rasterized=True, **_marks(colour, marker, kind == "neither", len(panel.x)))
    axes.set(xlim=(-reach, reach), ylim=(-reach, reach))
    axes.set_xlabel(f"log2 FC: {short(panel.xlabel, 34)}")
    axes.set_ylabel(f"log2 FC: {short(panel.ylabel, 34)}")
    _corners(axes, panel.quadrants)


def _marks(colour: str, marker: str, quiet: bool, genes: int) -> dict[str, Any]:
    dash = marker in "_|"
    size = (2.0 if quiet else 3.2) * (1.0 if genes > 5_000 else 1.5)
    return {
        "linestyle": "",
        "marker": marker,
        "color": colour,
        "markersize": size * (1.3 if dash else 1.0),
        "markeredgewidth": 0.8 if dash else 0,
        "alpha": 0.35 if quiet else 0.75,
    }


def _reach(panel: Panel) -> float:
    """Half the width of the axes: nearly all genes, and every called one."""
    size = np.maximum(np.abs(panel.x), np.abs(panel.y))
    called = size[panel.kind != "neither"]
    return float(max(np.quantile(size, SHARE), called.max(initial=0.0), 1e-3)) * 1.08


def _corners(axes: Axes, quadrants: Mapping[str, int]) -> None:
    """Genes that both call, in the corner where they lie."""
    for signs, n in quadrants.items():
        right, top = signs[0] == "+", signs[1] == "+"
        axes.annotate(
            f"{n:,} {CORNERS[signs]}", (1.0 if right else 0.0, 1.0 if top else 0.0), (-3 if right else 3, -3 if top else 3),
            xycoords="axes fraction", textcoords="offset points", fontsize=7.5, color=INK,
            ha="right" if right else "left", va="top" if top else "bottom",
            bbox={"boxstyle": "round,pad=0.2", "facecolor": "white", "edgecolor": "none", "alpha": 0.8},
        )  # fmt: skip


def legend_handles(kinds: Sequence[str], words: Words) -> list[Line2D]:
    """Legend entries for some kinds of agreement."""
    handles = []
    for kind in kinds:
        colour, marker = AGREEMENTS[kind]
        dash = marker in "_|"
        handles.append(
            Line2D([], [], linestyle="", marker=marker, color=colour, markersize=6 if dash else 4.5,
                   markeredgewidth=1.2 if dash else 0, label=words[kind])
        )  # fmt: skip
    return handles


def concordance(
    size: Floats, shared: Floats, chance: Floats, lists: Mapping[str, int], panel: Panel, words: Words
) -> Figure:
    """Concordance at the top beside the fold changes by both methods.

    Args:
        size: of the top of both lists.
        shared: share in common of each size.
        chance: what chance would give.
        lists: method -> how many genes it calls, marked on the curve.
        panel: the fold changes.
        words: what the kinds of agreement are called here.
    """
    figure = new_figure(WIDTH, 3.6)
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.05))
    _curve(left, size, shared, chance, lists)
    cloud(right, panel)
    used = [kind for kind in OF_CONTRASTS if (panel.kind == kind).any()]
    _legend_above(right, legend_handles(used, words))
    return figure


def _legend_above(axes: Axes, handles: list[Line2D]) -> None:
    axes.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(-0.08, 1.0), ncols=2, handletextpad=0.3,
        columnspacing=1.0, borderaxespad=0.2, fontsize=7.5,
    )  # fmt: skip


def _curve(axes: Axes, size: Floats, shared: Floats, chance: Floats, lists: Mapping[str, int]) -> None:
    quiet_grid(axes)
    handles = [
        *axes.plot(size, shared, color=INK, linewidth=1.5, label="in common"),
        *axes.plot(size, chance, color=MUTED, linewidth=1.0, linestyle=(0, (1, 1.5)), label="by chance"),
    ]
    for (name, n), style in zip(lists.items(), ((0, (4, 3)), (0, (6, 2, 1, 2))), strict=False):
        if FEWEST <= n <= size[-1]:
            handles.append(
                axes.axvline(n, color=MUTED, linewidth=0.8, linestyle=style, label=f"called by {short(name, 18)}")
            )
    _legend_above(axes, handles)
    logarithmic(axes, "x")
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
    axes.set(xlim=(FEWEST if size[-1] > 10 * FEWEST else 1, max(float(size[-1]) * 1.12, 2.0)), ylim=(0, 1.03))
    axes.set(xlabel="strongest genes of both methods", ylabel="genes in common")
