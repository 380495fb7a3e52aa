"""Volcano, MA and PCA plots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from seqfolio.figures.groups import Covariate, legend_handles, marker_of
from seqfolio.figures.labels import label_points
from seqfolio.figures.log_axes import logarithmic
from seqfolio.figures.style import GRID, MUTED, call_colour, new_figure, one_axes, quiet_grid, short
from seqfolio.wording import percent

Points = Sequence[tuple[float, float, str]]
ORDER = ("not significant", "equivalent", "changed", "lower", "higher")  # called genes are drawn on top


def genes(axes: Axes, x: NDArray[np.float64], y: NDArray[np.float64], call: NDArray[np.object_]) -> None:
    """All genes as one rasterised cloud per call; called ones larger and with their own marker."""
    many = len(x) > 5_000
    for name in ORDER:
        chosen = call == name
        plain = name == "not significant"
        size = (4 if many else 9) if plain else (9 if many else 16)
        # A line of markers: several times as fast as a collection, and the clouds are what a report takes longest to draw.
        axes.plot(
            x[chosen],
            y[chosen],
            linestyle="",
            marker={"lower": "v", "higher": "^"}.get(name, "o"),
            markersize=size**0.5,
            color=call_colour(name),
            alpha=0.35 if plain and many else 0.75,
            markeredgewidth=0,
            rasterized=True,
        )


def call_legend(axes: Axes, counts: dict[str, int], words: dict[str, str]) -> None:
    """Number of genes per call, above the panel."""
    shape = {"higher": "^", "lower": "v"}
    handles = [
        Line2D(
            [],
            [],
            linestyle="",
            marker=shape.get(name, "o"),
            markersize=5,
            color=call_colour(name),
            label=f"{short(words.get(name, name), 24)}: {counts.get(name.replace(' ', '_'), 0):,}",
        )
        for name in ("higher", "lower", "changed", "equivalent", "not significant")
        if counts.get(name.replace(" ", "_"), 0) or name in ("higher", "lower", "not significant")
    ]
    axes.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=len(handles),
        handletextpad=0.2,
        columnspacing=1.4,
        borderaxespad=0.2,
    )


def volcano(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    call: NDArray[np.object_],
    counts: dict[str, int],
    words: dict[str, str],
    labels: Points,
    xlabel: str,
    ylabel: str,
    threshold: float | None,
    asked: int = 0,
) -> Figure:
    """log2 fold change against -log10 p; the first ``asked`` labels are those of genes of interest."""
    figure, axes = one_axes(height=3.85)
    quiet_grid(axes)
    axes.axvline(0, color=MUTED, linewidth=0.7)
    if threshold is not None:
        axes.axhline(threshold, color=MUTED, linewidth=0.8, linestyle=(0, (4, 3)))
    genes(axes, x, y, call)
    reach = float(np.nanmax(np.abs(x), initial=1.0)) * 1.08
    axes.set_xlim(-reach, reach)
    axes.set_ylim(0, max(float(np.nanmax(y, initial=1.0)) * 1.07, 1.0))
    axes.set(xlabel=xlabel, ylabel=ylabel)
    call_legend(axes, counts, words)
    label_points(axes, labels, cloud=(x, y), asked=asked)
    return figure


def ma(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    call: NDArray[np.object_],
    counts: dict[str, int],
    words: dict[str, str],
    labels: Points,
    xlabel: str,
    ylabel: str,
    asked: int = 0,
) -> Figure:
    """Mean expression against log2 fold change; the first ``asked`` labels are those of genes of interest."""
    figure, axes = one_axes(height=3.2)
    quiet_grid(axes)
    logarithmic(axes, "x")
    genes(axes, x, y, call)
    axes.axhline(0, color=MUTED, linewidth=0.8)
    reach = float(np.nanmax(np.abs(y), initial=1.0)) * 1.08
    axes.set_ylim(-reach, reach)
    axes.set_xlabel(xlabel)
    axes.set_ylabel(ylabel, linespacing=1.5)
    call_legend(axes, counts, words)
    label_points(axes, labels, cloud=(x, y), asked=asked)
    return figure


@dataclass(frozen=True)
class Panel:
    """Samples on components, and what the panel shows in a few words."""

    scores: pd.DataFrame
    explained: tuple[float, ...]
    title: str = ""


def pca(panels: Sequence[Panel], names: dict[str, str], colour: Covariate | None, shape: Covariate | None) -> Figure:
    """First two components, side by side when there are two panels; colour and shape are covariates."""
    handles = _pca_handles(colour, shape)
    figure = new_figure(height=max(3.05, 0.172 * len(handles) + 0.25))
    for axes, panel in zip(figure.subplots(1, len(panels), squeeze=False)[0], panels, strict=True):
        _pca_points(axes, panel, colour, shape)
    if handles:
        figure.legend(handles=handles, loc="outside right upper", handletextpad=0.2, borderaxespad=0.2)
    for axes, panel in zip(figure.axes, panels, strict=True):
        if len(panel.scores) <= MOST_LABELLED // len(panels):
            label_points(axes, _named(panel, names))
    return figure


MOST_LABELLED = 40  # samples in a panel of the full width


def _pca_points(axes: Axes, panel: Panel, colour: Covariate | None, shape: Covariate | None) -> None:
    quiet_grid(axes)
    axes.axhline(0, color=GRID, linewidth=1.0)
    axes.axvline(0, color=GRID, linewidth=1.0)
    markers = marker_of(shape)
    for x, y, sample in _placed(panel):
        axes.scatter(
            x,
            y,
            s=42,
            c=colour.colours[sample] if colour else MUTED,
            marker=markers.get(shape.values[sample], "o") if shape else "o",
            linewidths=0.6,
            edgecolors="white",
            zorder=3,
        )
    axes.margins(0.14)
    axes.set_title(panel.title)
    axes.set_xlabel(f"PC1 ({percent(panel.explained[0], 1)} of variance)")
    axes.set_ylabel(f"PC2 ({percent(panel.explained[1], 1)} of variance)" if "PC2" in panel.scores else "")


def _placed(panel: Panel) -> list[tuple[float, float, str]]:
    x = panel.scores["PC1"].to_numpy(dtype=np.float64)
    y = panel.scores["PC2"].to_numpy(dtype=np.float64) if "PC2" in panel.scores else np.zeros(len(x))
    return [(float(a), float(b), str(sample)) for a, b, sample in zip(x, y, panel.scores.index, strict=True)]


def _named(panel: Panel, names: dict[str, str]) -> list[tuple[float, float, str]]:
    return [(x, y, short(names[sample], 18)) for x, y, sample in _placed(panel)]


def _pca_handles(colour: Covariate | None, shape: Covariate | None) -> list[Line2D]:
    handles: list[Line2D] = []
    for covariate, shapes in ((colour, None), (shape, marker_of(shape))):
        if covariate is not None and covariate.legend:
            handles.append(Line2D([], [], linestyle="", label=f"{short(covariate.name, 28)}:"))
            handles += legend_handles(covariate, shapes)
    return handles
