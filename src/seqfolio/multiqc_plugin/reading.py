"""A results folder -> Project. The only file that knows the layout of the summary and of the blocks."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SUMMARY_VERSION = 1
BLOCKS_VERSION = 1
BLOCKS = Path("multiqc") / "seqfolio_blocks.json"
REPORTS = ("report.html", "report.pdf")
PNG = b"\x89PNG\r\n\x1a\n"


class UnreadableError(ValueError):
    """The file is damaged, or newer than this plug-in; the message says which."""


@dataclass(frozen=True)
class Sample:
    """What is known about a sample; ``None`` is "not available"."""

    id: str
    display_name: str
    library_size: float | None
    detected_genes: float | None
    size_factor: float | None
    outlier: bool | None


@dataclass(frozen=True)
class Contrast:
    """How many genes were called; ``numerator`` is empty when no two levels are compared."""

    id: str
    title: str
    numerator: str
    denominator: str
    sentence: str
    method: str
    alpha: float | None
    counts: Mapping[str, float]


@dataclass(frozen=True)
class Finding:
    """What a check says; ``title`` is its name for people, which differs between passed and not."""

    check: str
    title: str
    severity: str
    message: str
    action: str
    samples: tuple[str, ...]


@dataclass(frozen=True)
class Figure:
    """A picture with its words; ``width`` in CSS pixels, 0 when unknown."""

    id: str
    title: str
    caption: str
    alt: str
    width: int
    png: bytes


@dataclass(frozen=True)
class Project:
    """One results folder; ``reports`` are the names of the reports in it, none when only tables were made."""

    id: str
    title: str
    organism: str
    created: str
    version: str
    folder: str
    reports: tuple[str, ...]
    samples: tuple[Sample, ...]
    contrasts: tuple[Contrast, ...]
    findings: tuple[Finding, ...]


def read_project(text: str | None, folder: Path) -> Project:
    """The summary as frozen values.

    Raises:
        UnreadableError: it is damaged or has a newer number.
    """
    tree = _json(text)
    _check_number(tree, "seqfolio_summary", SUMMARY_VERSION)
    project = _mapping(tree.get("project"), "project")
    return Project(
        id=_text(project, "id") or folder.name,
        title=_text(project, "title"),
        organism=_text(project, "organism"),
        created=_text(tree, "created"),
        version=_text(_mapping(tree.get("versions"), "versions"), "seqfolio"),
        folder=folder.resolve().name,
        samples=tuple(_sample(row) for row in _rows(tree, "samples")),
        contrasts=tuple(_contrast(row) for row in _rows(tree, "contrasts")),
        findings=tuple(_finding(row) for row in _rows(tree, "findings")),
        reports=tuple(name for name in REPORTS if name in {_text(row, "path") for row in _rows(tree, "files")}),
    )


def read_figures(folder: Path) -> tuple[Figure, ...]:
    """The pictures in ``multiqc/``, none when there is no such folder.

    Raises:
        UnreadableError: their list or one of them is damaged, or the list has a newer number.
    """
    path = folder / BLOCKS
    if not path.is_file():
        return ()
    try:
        tree = _json(path.read_text("utf-8"))
        _check_number(tree, "seqfolio_blocks", BLOCKS_VERSION)
        return tuple(_figure(row, path.parent) for row in _rows(tree, "figures"))
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableError(f"cannot be read: {error}") from error


def _json(text: str | None) -> Mapping[str, object]:
    try:
        return _mapping(json.loads(text or ""), "the file")
    except UnreadableError:
        raise
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"is damaged: {error}") from error


def _check_number(tree: Mapping[str, object], key: str, known: int) -> None:
    number = tree.get(key)
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise UnreadableError(f"is damaged: {key} is {number!r}")
    if number > known:
        raise UnreadableError(f"has the newer format {number}, this plug-in knows {known}; update seqfolio here")


def _sample(row: Mapping[str, object]) -> Sample:
    name = _text(row, "id")
    if not name:
        raise UnreadableError("is damaged: a sample has no id")
    outlier = row.get("outlier")
    return Sample(
        id=name,
        display_name=_text(row, "display_name") or name,
        library_size=_number(row, "library_size"),
        detected_genes=_number(row, "detected_genes"),
        size_factor=_number(row, "size_factor"),
        outlier=outlier if isinstance(outlier, bool) else None,
    )


def _contrast(row: Mapping[str, object]) -> Contrast:
    counts = _mapping(row.get("counts"), "counts")
    numbers = {key: _number(counts, key) for key in counts}
    return Contrast(
        id=_text(row, "id"),
        title=_text(row, "title") or _text(row, "id"),
        numerator=_text(row, "numerator"),
        denominator=_text(row, "denominator"),
        sentence=_text(row, "sentence"),
        method=_text(row, "method"),
        alpha=_number(row, "alpha"),
        counts={key: value for key, value in numbers.items() if value is not None},
    )


def _finding(row: Mapping[str, object]) -> Finding:
    samples = row.get("samples")
    named = tuple(_encodable(s) for s in samples if isinstance(s, str)) if isinstance(samples, list) else ()
    title = _text(row, "title") or _text(row, "check")
    check = _text(row, "check") or title
    return Finding(check, title, _text(row, "severity"), _text(row, "message"), _text(row, "action"), named)


def _figure(row: Mapping[str, object], folder: Path) -> Figure:
    name = _text(row, "file")
    path = folder / name
    if Path(name).name != name or path.resolve().parent != folder.resolve():
        raise UnreadableError(f"is damaged: {name!r} is no file beside it")
    png = path.read_bytes()
    if not png.startswith(PNG):
        raise UnreadableError(f"is damaged: {name!r} is no PNG")
    title = _text(row, "title")
    width = _number(row, "width")
    return Figure(_text(row, "id"), title, _text(row, "caption"), _text(row, "alt") or title, int(width or 0), png)


def _mapping(value: object, name: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise UnreadableError(f"is damaged: {name} is no object")
    return value


def _rows(tree: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    value = tree.get(key)
    if not isinstance(value, list):
        raise UnreadableError(f"is damaged: {key} is no list")
    return [_mapping(row, f"an entry of {key}") for row in value]


def _text(tree: Mapping[str, object], key: str) -> str:
    value = tree.get(key)
    return "" if value is None else _encodable(str(value))


def _encodable(text: str) -> str:
    """Half a surrogate pair, which JSON can hold, would break the writing of the report."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _number(tree: Mapping[str, object], key: str) -> float | None:
    value = tree.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if math.isfinite(value) else None
