"""The tables, methods and plots in ``multiqc/`` as frozen values; ``reading.py`` knows the summary and the figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from seqfolio.multiqc_plugin.reading import (
    BLOCKS,
    BLOCKS_VERSION,
    UnreadableError,
    check_number,
    mapping,
    number,
    read_json,
    rows,
    text,
)

PLOTS = Path("multiqc") / "seqfolio_plots.json"
PLOTS_VERSION = 1
GZIP = b"\x1f\x8b"
COORDINATES = ("change", "p", "mean")
Cell = str | float | None


@dataclass(frozen=True)
class Column:
    """A column of a table."""

    title: str
    kind: str
    help: str


@dataclass(frozen=True)
class Table:
    """A table of our own report."""

    id: str
    title: str
    caption: str
    note: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Point:
    """A sample on two components."""

    sample: str
    x: float
    y: float
    group: str
    colour: str


@dataclass(frozen=True)
class Points:
    """Samples as points; ``axes`` are the titles of the two axes."""

    caption: str
    axes: tuple[str, str]
    grouped_by: str
    samples: tuple[Point, ...]


@dataclass(frozen=True)
class Matrix:
    """Samples x samples."""

    caption: str
    title: str
    samples: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Cloud:
    """Genes as points.

    Attributes:
        x, y: names of the columns of ``genes``.
        count: how many genes.
        calls: (words, colour) by the number that stands in the column ``call``.
        genes: the columns as compressed JSON, as the browser will unpack them.
    """

    caption: str
    x: str
    y: str
    axes: tuple[str, str]
    count: int
    calls: tuple[tuple[str, str], ...]
    genes: bytes = field(repr=False)


Plot = Points | Matrix | Cloud


@dataclass(frozen=True)
class Blocks:
    """Tables, paragraphs of the methods, and plots by the id of the figure that they stand for."""

    tables: tuple[Table, ...] = ()
    methods: tuple[str, ...] = ()
    plots: Mapping[str, Plot] = field(default_factory=dict)


def read_blocks(folder: Path) -> Blocks:
    """What lies in ``multiqc/`` beside the figures; empty for results of older versions.

    Raises:
        UnreadableError: a file is damaged or has a newer number.
    """
    try:
        return _blocks(folder)
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableError(f"cannot be read: {error}") from error


def _blocks(folder: Path) -> Blocks:
    if not (folder / BLOCKS).is_file():
        return Blocks()
    tree = read_json((folder / BLOCKS).read_text("utf-8"))
    check_number(tree, "seqfolio_blocks", BLOCKS_VERSION)
    methods = tree.get("methods")
    return Blocks(
        tables=tuple(_table(row) for row in rows(tree, "tables")) if "tables" in tree else (),
        methods=tuple(text({"m": m}, "m") for m in methods) if isinstance(methods, list) else (),
        plots=_plots(folder),
    )


def _table(row: Mapping[str, object]) -> Table:
    columns = tuple(Column(text(c, "title"), text(c, "kind"), text(c, "help")) for c in rows(row, "columns"))
    lines = row.get("rows")
    if not isinstance(lines, list) or not all(isinstance(r, list) and len(r) == len(columns) for r in lines):
        raise UnreadableError("is damaged: rows of a table do not fit its columns")
    made = tuple(tuple(_cell(value) for value in line) for line in lines)
    return Table(text(row, "id"), text(row, "title"), text(row, "caption"), text(row, "note"), columns, made)


def _cell(value: object) -> Cell:
    return text({"v": value}, "v") if isinstance(value, str) else number({"v": value}, "v")


def _plots(folder: Path) -> dict[str, Plot]:
    path = folder / PLOTS
    if not path.is_file():
        return {}
    tree = read_json(path.read_text("utf-8"))
    check_number(tree, "seqfolio_plots", PLOTS_VERSION)
    plots = mapping(tree.get("plots"), "plots")
    return {name: _plot(mapping(plot, "a plot"), path.parent) for name, plot in plots.items()}


def _plot(row: Mapping[str, object], folder: Path) -> Plot:
    kinds: dict[str, Callable[[Mapping[str, object], Path], Plot]] = {
        "samples": _points,
        "matrix": _matrix,
        "genes": _cloud,
    }
    kind = text(row, "kind")
    if kind not in kinds:
        raise UnreadableError(f"is damaged: {kind!r} is no kind of plot")
    return kinds[kind](row, folder)


def _points(row: Mapping[str, object], _: Path) -> Points:
    return Points(
        text(row, "caption"),
        _axes(row),
        text(row, "grouped_by"),
        tuple(_point(point) for point in rows(row, "samples")),
    )


def _point(row: Mapping[str, object]) -> Point:
    return Point(text(row, "id"), _finite(row, "x"), _finite(row, "y"), text(row, "group"), _colour(row))


def _matrix(row: Mapping[str, object], _: Path) -> Matrix:
    samples, lines = row.get("samples"), row.get("values")
    if not isinstance(samples, list) or not isinstance(lines, list) or len(lines) != len(samples):
        raise UnreadableError("is damaged: a matrix is not square")
    if not all(isinstance(line, list) and len(line) == len(samples) for line in lines):
        raise UnreadableError("is damaged: a matrix is not square")
    names = tuple(text({"s": s}, "s") for s in samples)
    return Matrix(
        text(row, "caption"),
        text(row, "title"),
        names,
        tuple(tuple(_finite({"v": v}, "v") for v in line) for line in lines),
    )


def _cloud(row: Mapping[str, object], folder: Path) -> Cloud:
    name, x, y = text(row, "file"), text(row, "x"), text(row, "y")
    path = folder / name
    if Path(name).name != name or path.resolve().parent != folder.resolve():
        raise UnreadableError(f"is damaged: {name!r} is no file beside it")
    genes = path.read_bytes()
    if not genes.startswith(GZIP) or x not in COORDINATES or y not in COORDINATES:
        raise UnreadableError(f"is damaged: {name!r} holds no genes")
    calls = tuple((text(call, "name"), _colour(call)) for call in rows(row, "calls"))
    return Cloud(text(row, "caption"), x, y, _axes(row), int(_finite(row, "genes")), calls, genes)


def _axes(row: Mapping[str, object]) -> tuple[str, str]:
    axes = row.get("axes")
    if not isinstance(axes, list) or len(axes) != 2:
        raise UnreadableError("is damaged: a plot has two axes")
    return text({"a": axes[0]}, "a"), text({"a": axes[1]}, "a")


def _colour(row: Mapping[str, object]) -> str:
    """A colour as six digits; anything else is none."""
    colour = text(row, "colour")
    digits = colour[1:]
    return colour if colour.startswith("#") and len(digits) == 6 and digits.isalnum() and digits.isascii() else ""


def _finite(row: Mapping[str, object], key: str) -> float:
    value = number(row, key)
    if value is None:
        raise UnreadableError(f"is damaged: {key} of a plot is no number")
    return value
