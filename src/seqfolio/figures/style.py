"""One look for all figures, and how a figure becomes bytes that are the same every time.

Colours can be told apart with every common colour deficiency (smallest Delta E 31 between the three calls).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from types import MappingProxyType
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, LinearSegmentedColormap
from matplotlib.figure import Figure

from seqfolio import fonts
from seqfolio.errors import InputError, Problem, nearest

INK, MUTED, GRID = "#1f2933", "#5f6b7a", "#e3e7ec"
HIGHER, LOWER, NEUTRAL, CHANGED = "#D55E00", "#0072B2", "#9aa3ad", "#7A4FA3"
CALL_COLOURS = {
    "higher": HIGHER,
    "lower": LOWER,
    "changed": CHANGED,
    "equivalent": "#00795C",
    "not significant": NEUTRAL,
}
_own_colours: ContextVar[Mapping[str, str]] = ContextVar("own_colours", default=MappingProxyType({}))


@contextmanager
def own_colours(colours: Mapping[str, str]) -> Iterator[None]:
    """The project's colours of calls (``higher``, ``lower``) for the time of a ``with`` block."""
    before = _own_colours.set(colours)
    try:
        yield
    finally:
        _own_colours.reset(before)


def call_colour(call: str) -> str:
    """The colour of genes with this call."""
    return _own_colours.get().get(call) or CALL_COLOURS[call]


GROUPS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7A4FA3", "#8C6D31", "#4D4D4D", "#B2DF8A")
# One palette per covariate, so that a colour belongs to one of them; the later ones are Paul Tol's light and muted
# schemes (SRON/EPS/TN/09-002, 2021) and ColorBrewer's brown to teal, all safe with colour deficiencies.
PALETTES = (
    GROUPS,
    ("#EEDD88", "#99DDFF", "#44BB99", "#FFAABB", "#BBCC33", "#EE8866", "#77AADD", "#AAAA00", "#DDDDDD"),
    ("#332288", "#882255", "#117733", "#999933", "#AA4499", "#DDCC77", "#44AA99", "#CC6677", "#88CCEE", "#661100"),
    ("#543005", "#80CDC1", "#BF812D", "#01665E", "#DFC27D", "#35978F", "#8C510A", "#003C30"),
)
SCALES = ("viridis", "magma", "cividis")  # of covariates that are numbers
AGREEMENTS = {  # of two lists: colour and marker, the rarer kinds on top; a dash lies along the axis of its list
    "neither": (NEUTRAL, "o"),
    "only_first": ("#3A9BD9", "_"),
    "only_second": ("#D98C00", "|"),
    "both": ("#00795C", "s"),
    "opposite": (CHANGED, "X"),
}
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "*")
WIDTH = 6.85  # inches: the text width of an A4 page

_RC = {
    "font.size": 8.5,
    "axes.titlesize": 9,
    "axes.labelsize": 8.5,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "legend.fontsize": 8,
    "legend.frameon": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": MUTED,
    "axes.linewidth": 0.7,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.major.width": 0.7,
    "ytick.major.width": 0.7,
    "svg.fonttype": "none",
    "svg.hashsalt": "seqfolio",
    "text.parse_math": False,
    "axes.unicode_minus": True,
    "path.simplify": True,
    "axes.formatter.use_mathtext": False,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
}


def _settings() -> Any:
    """Matplotlib's defaults under our look; the backend stays what it is, since we never use it."""
    ours = {**_RC, "font.family": list(fonts.current().families)}
    return {**{k: v for k, v in mpl.rcParamsDefault.items() if k != "backend"}, **ours}


@contextmanager
def drawing() -> Iterator[None]:
    """Our look for the time of a ``with`` block; the user's own matplotlib settings are left alone."""
    _load_fonts()
    with mpl.rc_context(_settings()):
        yield


_loaded: set[Path] = set()


def _load_fonts() -> None:
    """Make the fonts known to matplotlib, each once."""
    from matplotlib import font_manager

    typeface = fonts.current()
    for path in {*fonts.packaged().values(), *typeface.given, *(path for _, path in typeface.system)} - _loaded:
        font_manager.fontManager.addfont(path)
        _loaded.add(path)


def new_figure(width: float = WIDTH, height: float = 4.0) -> Figure:
    """An empty figure whose labels are never cut; sizes in inches."""
    return Figure(figsize=(width, height), layout="constrained")


def grid_of_panels(
    rows: int,
    columns: int,
    panel: tuple[float, float],
    margins: tuple[float, float, float, float],
    gaps: tuple[float, float],
) -> tuple[Figure, list[Axes]]:
    """Panels of one size at fixed places, row by row: many times as fast as a layout that measures every label.

    Args:
        rows: of panels.
        columns: of panels.
        panel: width and height of each, in inches.
        margins: left, right, top and bottom of all, in inches.
        gaps: between panels beside and above each other, in inches.
    """
    left, right, top, bottom = margins
    width = left + right + columns * panel[0] + (columns - 1) * gaps[0]
    height = top + bottom + rows * panel[1] + (rows - 1) * gaps[1]
    figure = Figure(figsize=(width, height))
    places = [
        (left + j * (panel[0] + gaps[0]), height - top - (i + 1) * panel[1] - i * gaps[1])
        for i in range(rows)
        for j in range(columns)
    ]
    axes = [figure.add_axes((x / width, y / height, panel[0] / width, panel[1] / height)) for x, y in places]
    return figure, axes


def one_axes(width: float = WIDTH, height: float = 4.0) -> tuple[Figure, Axes]:
    """A figure with one panel."""
    figure = new_figure(width, height)
    return figure, figure.add_subplot()


DIVERGING = LinearSegmentedColormap.from_list(
    "seqfolio", ["#0b5394", "#4d8fc4", "#a9c8e2", "#f5f3f1", "#f0b78f", "#db7433", "#a33e00"], N=256
)


def sequential() -> Colormap:
    """From white to the blue of the calls, for shares: monotone in lightness, so it reads in grey."""
    return LinearSegmentedColormap.from_list("share", ["#f4f6f8", "#8fbcdb", "#0b4f80"], N=256)


def colormap(name: str, where: str) -> Colormap:
    """A colour map by its matplotlib or seaborn name; ``seqfolio`` is our diverging one.

    Raises:
        InputError: there is none of that name.
    """
    if name == "seqfolio":
        return DIVERGING
    if name not in mpl.colormaps:
        import seaborn  # noqa: F401 - registers its colour maps; imported only when somebody asks for one
    if name not in mpl.colormaps:
        raise InputError(
            Problem(
                "wrong-value",
                f'there is no colour map "{name}"',
                where,
                nearest(name, list(mpl.colormaps)) or "See matplotlib's list of colormaps.",
            )
        )
    return mpl.colormaps[name]


def quiet_grid(axes: Axes) -> None:
    """Thin lines behind the data."""
    axes.grid(visible=True, color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)


def thousands(value: float, _: object = None) -> str:
    """12,345 as an axis writes it."""
    return f"{value:,.0f}"


def power(value: float, _: object = None) -> str:
    """0.01, 1, 1,000 or 1e+06 as a logarithmic axis writes them."""
    return f"{value:,.0f}" if 1 <= value < 1e6 else f"{value:g}"


def short(text: str, most: int = 28) -> str:
    """A name that fits beside an axis: on one line, its middle left out when it is long."""
    line = fonts.current().legible("".join(c if c.isprintable() else " " for c in str(text)))
    return line if len(line) <= most else f"{line[: most // 2]}…{line[-(most // 2 - 1) :]}"
