"""Measures of the sequencing, a panel each and a bar per sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from seqfolio.figures.measure import panel_at, text_width
from seqfolio.figures.style import GRID, HIGHER, INK, LOWER, WIDTH, short

MOST_NAMED = 60
COLUMNS = 3
TOP, AXIS, GAP = 0.06, 0.44, 0.28  # inches


@dataclass(frozen=True)
class Panel:
    """One measure.

    Attributes:
        values: by sample; NaN has no bar.
        label: of the axis, with the unit.
        limit: the threshold; None when there is none.
        below: whether values below it are bad.
        full: the end of the axis, for percentages; None where the values say it.
    """

    values: pd.Series[float]
    label: str
    limit: float | None
    below: bool
    full: float | None = None

    @property
    def bad(self) -> pd.Series[bool]:
        """Which samples are beyond the threshold."""
        if self.limit is None:
            return pd.Series(data=False, index=self.values.index)
        return self.values < self.limit if self.below else self.values > self.limit


def sequencing(panels: Sequence[Panel], names: dict[str, str]) -> Figure:
    """Panels in rows of three; samples beyond a threshold are orange and hatched."""
    samples = [str(s) for s in panels[0].values.index]
    shown = [short(names[s], 24) for s in samples]
    named = len(samples) <= MOST_NAMED
    lines = -(-len(panels) // COLUMNS)
    body = 0.25 + 0.17 * min(len(samples), MOST_NAMED)
    figure = Figure(figsize=(WIDTH, TOP + lines * (body + AXIS)))
    left = max(text_width(figure, shown, 8.0) + 0.12 if named else 0.32, 0.32)
    width = (WIDTH - left - 0.15 - GAP * (COLUMNS - 1)) / COLUMNS
    for i, panel in enumerate(panels):
        row, column = divmod(i, COLUMNS)
        axes = panel_at(figure, left + column * (width + GAP), TOP + row * (body + AXIS), width, body)
        _bars(axes, panel)
        axes.set_yticks(
            range(len(samples)) if named else [],
            shown if named and column == 0 else [""] * len(samples) if named else [],
        )
        axes.tick_params(axis="y", length=0)
        if not named and column == 0:
            axes.set_ylabel(f"{len(samples)} samples")
    return figure


def _bars(axes: Axes, panel: Panel) -> None:
    rows, bad = np.arange(len(panel.values)), panel.bad.to_numpy()
    values = panel.values.to_numpy(dtype=float)
    axes.barh(rows[~bad], values[~bad], color=LOWER, height=0.72)
    axes.barh(rows[bad], values[bad], color=HIGHER, height=0.72, hatch="////", edgecolor="white", linewidth=0)
    if panel.limit is not None:
        axes.axvline(panel.limit, color=INK, linewidth=0.9, linestyle=(0, (3, 2)))
    axes.set_ylim(len(values) - 0.45, -0.55)
    axes.set_xlim(0, panel.full or _end(values, panel.limit))
    axes.grid(visible=True, axis="x", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel(panel.label)
    axes.locator_params(axis="x", nbins=4)


def _end(values: NDArray[np.floating[Any]], limit: float | None) -> float:
    """Room for the largest value, and for a threshold that is not far beyond it."""
    largest = float(np.nanmax(values, initial=0.0))
    return 1.06 * (max(largest, limit) if limit is not None and limit < 3 * largest else largest) or 1.0
