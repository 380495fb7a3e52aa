"""Sizes in inches: how wide a text will be, and axes at a place that was worked out."""

from __future__ import annotations

from collections.abc import Iterable

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties


def text_width(figure: Figure, texts: Iterable[str], size: float) -> float:
    """Width in inches of the widest text at ``size`` points; 0 without texts."""
    renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
    properties = FontProperties(size=size)
    return (
        max((renderer.get_text_width_height_descent(text, properties, ismath=False)[0] for text in texts), default=0.0)
        / figure.dpi
    )


def panel_at(figure: Figure, left: float, top: float, width: float, height: float) -> Axes:
    """Axes at a place in inches from the top left corner; without height they are kept out of sight."""
    total_width, total_height = figure.get_size_inches()
    return figure.add_axes(
        (
            left / total_width,
            1 - (top + height) / total_height,
            max(width, 1e-3) / total_width,
            max(height, 1e-3) / total_height,
        )
    )
