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
LIBRARIES = ("python", "numpy", "scipy", "pandas")  # what the numbers depend on
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
    libraries: Mapping[str, str]
    folder: str
    reports: tuple[str, ...]
    samples: tuple[Sample, ...]
    contrasts: tuple[Contrast, ...]
    findings: tuple[Finding, ...]


def read_project(content: str | None, folder: Path) -> Project:
    """The summary as frozen values.

    Raises:
        UnreadableError: it is damaged or has a newer number.
    """
    tree = read_json(content)
    check_number(tree, "seqfolio_summary", SUMMARY_VERSION)
    project, versions = (mapping(tree.get(key), key) for key in ("project", "versions"))
    return Project(
        id=text(project, "id") or folder.name,
        title=text(project, "title"),
        organism=text(project, "organism"),
        created=text(tree, "created"),
        version=text(versions, "seqfolio"),
        libraries={name: text(versions, name) for name in LIBRARIES if text(versions, name)},
        folder=folder.resolve().name,
        samples=tuple(_sample(row) for row in rows(tree, "samples")),
        contrasts=tuple(_contrast(row) for row in rows(tree, "contrasts")),
        findings=tuple(_finding(row) for row in rows(tree, "findings")),
        reports=tuple(name for name in REPORTS if name in {text(row, "path") for row in rows(tree, "files")}),
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
        tree = read_json(path.read_text("utf-8"))
        check_number(tree, "seqfolio_blocks", BLOCKS_VERSION)
        return tuple(_figure(row, path.parent) for row in rows(tree, "figures"))
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableError(f"cannot be read: {error}") from error


def read_json(content: str | None) -> Mapping[str, object]:
    """A JSON object.

    Raises:
        UnreadableError: it is none.
    """
    try:
        return mapping(json.loads(content or ""), "the file")
    except UnreadableError:
        raise
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"is damaged: {error}") from error


def check_number(tree: Mapping[str, object], key: str, known: int) -> None:
    """Refuse a file without our number, or with a newer one than ``known``."""
    found = tree.get(key)
    if isinstance(found, bool) or not isinstance(found, int) or found < 1:
        raise UnreadableError(f"is damaged: {key} is {found!r}")
    if found > known:
        raise UnreadableError(f"has the newer format {found}, this plug-in knows {known}; update seqfolio here")


def _sample(row: Mapping[str, object]) -> Sample:
    name = text(row, "id")
    if not name:
        raise UnreadableError("is damaged: a sample has no id")
    outlier = row.get("outlier")
    return Sample(
        id=name,
        display_name=text(row, "display_name") or name,
        library_size=number(row, "library_size"),
        detected_genes=number(row, "detected_genes"),
        size_factor=number(row, "size_factor"),
        outlier=outlier if isinstance(outlier, bool) else None,
    )


def _contrast(row: Mapping[str, object]) -> Contrast:
    counts = mapping(row.get("counts"), "counts")
    numbers = {key: number(counts, key) for key in counts}
    return Contrast(
        id=text(row, "id"),
        title=text(row, "title") or text(row, "id"),
        numerator=text(row, "numerator"),
        denominator=text(row, "denominator"),
        sentence=text(row, "sentence"),
        method=text(row, "method"),
        alpha=number(row, "alpha"),
        counts={key: value for key, value in numbers.items() if value is not None},
    )


def _finding(row: Mapping[str, object]) -> Finding:
    samples = row.get("samples")
    named = tuple(_encodable(s) for s in samples if isinstance(s, str)) if isinstance(samples, list) else ()
    title = text(row, "title") or text(row, "check")
    check = text(row, "check") or title
    return Finding(check, title, text(row, "severity"), text(row, "message"), text(row, "action"), named)


def _figure(row: Mapping[str, object], folder: Path) -> Figure:
    name = text(row, "file")
    path = folder / name
    if Path(name).name != name or path.resolve().parent != folder.resolve():
        raise UnreadableError(f"is damaged: {name!r} is no file beside it")
    png = path.read_bytes()
    if not png.startswith(PNG):
        raise UnreadableError(f"is damaged: {name!r} is no PNG")
    title = text(row, "title")
    width = number(row, "width")
    return Figure(text(row, "id"), title, text(row, "caption"), text(row, "alt") or title, int(width or 0), png)


def mapping(value: object, name: str) -> Mapping[str, object]:
    """The value, when it is an object."""
    if not isinstance(value, dict):
        raise UnreadableError(f"is damaged: {name} is no object")
    return value


def rows(tree: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    """A list of objects."""
    value = tree.get(key)
    if not isinstance(value, list):
        raise UnreadableError(f"is damaged: {key} is no list")
    return [mapping(row, f"an entry of {key}") for row in value]


def text(tree: Mapping[str, object], key: str) -> str:
    """A text; empty when there is none."""
    value = tree.get(key)
    return "" if value is None else _encodable(str(value))


def _encodable(value: str) -> str:
    """Half a surrogate pair, which JSON can hold, would break the writing of the report."""
    return value.encode("utf-8", "replace").decode("utf-8")


def number(tree: Mapping[str, object], key: str) -> float | None:
    """A finite number, or nothing."""
    value = tree.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if math.isfinite(value) else None
