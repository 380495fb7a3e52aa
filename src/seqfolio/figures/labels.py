"""Names beside points without overlapping each other, away from where the points are dense."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

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
_OFFSETS = np.array(PLACES)
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

    def share(self, boxes: Floats) -> Floats:
        """Share of each box that is covered, 0 to 1; boxes (..., 4) as left, bottom, right, top; NaN is no box: 0."""
        most = np.array(self._sums.shape) - 1
        cells = np.nan_to_num(boxes).astype(int) // CELL
        low = np.clip(cells[..., :2], 0, most - 1)
        high = np.clip(cells[..., 2:] + 1, low + 1, most)
        (a, b), (c, d), s = np.moveaxis(low, -1, 0), np.moveaxis(high, -1, 0), self._sums
        share = (s[c, d] - s[a, d] - s[c, b] + s[a, b]) / ((c - a) * (d - b))
        return np.asarray(np.where(np.isnan(boxes[..., 0]), 0.0, share))


@dataclass
class Room:
    """What is taken already, in pixels; boxes are rows of left, bottom, right and top.

    Attributes:
        window: inside of the axes.
        crowd: the points of the cloud, None when names may lie anywhere.
        taken: boxes of names, of points with a name, and of pieces of leader lines (n x 4).
    """

    window: Bbox
    crowd: Crowd | None
    taken: Floats = field(default_factory=lambda: np.empty((0, 4)))

    def take(self, boxes: Floats) -> None:
        """Nothing else may lie here from now on."""
        self.taken = np.vstack((self.taken, boxes))

    def free(self, boxes: Floats) -> NDArray[np.bool_]:
        """Which boxes (n x 4) lie inside the axes and over nothing that was placed."""
        window = self.window
        inside = (boxes[:, :2] >= window.min).all(axis=1) & (boxes[:, 2:] <= window.max).all(axis=1)
        return np.asarray(inside & ~_overlap(boxes, self.taken).any(axis=-1))

    def crosses(self, lines: Floats, x: float, y: float) -> NDArray[np.bool_]:
        """Which lines (n x pieces x 4) run over something with a name; a line may leave its own point."""
        own = (self.taken[:, :2] <= (x, y)).all(axis=1) & (self.taken[:, 2:] >= (x, y)).all(axis=1)
        return np.asarray(_overlap(lines, self.taken[~own]).any(axis=(-2, -1)))

    def covered(self, boxes: Floats) -> Floats:
        """Share of the cloud that each box would hide."""
        return self.crowd.share(boxes) if self.crowd else np.zeros(boxes.shape[:-1])

    def crossed(self, lines: Floats) -> Floats:
        """Share of each leader line that runs over the cloud."""
        pieces = (~np.isnan(lines[..., 0])).sum(axis=-1)
        return np.asarray(self.covered(lines).sum(axis=-1) / np.maximum(pieces, 1))


def _overlap(boxes: Floats, others: Floats) -> NDArray[np.bool_]:
    """Whether each of the boxes (..., 4) touches each of the others (n x 4): (..., n)."""
    left, bottom, right, top = np.moveaxis(boxes, -1, 0)[..., None]
    across = (left <= others[:, 2]) & (others[:, 0] <= right)
    return np.asarray(across & (bottom <= others[:, 3]) & (others[:, 1] <= top))


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
    room.take(_around(pixels, 3))
    for number, ((x, y, name), pixel) in enumerate(zip(points, pixels, strict=True)):
        text = short(name, 18)
        width, _, _ = renderer.get_text_width_height_descent(text, FontProperties(size=size), ismath=False)
        height = LINE_HEIGHT * size * axes.figure.dpi / 72
        px, py = map(float, pixel)
        places = _places(px, py, width, height, axes.figure.dpi / 72)
        best = _best_place(places, px, py, room, 1.0 if number < asked else CROWDED)
        if best is not None:
            _annotate(axes, x, y, text, size, *PLACES[best])
            room.take(places.boxes[best])
            room.take(places.lines[best][~np.isnan(places.lines[best][:, 0])])


def settle(axes: Axes) -> None:
    """Lay the figure out once and for all: what is drawn afterwards has to fit inside the axes."""
    engine = axes.figure.get_layout_engine()
    if engine is not None:
        engine.execute(axes.figure)  # type: ignore[arg-type]
        axes.figure.set_layout_engine("none")  # type: ignore[union-attr]


def _around(centres: Floats, reach: float) -> Floats:
    """Boxes (..., 4) around points (..., 2)."""
    return np.concatenate((centres - reach, centres + reach), axis=-1)


@dataclass(frozen=True)
class Places:
    """Where a name may go, in the order of ``PLACES``, in pixels.

    Attributes:
        boxes: of the text (n x 4).
        lines: pieces of the leader line (n x pieces x 4); NaN beyond its end, and where none is needed.
    """

    boxes: Floats
    lines: Floats


def _best_place(places: Places, x: float, y: float, room: Room, most: float) -> int | None:
    """The number of the place that is near and hides little of the cloud."""
    hidden, crossed = room.covered(places.boxes), room.crossed(places.lines)
    allowed = room.free(places.boxes) & ~room.crosses(places.lines, x, y) & (np.maximum(hidden, 2 * crossed) <= most)
    cost = np.where(allowed, np.hypot(*_OFFSETS.T) + SHY * (hidden + crossed), np.inf)
    return int(cost.argmin()) if allowed.any() else None


def _places(x: float, y: float, width: float, height: float, pixels: float) -> Places:
    """The places for a text of this size, and ``pixels`` in a point."""
    dx, dy = _OFFSETS.T
    left = x + dx * pixels - np.where(dx > 0, 0, width)
    shift = np.where(np.abs(dy) < np.abs(dx), height / 2, np.where(dy > 0, 0, height))
    bottom = y + dy * pixels - shift
    boxes = np.column_stack((left - 2, bottom - 1, left + width + 2, bottom + height + 1))
    return Places(boxes, _around(np.array((x, y)) + _steps(pixels)[..., None] * pixels * _OFFSETS[:, None, :], 1))


@cache
def _steps(pixels: float) -> Floats:
    """How far along its leader line each piece lies, from 0 to 1 (places x pieces)."""
    steps = [np.arange(0.1, 0.95, 2 / (np.hypot(*at) * pixels)) if _is_far(*at) else np.empty(0) for at in PLACES]
    padded = np.full((len(steps), max(map(len, steps))), np.nan)
    for row, values in zip(padded, steps, strict=True):
        row[: len(values)] = values
    return padded


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
