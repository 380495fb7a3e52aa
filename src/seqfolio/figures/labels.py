"""Names beside points without overlapping each other."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.font_manager import FontProperties
from matplotlib.transforms import Bbox

from seqfolio.figures.style import INK, MUTED, short

# Offsets in points, the nearest places first: right, left, above, below, then further out.
PLACES = [
    (dx * r, dy * r)
    for r in (5, 11, 19, 30, 44)
    for dx, dy in ((1, 0.2), (-1, 0.2), (0.6, 1), (-0.6, 1), (0.6, -1), (-0.6, -1))
]


def label_points(axes: Axes, points: Sequence[tuple[float, float, str]], size: float = 7.0) -> None:
    """Write each name near its point, the first ones first; names without a free place are left out.

    Args:
        axes: with its final limits; legends and axis labels are there already.
        points: (x, y, name) in data coordinates.
        size: of the letters, in points.
    """
    canvas = FigureCanvasAgg(axes.figure)  # type: ignore[arg-type]
    renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]
    settle(axes)
    window = axes.get_window_extent(renderer)
    taken = [_around(axes, x, y) for x, y, _ in points]
    for x, y, name in points:
        text = short(name, 18)
        width, height, _ = renderer.get_text_width_height_descent(text, FontProperties(size=size), ismath=False)
        placed = _free_place(axes, x, y, width, height, window, taken)
        if placed is not None:
            _annotate(axes, x, y, text, size, *placed[0])
            taken.append(placed[1])


def settle(axes: Axes) -> None:
    """Lay the figure out once and for all: what is drawn afterwards has to fit inside the axes."""
    engine = axes.figure.get_layout_engine()
    if engine is not None:
        engine.execute(axes.figure)  # type: ignore[arg-type]
        axes.figure.set_layout_engine("none")  # type: ignore[union-attr]


def _around(axes: Axes, x: float, y: float) -> Bbox:
    px, py = axes.transData.transform((x, y))
    return Bbox.from_extents(px - 3, py - 3, px + 3, py + 3)


def _free_place(
    axes: Axes, x: float, y: float, width: float, height: float, window: Bbox, taken: list[Bbox]
) -> tuple[tuple[float, float], Bbox] | None:
    """The first offset, in points, at which a text of this size, in pixels, overlaps nothing."""
    px, py = axes.transData.transform((x, y))
    pixels = axes.figure.dpi / 72
    for dx, dy in PLACES:
        left = px + dx * pixels - (0 if dx > 0 else width)
        shift = height / 2 if abs(dy) < abs(dx) else 0 if dy > 0 else height
        bottom = py + dy * pixels - shift
        box = Bbox.from_extents(left - 1, bottom - 1, left + width + 1, bottom + height + 1)
        inside = window.x0 <= box.x0 and box.x1 <= window.x1 and window.y0 <= box.y0 and box.y1 <= window.y1
        if inside and not any(box.overlaps(other) for other in taken):
            return (dx, dy), box
    return None


def _annotate(axes: Axes, x: float, y: float, name: str, size: float, dx: float, dy: float) -> None:
    far = abs(dx) + abs(dy) > 16
    line = {"arrowstyle": "-", "color": MUTED, "linewidth": 0.5, "shrinkA": 0, "shrinkB": 2} if far else None
    axes.annotate(
        name,
        (x, y),
        (dx, dy),
        textcoords="offset points",
        fontsize=size,
        color=INK,
        bbox={"facecolor": "white", "alpha": 0.65, "edgecolor": "none", "pad": 0.3},  # readable on top of a cloud
        arrowprops=line,
        ha="left" if dx > 0 else "right",
        va="center" if abs(dy) < abs(dx) else "bottom" if dy > 0 else "top",
    )
