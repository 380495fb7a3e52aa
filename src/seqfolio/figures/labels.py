"""Names beside points without overlapping each other, away from where the points are dense."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.font_manager import FontProperties
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from seqfolio.figures.style import INK, MUTED, short

Floats = NDArray[np.float64]
# Offsets in points, the nearest places first: right, left, above, below, then further out.
PLACES = [
    (dx * r, dy * r)
    for r in (5, 11, 19, 30, 44, 60, 80)
    for dx, dy in ((1, 0.2), (-1, 0.2), (0.6, 1), (-0.6, 1), (0.6, -1), (-0.6, -1))
]
FAR = 16  # points: from here on a line leads from the name to its point
CELL = 3  # pixels: grain in which the cloud is seen
CROWDED = 0.35  # a name that would hide more of the cloud than this is left out, unless it was asked for
LINE_HEIGHT = 1.3  # of the letters' size: the white box reaches below the baseline
SHY = 60  # points that a name moves away rather than lie wholly on the cloud


class Crowd:
    """Where points lie, in pixels; answers how much of a box they fill."""

    def __init__(self, axes: Axes, x: Floats, y: Floats) -> None:
        width, height = (int(size) // CELL + 2 for size in axes.figure.canvas.get_width_height())
        pixels = axes.transData.transform(np.column_stack((x, y)))
        pixels = pixels[np.isfinite(pixels).all(axis=1)]
        filled = np.zeros((width, height))
        column, row = np.clip(pixels // CELL, 0, (width - 1, height - 1)).astype(int).T
        filled[column, row] = 1
        self._sums = np.pad(filled.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))

    def share(self, box: Bbox) -> float:
        """Share of the box that is covered, 0 to 1."""
        most = np.array(self._sums.shape) - 1
        low = np.clip((int(box.x0) // CELL, int(box.y0) // CELL), 0, most - 1)
        high = np.clip((int(box.x1) // CELL + 1, int(box.y1) // CELL + 1), low + 1, most)
        (a, b), (c, d), s = low, high, self._sums
        return float((s[c, d] - s[a, d] - s[c, b] + s[a, b]) / ((c - a) * (d - b)))


@dataclass
class Room:
    """What is taken already, in pixels.

    Attributes:
        window: inside of the axes.
        crowd: the points of the cloud, None when names may lie anywhere.
        taken: boxes of names, of points with a name, and of pieces of leader lines.
    """

    window: Bbox
    crowd: Crowd | None
    taken: list[Bbox] = field(default_factory=list)

    def free(self, box: Bbox) -> bool:
        """Inside the axes and over nothing that was placed."""
        window = self.window
        inside = window.x0 <= box.x0 and box.x1 <= window.x1 and window.y0 <= box.y0 and box.y1 <= window.y1
        return inside and not any(box.overlaps(other) for other in self.taken)

    def covered(self, box: Bbox) -> float:
        """Share of the cloud that the box would hide."""
        return self.crowd.share(box) if self.crowd else 0.0

    def crossed(self, line: Sequence[Bbox]) -> float:
        """Share of a leader line that runs over the cloud."""
        return sum(map(self.covered, line)) / max(len(line), 1)


def label_points(
    axes: Axes,
    points: Sequence[tuple[float, float, str]],
    size: float = 7.0,
    cloud: tuple[Floats, Floats] | None = None,
    asked: int = 0,
) -> None:
    """Write each name near its point, the first ones first; names without a free place are left out.

    Args:
        axes: with its final limits; legends and axis labels are there already.
        points: (x, y, name) in data coordinates.
        size: of the letters, in points.
        cloud: (x, y) of all points that are drawn; names keep away from where they are dense.
        asked: how many of the first names the reader asked for; these may lie on the cloud if they must.
    """
    canvas = FigureCanvasAgg(axes.figure)  # type: ignore[arg-type]
    renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]
    settle(axes)
    room = Room(axes.get_window_extent(renderer), Crowd(axes, *cloud) if cloud else None)
    pixels = axes.transData.transform([(x, y) for x, y, _ in points]) if points else np.empty((0, 2))
    room.taken += [_around(float(px), float(py), 3) for px, py in pixels]
    for number, (x, y, name) in enumerate(points):
        text = short(name, 18)
        width, _, _ = renderer.get_text_width_height_descent(text, FontProperties(size=size), ismath=False)
        height = LINE_HEIGHT * size * axes.figure.dpi / 72
        placed = _best_place(axes, x, y, width, height, room, 1.0 if number < asked else CROWDED)
        if placed is not None:
            _annotate(axes, x, y, text, size, *placed[0])
            room.taken += placed[1]


def settle(axes: Axes) -> None:
    """Lay the figure out once and for all: what is drawn afterwards has to fit inside the axes."""
    engine = axes.figure.get_layout_engine()
    if engine is not None:
        engine.execute(axes.figure)  # type: ignore[arg-type]
        axes.figure.set_layout_engine("none")  # type: ignore[union-attr]


def _around(px: float, py: float, reach: float) -> Bbox:
    return Bbox.from_extents(px - reach, py - reach, px + reach, py + reach)


def _best_place(
    axes: Axes, x: float, y: float, width: float, height: float, room: Room, most: float
) -> tuple[tuple[float, float], list[Bbox]] | None:
    """The offset, in points, that is near and hides little of the cloud, and the boxes that it takes up."""
    px, py = axes.transData.transform((x, y))
    best, least = None, np.inf
    for (dx, dy), box, line in _places(px, py, width, height, axes.figure.dpi / 72):
        distance = float(np.hypot(dx, dy))
        if distance >= least or not room.free(box) or any(_crosses(piece, room.taken, px, py) for piece in line):
            continue
        hidden, crossed = room.covered(box), room.crossed(line)
        cost = distance + SHY * (hidden + crossed)
        if max(hidden, 2 * crossed) <= most and cost < least:
            best, least = ((dx, dy), [box, *line]), cost
    return best


def _places(
    px: float, py: float, width: float, height: float, pixels: float
) -> Iterator[tuple[tuple[float, float], Bbox, list[Bbox]]]:
    """Offsets in points, each with the box of the text and the pieces of its leader line, in pixels."""
    for dx, dy in PLACES:
        left = px + dx * pixels - (0 if dx > 0 else width)
        shift = height / 2 if abs(dy) < abs(dx) else 0 if dy > 0 else height
        bottom = py + dy * pixels - shift
        box = Bbox.from_extents(left - 2, bottom - 1, left + width + 2, bottom + height + 1)
        steps = np.arange(0.1, 0.95, 2 / (np.hypot(dx, dy) * pixels)) if _is_far(dx, dy) else ()
        yield (dx, dy), box, [_around(px + s * dx * pixels, py + s * dy * pixels, 1) for s in steps]


def _crosses(piece: Bbox, taken: list[Bbox], px: float, py: float) -> bool:
    """A leader line may leave its own point, and run over nothing else that has a name."""
    return any(piece.overlaps(other) and not other.contains(px, py) for other in taken)


def _is_far(dx: float, dy: float) -> bool:
    return abs(dx) + abs(dy) > FAR


def _annotate(axes: Axes, x: float, y: float, name: str, size: float, dx: float, dy: float) -> None:
    line = (
        {"arrowstyle": "-", "color": MUTED, "linewidth": 0.6, "shrinkA": 0, "shrinkB": 2} if _is_far(dx, dy) else None
    )
    axes.annotate(
        name,
        (x, y),
        (dx, dy),
        textcoords="offset points",
        fontsize=size,
        color=INK,
        bbox={"facecolor": "white", "alpha": 0.85, "edgecolor": "none", "pad": 0.8},  # readable on top of a cloud
        arrowprops=line,
        ha="left" if dx > 0 else "right",
        va="center" if abs(dy) < abs(dx) else "bottom" if dy > 0 else "top",
        zorder=5,
    )
