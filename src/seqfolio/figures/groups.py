"""Which colour and marker belong to which group of samples."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from matplotlib import colormaps
from matplotlib.lines import Line2D

from seqfolio.figures.style import MARKERS, MUTED, PALETTES, SCALES, short


@dataclass(frozen=True)
class Covariate:
    """A covariate of the samples as colours.

    Attributes:
        name: as in the sample sheet.
        levels: category -> colour; empty for a continuous covariate.
        colours: sample id -> colour.
        values: sample id -> text.
        ticks: smallest, middle and largest value of a continuous covariate -> colour.
    """

    name: str
    levels: dict[str, str]
    colours: dict[str, str]
    values: dict[str, str]
    ticks: dict[str, str] = field(default_factory=dict)

    @property
    def legend(self) -> dict[str, str]:
        """What explains the colours: text -> colour."""
        return self.levels or self.ticks


def coloured(column: pd.Series[Any], name: str, nth: int = 0) -> Covariate:
    """Colours of a covariate: distinct ones for categories, a scale for numbers.

    Args:
        column: sample id -> value; floats are continuous.
        name: of the covariate.
        nth: number of covariates of its kind before it in the same figure; each has other hues.
    """
    values = {str(sample): str(value) for sample, value in column.items()}
    if column.dtype.kind == "f":
        return _continuous(column, name, values, SCALES[nth % len(SCALES)])
    names = list(dict.fromkeys(values.values()))
    palette = list(PALETTES[nth % len(PALETTES)])
    if len(names) > len(palette):
        palette = [_hex("turbo", i / len(names)) for i in range(len(names))]
    levels = dict(zip(names, palette, strict=False))
    return Covariate(name, levels, {sample: levels[value] for sample, value in values.items()}, values)


def _continuous(column: pd.Series[Any], name: str, values: dict[str, str], scale: str) -> Covariate:
    low, high = float(column.min()), float(column.max())
    colours = {str(s): _hex(scale, (float(v) - low) / (high - low or 1.0)) for s, v in column.items()}
    ticks = {f"{low + part * (high - low):.6g}": _hex(scale, part) for part in (0.0, 0.5, 1.0)}
    return Covariate(name, {}, colours, values, ticks)


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
    for level, colour in list(covariate.legend.items())[:most]:
        marker = markers.get(level, "o") if markers else "o"
        face = MUTED if markers else colour
        handles.append(Line2D([], [], linestyle="", marker=marker, color=face, markersize=5.5, label=short(level, 22)))
    rest = len(covariate.legend) - most
    if rest > 0:
        handles.append(Line2D([], [], linestyle="", marker="", label=f"and {rest} more"))
    return handles
