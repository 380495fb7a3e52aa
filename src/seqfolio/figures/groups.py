"""Which colour and marker belong to which group of samples."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib import colormaps
from matplotlib.lines import Line2D

from seqfolio.figures.style import GROUPS, MARKERS, MUTED, short

MANY = 10


@dataclass(frozen=True)
class Covariate:
    """A covariate of the samples as colours.

    Attributes:
        name: as in the sample sheet.
        levels: category -> colour; empty for a continuous covariate.
        colours: sample id -> colour.
        values: sample id -> text.
    """

    name: str
    levels: dict[str, str]
    colours: dict[str, str]
    values: dict[str, str]


def coloured(column: pd.Series[Any], name: str, first: int = 0) -> Covariate:
    """Colours of a covariate: distinct ones for categories, from the ``first`` colour on, and viridis for numbers."""
    values = {str(sample): str(value) for sample, value in column.items()}
    if column.dtype.kind == "f":
        low, high = float(column.min()), float(column.max())
        scaled = {str(s): (float(v) - low) / (high - low or 1.0) for s, v in column.items()}
        return Covariate(name, {}, {s: _hex("viridis", v) for s, v in scaled.items()}, values)
    names = list(dict.fromkeys(values.values()))
    ours = [GROUPS[(first + i) % len(GROUPS)] for i in range(len(GROUPS))]
    palette = ours if len(names) <= MANY else [_hex("turbo", i / len(names)) for i in range(len(names))]
    levels = dict(zip(names, palette, strict=False))
    return Covariate(name, levels, {sample: levels[value] for sample, value in values.items()}, values)


def _hex(name: str, position: float) -> str:
    red, green, blue, _ = colormaps[name](0.0 if position != position else position)
    return f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"


def marker_of(covariate: Covariate | None) -> dict[str, str]:
    """Category -> marker; one marker for all when there is no second covariate."""
    names = list(covariate.levels) if covariate else []
    return {name: MARKERS[i % len(MARKERS)] for i, name in enumerate(names)}


def legend_handles(covariate: Covariate, markers: dict[str, str] | None = None, most: int = 12) -> list[Line2D]:
    """Legend entries: coloured dots, or black markers when ``markers`` are given."""
    handles = []
    for level, colour in list(covariate.levels.items())[:most]:
        marker = markers.get(level, "o") if markers else "o"
        face = MUTED if markers else colour
        handles.append(Line2D([], [], linestyle="", marker=marker, color=face, markersize=5.5, label=short(level, 22)))
    rest = len(covariate.levels) - most
    if rest > 0:
        handles.append(Line2D([], [], linestyle="", marker="", label=f"and {rest} more"))
    return handles
