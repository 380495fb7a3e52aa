"""Small multiples: a few genes, each sample a point, by group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from seqfolio.figures.measure import panel_at, text_width
from seqfolio.figures.style import GRID, INK, MUTED, WIDTH, short

Floats = NDArray[np.float64]
ACROSS, BODY, TITLE, LEFT, GAP = 4, 1.05, 0.36, 0.62, 0.5  # panels in a row; inches


@dataclass(frozen=True)
class Gene:
    """One panel: its name, a line under it, and a value per sample."""

    name: str
    subtitle: str
    values: Floats


@dataclass(frozen=True)
class Groups:
    """Levels in their order, the level of each sample, and the colour of each level."""

    order: Sequence[str]
    of_sample: Sequence[str]
    colours: Mapping[str, str]


def genes(shown: Sequence[Gene], groups: Groups, ylabel: str, *, log: bool) -> Figure:
    """A panel per gene, four in a row."""
    rows = -(-len(shown) // ACROSS)
    width = (WIDTH - LEFT - 0.05 - GAP * (ACROSS - 1)) / ACROSS
    figure = Figure(figsize=(WIDTH, 1.0))
    names = [short(level, 16) for level in groups.order]
    upright = text_width(figure, names, 7.0) > 0.92 * width / len(names)
    below = (text_width(figure, names, 7.0) if upright else 0.12) + 0.12
    figure.set_size_inches(WIDTH, rows * (TITLE + BODY) + (rows - 1) * 0.06 + below)
    for i, gene in enumerate(shown):
        row, column = divmod(i, ACROSS)
        left, top = LEFT + column * (width + GAP), TITLE + row * (TITLE + BODY + 0.06)
        axes = panel_at(figure, left, top, width, BODY)
        _points(axes, gene, groups, log=log)
        lowest = i + ACROSS >= len(shown)
        axes.set_xticks(
            range(len(names)), names if lowest else [""] * len(names), rotation=90 if upright else 0, fontsize=7
        )
        axes.set_ylabel(ylabel if column == 0 else "", fontsize=7.5)
        if column == 0:
            axes.yaxis.set_label_coords(-(LEFT - 0.1) / width, 0.5)
    return figure


def _points(axes: Axes, gene: Gene, groups: Groups, *, log: bool) -> None:
    values = np.log10(np.maximum(gene.values, 0) + 0.5) if log else gene.values
    of_sample = np.asarray(groups.of_sample, dtype=object)
    for place, level in enumerate(groups.order):
        mine = values[of_sample == level]
        if not mine.size:
            continue
        size = 4.2 if mine.size <= 12 else 2.6
        axes.plot(place + _aside(mine), mine, linestyle="", marker="o", markersize=size, color=groups.colours[level],
                  alpha=0.85, markeredgewidth=0.3, markeredgecolor="white")  # fmt: skip
        axes.plot([place - 0.28, place + 0.28], [np.median(mine)] * 2, color=INK, linewidth=1.1, zorder=1.5)
    low, high = float(values.min()), float(values.max())
    room = max(high - low, 0.1) * 0.12
    axes.set(xlim=(-0.55, len(groups.order) - 0.45), ylim=(low - room, high + room))
    ticks = _ticks(low - room, high + room) if log else None
    if ticks:
        axes.set_yticks(np.log10(np.array(ticks) + 0.5), [f"{t:,g}" if t < 1e6 else f"{t:.0e}" for t in ticks])
    else:
        axes.locator_params(axis="y", nbins=4)
    axes.tick_params(labelsize=7, length=2, pad=1.5)
    axes.grid(visible=True, axis="y", color=GRID, linewidth=0.5)
    axes.set_axisbelow(True)
    axes.set_title(short(gene.name, 20), fontsize=8, loc="left", pad=10)
    axes.annotate(gene.subtitle, (0, 1), (0, 2.5), xycoords="axes fraction", textcoords="offset points", fontsize=6.5,
                  color=MUTED)  # fmt: skip


def _aside(values: Floats) -> Floats:
    """Places beside each other for values of a group, in the order of their size now here, now there."""
    step = min(0.26, 0.07 * len(values))
    made = np.empty(len(values))
    made[np.argsort(values, kind="stable")] = step * np.resize(SWARM, len(values))
    return made


SWARM = (0.0, 0.6, -0.6, 0.25, -0.25, 1.0, -1.0, 0.4, -0.4, 0.8, -0.8)


def _ticks(low: float, high: float) -> list[float]:
    """At most four round values inside (low, high), which are log10(value + 0.5); where no two lie, the one in the middle."""
    for steps in ((1.0,), (1.0, 3.0), (1.0, 2.0, 5.0), tuple(np.arange(1, 10) * 1.0), tuple(np.arange(10, 100) / 10)):
        found = [s * 10.0**k for k in range(7) for s in steps if low <= np.log10(s * 10.0**k + 0.5) <= high]
        if len(found) >= 2:
            return found[:: -(-len(found) // 4)]
    return [float(f"{max(0.0, 10 ** ((low + high) / 2) - 0.5):.3g}")]  # all samples alike, such as without any read
