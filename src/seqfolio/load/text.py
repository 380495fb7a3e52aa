"""Text files as tables: compression, encoding, delimiter, header, and the line number of every row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO

from seqfolio.errors import InputError, fail, listed, printable
from seqfolio.load.unpack import BLOCK, opened

_NOT_TEXT = {
    b"\xd0\xcf\x11\xe0": "an old Excel file (.xls)",
    b"PAR1": "a Parquet file",
    b"\x89HDF": "an HDF5 file",
    b"%PDF": "a PDF",
    b"BAM\x01": "a BAM file",
    b"\x7fELF": "a program",
    b"ARROW1": "a Feather file",
    b"X\n\x00\x00": "an R object (.rds)",
    b"RDX": "an R workspace (.RData)",
    b"version https://git-lfs": "a pointer of Git LFS, left where the file should be (git lfs pull fetches it)",
    b"<!DOCTYPE": "a web page",
    b"<html": "a web page",
}
MOST_TEXT = 2_000_000_000  # of a file that is read as a whole; great tables of counts are streamed
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
LATIN_NOTE = "the file is not UTF-8; it was read as Windows-1252 (Latin-1)"


def read_text(path: Path, role: str) -> str:
    """The text of a plain, gzip, bzip2, xz or zip file.

    Args:
        path: the file.
        role: its key in the YAML, for messages.

    Raises:
        InputError: there is no such file, or it is not text.
    """
    return decoded(path, role)[0]


def decoded(path: Path, role: str) -> tuple[str, tuple[str, ...]]:
    """The text of a file, and what was done when it is not UTF-8.

    Raises:
        InputError: there is no such file, or it is not text.
    """
    with opened(path, role) as stream:
        data = _all(stream, path)
    refuse_other_kinds(data, path)
    text, repairs = _decode(data)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise _no_text("there is a NUL character, so this is no text", f"{printable(path.name)}:{line}")
    if not text.strip():
        raise fail("file-empty", "the file is empty", printable(path.name))
    return text, repairs


def _all(stream: IO[bytes], path: Path) -> bytes:
    pieces: list[bytes] = []
    left = MOST_TEXT
    while piece := stream.read(BLOCK):
        pieces.append(piece)
        left -= len(piece)
        if left < 0:
            message = f"this is no table: it has more than {MOST_TEXT:,} bytes"
            raise fail("file-too-large", message, printable(path.name), "Look at how the file was made.")
    return b"".join(pieces)


def refuse_other_kinds(data: bytes, path: Path) -> None:
    """Say what a file is that begins like something else than a table.

    Raises:
        InputError: it is a workbook of old, a BAM file, a web page, ...
    """
    for magic, what in _NOT_TEXT.items():
        if data.startswith(magic):
            raise _no_text(f"this is {what}, not a CSV or TSV file", printable(path.name))


def _no_text(what: str, where: str) -> InputError:
    return fail("file-encoding", what, where, "Save it as CSV in UTF-8.")


def _decode(data: bytes) -> tuple[str, tuple[str, ...]]:
    if data.startswith(_UTF16):
        return data.decode("utf-16", "replace"), ("the file is UTF-16 and was read as such",)
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), (LATIN_NOTE,)


@dataclass(frozen=True)
class TextTable:
    """A delimited text.

    Attributes:
        name: of the file, for messages.
        text: all of it.
        role: its key in the YAML.
        repairs: what was done to read it, in words.
        skip: lines before the header that are no part of the table.
        names: column names of a table without a header.
    """

    name: str
    text: str
    role: str
    repairs: tuple[str, ...] = ()
    skip: int = 0
    names: tuple[str, ...] = ()

    @classmethod
    def open(cls, path: Path, role: str) -> TextTable:
        """Read a file; see ``read_text`` for what can go wrong."""
        text, repairs = decoded(path, role)
        return cls(printable(path.name), text, role, repairs)

    @cached_property
    def delimiter(self) -> str:
        """Tab, comma or semicolon: whichever the header has most of; a blank when it has none of them."""
        first = next((line for line in self._body().split("\n") if line.strip()), "")
        best = max("\t,;", key=first.count)
        return best if best in first or " " not in first.strip() else " "

    def _body(self, most: int = 1_000_000) -> str:
        """The beginning of the text without the lines before the header."""
        lines = self.text[:most].split("\n")
        return "\n".join(lines[self.skip :])

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(line number of the row's end, cells) of every row that is not blank, the header first."""
        stream = io.StringIO(self.text, newline="")
        for _ in range(self.skip):
            stream.readline()
        reader = csv.reader(stream, delimiter=self.delimiter)
        csv.field_size_limit(max(csv.field_size_limit(), len(self.text) + 1))  # for the process: never less than before
        if self.names:
            yield self.skip, list(self.names)
        try:
            for cells in reader:
                if any(cells):
                    yield reader.line_num + self.skip, cells
        except csv.Error as error:
            where = f"{self.name}:{reader.line_num + self.skip}"
            raise fail("table-shape", f"the row cannot be read: {error}", where) from None

    @cached_property
    def header(self) -> list[str]:
        """Column names without blanks around them; an R table's missing first name is filled in.

        Raises:
            InputError: a column has no name, or two have the same.
        """
        rows = self.rows()
        line, cells = next(rows, (1, []))
        names = [cell.strip() for cell in cells]
        _, first = next(rows, (line, names))
        if len(first) == len(names) + 1:  # R's write.table leaves out the name of the row names
            names = ["", *names]
        self._check_names(names, f"{self.name}:{line}")
        return names

    def _check_names(self, names: list[str], where: str) -> None:
        nameless = [i + 1 for i, name in enumerate(names) if i and not name]
        if nameless:
            hint = "Name it or delete the column. The header is the first line."
            raise fail("table-shape", f"column {nameless[0]} has no name", where, hint)
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            what = "sample" if self.role == "input.counts" else "column"
            raise fail(
                "duplicate-id",
                f"the {what} {listed(twice)} stands more than once in the header",
                where,
                "Give each column its own name.",
            )

    def lines_of(self, rows: set[int]) -> dict[int, int]:
        """Line numbers of data rows (0 is the first one after the header)."""
        return {i: line for i, (line, _) in enumerate(self.rows(), -1) if i in rows}

    def records(self) -> list[tuple[int, dict[str, str]]]:
        """(line number, column -> cell) of every data row.

        Raises:
            InputError: a row has more or fewer cells than the header.
        """
        header = self.header
        return [(line, dict(zip(header, map(str.strip, cells), strict=True))) for line, cells in self._data_rows()]

    def columns(self) -> dict[str, list[str]]:
        """Column -> its cells: the quick way to read a long table.

        Raises:
            InputError: a row has more or fewer cells than the header.
        """
        columns = self._plain_columns() or zip(*(cells for _, cells in self._data_rows()), strict=True)
        found = {name: list(map(str.strip, column)) for name, column in zip(self.header, columns, strict=False)}
        return found or {name: [] for name in self.header}

    def _plain_columns(self) -> list[list[str]]:
        """The columns of a text that needs no thought: nothing quoted, each row as long as the header; else nothing."""
        if self.skip or self.names or '"' in self.text or "\r" in self.text:
            return []
        width, delimiter = len(self.header), self.delimiter
        rows = [line for line in self.text.split("\n") if line][1:]
        if not all(line.count(delimiter) == width - 1 and line.strip(delimiter) for line in rows):
            return []
        cells = delimiter.join(rows).split(delimiter) if rows else []
        return [cells[i::width] for i in range(width)]

    def _data_rows(self) -> Iterator[tuple[int, list[str]]]:
        width, rows = len(self.header), self.rows()
        next(rows)
        for line, cells in rows:
            if len(cells) != width:
                raise fail(
                    "table-shape",
                    f"the row has {len(cells)} cells, the header {width}",
                    f"{self.name}:{line}",
                    "Look for a missing or an extra delimiter, or an unquoted one.",
                )
            yield line, cells
