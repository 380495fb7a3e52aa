"""How wide a text will be, before it is drawn."""

from __future__ import annotations

from collections.abc import Iterable

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
