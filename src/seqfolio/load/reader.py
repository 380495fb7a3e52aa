"""The reader seam: what a reader of counts is, and which one reads what the YAML names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from seqfolio.config.model import Input
from seqfolio.errors import InputError, counted, fail, listed, printable
from seqfolio.load.files import Files
from seqfolio.load.head import Head
from seqfolio.load.unpack import opened
from seqfolio.plugins import Registry
from seqfolio.progress import Progress, Silent

ROLE = "input.counts"
Lines = Callable[[set[int]], dict[int, int]]  # rows of counts -> their lines in the file


@dataclass(frozen=True)
class CountTable:
    """What a reader gives.

    Attributes:
        counts: genes x samples, float64.
        lines: rows of ``counts`` -> their lines in the file, for messages.
        name: the file, for messages.
        notes: what it noticed and decided, in words.
        repairs: what it changed, in words.
        values: what the numbers are, when the format says so (``estimated_counts``, ``tpm``, ...); else empty.
        lengths: average transcript lengths, genes x samples, bases; None when the format has none.
        genes: what the files say about the genes (``gene_name``, ``gene_biotype``, ...), indexed like ``counts``.
        files: files that were read, when that is not just the one that the YAML names.
        also: (role, path) of other files that were read.
    """

    counts: pd.DataFrame = field(repr=False)
    lines: Callable[[set[int]], dict[int, int]] = field(repr=False)
    name: str = ""
    notes: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()
    values: str = ""
    lengths: pd.DataFrame | None = field(default=None, repr=False)
    genes: pd.DataFrame | None = field(default=None, repr=False)
    files: tuple[Path, ...] = ()
    also: tuple[tuple[str, Path], ...] = ()


def no_lines(rows: set[int]) -> dict[int, int]:
    """Of a format without lines: the number of the gene, the first one being 1."""
    return {row: row + 1 for row in rows}


@dataclass(frozen=True)
class Request:
    """What a reader is asked to read.

    Attributes:
        paths: the files of its format.
        files: everything that the YAML named.
        settings: the ``input`` part of the YAML.
        folder: where relative paths of the YAML start.
        told: hears about each file.
    """

    paths: tuple[Path, ...]
    files: Files
    settings: Input
    folder: Path
    told: Progress = field(default_factory=Silent, repr=False)

    @property
    def path(self) -> Path:
        """The only file, or the first one."""
        return self.paths[0]

    def other(self, value: str) -> Path:
        """Another path of the YAML."""
        return self.folder / Path(value).expanduser()


@dataclass(frozen=True)
class Reader:
    """One input format.

    Attributes:
        id: ``input.format`` in the YAML.
        title: for people.
        description: what it recognises and reads, in a sentence.
        recognise: the beginning of a file -> whether it has this format.
        read: files -> counts.
        priority: readers that know a narrow format are asked first (high numbers); in a folder the highest one wins.
        many: whether several files are one experiment; else there must be one.
        names: of counts of transcripts, whose genes may not be known yet: the samples that the files are.
    """

    id: str
    title: str
    description: str
    recognise: Callable[[Head], bool] = field(repr=False)
    read: Callable[[Request], CountTable] = field(repr=False)
    priority: int = 50
    many: bool = False
    names: Callable[[Request], list[str]] | None = field(default=None, repr=False)


READERS: Registry[Reader] = Registry(Reader, "seqfolio.load.readers", "READER", "reader")
LAST_RESORT = "matrix"


@dataclass(frozen=True)
class Choice:
    """A reader, its files, and what else lies there."""

    reader: Reader
    paths: tuple[Path, ...]
    notes: tuple[str, ...] = ()


def choose(files: Files, wanted: str) -> Choice:
    """The reader that the YAML names, or the first that recognises the files, and the files that are for it.

    Raises:
        InputError: no reader of that name, none that recognises a file, or several files where one is wanted.
    """
    named = READERS.get(wanted, "input.format") if wanted != "auto" else None
    if files.chosen and named is not None:
        return _checked(named, files.paths, files)
    if files.chosen and len(files.paths) == 1:
        return Choice(_reader_of(Head.of(files.paths[0])), files.paths)
    found = _sorted_out(files, named)
    if not found:
        raise _nothing(files)
    best = max(found.values(), key=lambda choice: choice.reader.priority)
    others = [f"{counted(len(c.paths), 'file')} of {c.reader.title}" for c in found.values() if c is not best]
    notes = (f"also there and not read: {', '.join(others)}",) if others else ()
    return _checked(best.reader, best.paths, files, notes)


def in_order() -> list[Reader]:
    """All readers, those of narrow formats first."""
    return sorted(READERS, key=lambda reader: -reader.priority)


def _reader_of(head: Head) -> Reader:
    return next(reader for reader in in_order() if reader.recognise(head))


def _sorted_out(files: Files, named: Reader | None) -> dict[str, Choice]:
    """The files of each narrow format; in a folder, a file that is just a table may be anything."""
    readers = [named] if named else [r for r in in_order() if r.id != LAST_RESORT or files.chosen]
    found: dict[str, list[Path]] = {}
    for path in files.paths:
        head = Head.of(path)
        if not head.magic and path.stat().st_size:
            opened(path, ROLE).close()  # says why it cannot be read: it could be a sample, so it is not passed over
        reader = next((r for r in readers if (head.magic and r.recognise(head))), None)
        if reader is not None:
            found.setdefault(reader.id, []).append(path)
    return {name: Choice(READERS.get(name), tuple(paths)) for name, paths in found.items()}


def _nothing(files: Files) -> InputError:
    names = [files.name(path) for path in files.paths]
    return fail(
        "unknown-format",
        f'no reader recognises any of {counted(len(names), "file")} in "{printable(files.root.name)}": {listed(names, 5)}',
        ROLE,
        "Name the file with the counts. `seqfolio show readers` lists what can be read.",
    )


def _checked(reader: Reader, paths: tuple[Path, ...], files: Files, notes: tuple[str, ...] = ()) -> Choice:
    if len(paths) > 1 and not reader.many:
        raise fail(
            "ambiguous-counts",
            f"{len(paths)} files are {printable(reader.title)}, of which only one can be read: "
            f"{listed((files.name(p) for p in paths), 6)}",
            ROLE,
            "Name the one file.",
        )
    return Choice(reader, paths, notes)
