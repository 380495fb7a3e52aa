"""Numbers per sample, and the histogram of p-values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter
from numpy.typing import NDArray

from seqfolio.figures import flow_legend
from seqfolio.figures.groups import Covariate
from seqfolio.figures.measure import panel_at, text_width
from seqfolio.figures.style import (
    GRID,
    HIGHER,
    INK,
    LOWER,
    MUTED,
    NEUTRAL,
    WIDTH,
    call_colour,
    one_axes,
    quiet_grid,
    short,
    thousands,
)

MOST_NAMED = 60
MANY_READS = 1e5  # fewer are not told in millions


TOP, AXIS, LEGEND_LINE, GAP = 0.08, 0.42, 0.17, 0.16  # inches


@dataclass(frozen=True)
class SampleBars:
    """What is drawn for each sample; indexed by sample id.

    Attributes:
        library: reads; ``detected``: genes; ``factor``: size factors, or None when there are none.
        names: sample id -> name for people.
        colour: the covariate that colours the bars.
    """

    library: pd.Series[float]
    detected: pd.Series[float]
    factor: pd.Series[float] | None
    names: dict[str, str]
    colour: Covariate | None


def samples(shown: SampleBars) -> Figure:
    """Library size, detected genes and size factor, a row per sample, side by side."""
    n = len(shown.library)
    items = flow_legend.flow(Figure(figsize=(WIDTH, 1)), [shown.colour] if shown.colour else [], WIDTH - 0.2)
    legend = flow_legend.height(items) if items else 0.0
    body = 0.25 + 0.19 * min(n, MOST_NAMED)
    figure = Figure(figsize=(WIDTH, TOP + body + AXIS + legend + (0.16 if shown.factor is not None else 0)))
    axes = _sample_panels(figure, shown, body)
    colours = [shown.colour.colours[s] if shown.colour else LOWER for s in shown.library.index]
    many = shown.library.max() >= MANY_READS
    unit = "million reads" if many else "reads"
    _bars(axes[0], shown.library / (1e6 if many else 1), colours, f"library size ({unit})")
    _bars(axes[1], shown.detected, colours, "genes with at least one read")
    axes[1].xaxis.set_major_formatter(FuncFormatter(thousands))
    axes[1].xaxis.set_major_locator(MaxNLocator(4, integer=True))
    if shown.factor is not None:
        _factors(axes[2], shown.factor, shown.library, colours)
    if items:
        inside = panel_at(figure, 0.1, figure.get_size_inches()[1] - legend, WIDTH - 0.2, legend)
        inside.set(xlim=(0, WIDTH - 0.2), ylim=(legend, 0))
        flow_legend.draw(inside, items)
    return figure


def _sample_panels(figure: Figure, shown: SampleBars, body: float) -> list[Axes]:
    """Axes that share their rows; the first has the names."""
    names = [short(shown.names[str(s)], 24) for s in shown.library.index]
    named = len(names) <= MOST_NAMED
    left = max(text_width(figure, names, 8.0) + 0.12 if named else 0.32, 0.32)
    count = 2 if shown.factor is None else 3
    width = (WIDTH - left - 0.15 - GAP * (count - 1)) / count
    made = [panel_at(figure, left + i * (width + GAP), TOP, width, body) for i in range(count)]
    for axes in made:
        axes.set_ylim(len(names) - 0.45, -0.55)
        axes.set_yticks(range(len(names)) if named else [], names if named and axes is made[0] else [])
        axes.tick_params(axis="y", length=0)
    if named:
        made[0].set_yticks(range(len(names)), names)
        for axes in made[1:]:
            axes.set_yticks([])
    else:
        made[0].set_ylabel(f"{len(names)} samples, in the order of the counts")
    return made


def _bars(axes: Axes, values: pd.Series[float], colours: list[str], label: str) -> None:
    axes.barh(range(len(values)), values.to_numpy(), color=colours, height=0.72)
    axes.axvline(float(values.median()), color=INK, linewidth=0.8, linestyle=(0, (3, 2)))
    axes.grid(visible=True, axis="x", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel(label)
    axes.locator_params(axis="x", nbins=4)


def _factors(axes: Axes, factor: pd.Series[float], library: pd.Series[float], colours: list[str]) -> None:
    """Size factors as dots, and as open diamonds what the library size alone would make them."""
    rows, expected = np.arange(len(factor)), by_depth(library)
    axes.hlines(rows, expected, factor, color=NEUTRAL, linewidth=1.0, zorder=2)
    axes.scatter(expected, rows, s=16, marker="D", facecolors="white", edgecolors=MUTED, linewidths=0.8, zorder=3)
    axes.scatter(factor, rows, s=22, c=colours, zorder=4, linewidths=0)
    axes.axvline(1.0, color=INK, linewidth=0.8, linestyle=(0, (3, 2)))
    axes.grid(visible=True, axis="x", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xscale("log", base=2)
    low, high = (f(min(expected.min(), factor.min()), max(expected.max(), factor.max())) for f in (min, max))
    reach = max(high / low, 1.3) ** 0.12
    axes.set_xlim(min(low, 0.87) / reach, max(high, 1.15) * reach)
    axes.set_xticks(_round_ticks(*axes.get_xlim()))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.tick_params(axis="x", which="minor", length=0)
    axes.set_xlabel("size factor (dot) and what the\nlibrary size alone gives (diamond)")


def by_depth(library: pd.Series[float]) -> pd.Series[float]:
    """What the size factors would be if samples differed in nothing but depth: library sizes over their geometric mean."""
    positive = library[library > 0]
    return library.clip(lower=float(positive.min()) if len(positive) else 1.0) / float(np.exp(np.log(positive).mean()))


def _round_ticks(low: float, high: float) -> list[float]:
    """At most six powers of two, or finer steps when the axis covers little."""
    steps = (
        [2.0**k for k in range(-20, 21)] if high / low > 3 else [0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.4, 1.7, 2, 2.4]
    )
    inside = [step for step in steps if low <= step <= high]
    return inside[:: max(1, -(-len(inside) // 6))]


def calls(counts: pd.DataFrame, shown: Sequence[str], words: dict[str, str]) -> Figure:
    """Called genes per kind, lower ones to the left of zero; the names carry how many were tested.

    Args:
        counts: indexed by kind; ``tested`` and a column per call.
        shown: the calls to draw.
        words: call -> what it means here.
    """
    names = [f"{short(str(kind), 26)} ({tested:,})" for kind, tested in counts["tested"].items()]
    body = 0.21 * len(names) + 0.1
    figure = Figure(figsize=(WIDTH, LEGEND_LINE + 0.12 + body + AXIS))
    left = text_width(figure, names, 8.0) + 0.14
    axes = panel_at(figure, left, LEGEND_LINE + 0.12, WIDTH - left - 0.1, body)
    for call in shown:
        _calls(axes, counts[call], call, words.get(call, call))
    reach = [sum(counts[call].max() for call in side if call in shown) for side in (("lower",), RIGHT)]
    axes.set_xlim(-reach[0] - 0.09 * sum(reach), reach[1] + 0.09 * sum(reach))
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_yticks(range(len(names)), names)
    axes.tick_params(axis="y", length=0)
    axes.axvline(0, color=MUTED, linewidth=0.8)
    axes.grid(visible=True, axis="x", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: thousands(abs(value))))
    axes.set_xlabel("called genes")
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=4, borderaxespad=0.2, handlelength=1.0)
    return figure


RIGHT = ("higher", "changed", "equivalent")


def _calls(axes: Axes, numbers: pd.Series[int], call: str, label: str) -> None:
    sign = -1 if call == "lower" else 1
    rows = range(len(numbers))
    axes.barh(rows, sign * numbers, color=call_colour(call), height=0.7, label=f"{short(label, 30)}: {numbers.sum():,}")
    for row, number in zip(rows, numbers, strict=True):
        axes.annotate(f"{number:,}", (sign * number, row), (3 * sign, 0), textcoords="offset points", va="center_baseline",
                      ha="right" if sign < 0 else "left", fontsize=7.5)  # fmt: skip


def pvalues(tested: NDArray[np.float64], filtered: NDArray[np.float64], pi0: float, bins: int = 40) -> Figure:
    """Histogram of p-values with the height that it would have if nothing were different, and Storey's floor.

    Args:
        tested: p-values of the genes with a verdict.
        filtered: p-values of genes without a verdict, on top in grey.
        pi0: estimated share of genes without a difference; NaN draws no floor.
        bins: how many bars.
    """
    figure, axes = one_axes(height=2.7)
    quiet_grid(axes)
    edges = np.linspace(0, 1, bins + 1).tolist()
    groups = [(tested, LOWER, "tested genes"), (filtered, NEUTRAL, "filtered out")][: 2 if len(filtered) else 1]
    values, colours, labels = zip(*groups, strict=True)
    axes.hist(values, bins=edges, color=colours, label=labels, stacked=True, edgecolor="white", linewidth=0.4)
    flat = len(tested) / bins
    axes.axhline(flat, color=INK, linewidth=0.9, linestyle=(0, (4, 3)), label="if none were different")
    if pi0 == pi0:
        axes.axhline(flat * pi0, color=HIGHER, linewidth=1.3, label=f"estimated floor (π₀ = {pi0:.2f})")
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=4, borderaxespad=0.2, columnspacing=1.4)
    axes.set_xlim(0, 1)
    axes.yaxis.set_major_formatter(FuncFormatter(thousands))
    axes.set(xlabel="p-value", ylabel="genes")
    return figure
