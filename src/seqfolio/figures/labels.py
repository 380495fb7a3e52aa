"""Names beside points without overlapping each other."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Annotation
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
        axes: with its final limits.
        points: (x, y, name) in data coordinates.
        size: of the letters, in points.
    """
    canvas = FigureCanvasAgg(axes.figure)  # type: ignore[arg-type]
    axes.figure.draw_without_rendering()  # type: ignore[union-attr]
    renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]
    window = axes.get_window_extent(renderer)
    taken = [_around(axes, x, y) for x, y, _ in points]
    for x, y, name in points:
        placed = _place(axes, x, y, short(name, 18), size, window, taken, renderer)
        if placed is not None:
            taken.append(placed)


def _around(axes: Axes, x: float, y: float) -> Bbox:
    px, py = axes.transData.transform((x, y))
    return Bbox.from_extents(px - 3, py - 3, px + 3, py + 3)


def _place(
    axes: Axes, x: float, y: float, name: str, size: float, window: Bbox, taken: list[Bbox], renderer: object
) -> Bbox | None:
    for dx, dy in PLACES:
        label = _annotate(axes, x, y, name, size, dx, dy)
        box = label.get_window_extent(renderer).padded(1.0)  # type: ignore[arg-type]
        inside = window.x0 <= box.x0 and box.x1 <= window.x1 and window.y0 <= box.y0 and box.y1 <= window.y1
        if inside and not any(box.overlaps(other) for other in taken):
            return box
        label.remove()
    return None


def _annotate(axes: Axes, x: float, y: float, name: str, size: float, dx: float, dy: float) -> Annotation:
    far = abs(dx) + abs(dy) > 16
    line = {"arrowstyle": "-", "color": MUTED, "linewidth": 0.5, "shrinkA": 0, "shrinkB": 2} if far else None
    return axes.annotate(
        name,
        (x, y),
        (dx, dy),
        textcoords="offset points",
        fontsize=size,
        color=INK,
        arrowprops=line,
        ha="left" if dx > 0 else "right",
        va="center" if abs(dy) < abs(dx) else "bottom" if dy > 0 else "top",
    )
