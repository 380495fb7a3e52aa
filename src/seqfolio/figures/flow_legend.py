"""A legend that flows over as many lines as it needs: one run of coloured boxes per covariate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from seqfolio.figures.groups import Covariate
from seqfolio.figures.measure import text_width
from seqfolio.figures.style import short

LINE, BOX, GAP, SIZE, MOST = 0.17, 0.09, 0.12, 7.0, 12


@dataclass(frozen=True)
class Item:
    """A box with its text, or a covariate's name when the colour is empty; inches from the top left."""

    x: float
    y: float
    text: str
    colour: str


def flow(figure: Figure, covariates: Sequence[Covariate], width: float) -> list[Item]:
    """Places of all items in ``width`` inches."""
    items: list[Item] = []
    y = 0.0
    for covariate in covariates:
        if not covariate.legend:
            continue
        x = 0.0
        for text, colour in _entries(covariate):
            needed = text_width(figure, [text], SIZE) + (BOX + 0.04 if colour else 0)
            if x and x + needed > width:
                x, y = 0.15, y + LINE
            items.append(Item(x, y, text, colour))
            x += needed + GAP
        y += LINE
    return items


def _entries(covariate: Covariate) -> list[tuple[str, str]]:
    levels = list(covariate.legend.items())
    rest = [(f"and {len(levels) - MOST} more", "")] if len(levels) > MOST else []
    return [
        (f"{short(covariate.name, 24)}:", ""),
        *((short(level, 24), colour) for level, colour in levels[:MOST]),
        *rest,
    ]


def height(items: Sequence[Item]) -> float:
    """Inches that the items take."""
    return max((item.y for item in items), default=-LINE) + LINE


def draw(axes: Axes, items: Sequence[Item]) -> None:
    """Draw into axes whose data coordinates are inches, y downwards."""
    axes.set_axis_off()
    for item in items:
        shift = 0.0
        if item.colour:
            axes.add_patch(Rectangle((item.x, item.y + 0.035), BOX, BOX, facecolor=item.colour, edgecolor="none"))
            shift = BOX + 0.04
        axes.text(item.x + shift, item.y + 0.035 + BOX / 2, item.text, fontsize=SIZE, va="center_baseline", ha="left")
