"""Text files as tables: compression, encoding, delimiter, header, and the line number of every row."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from seqfolio.errors import fail, listed, nearest, printable

_COMPRESSED: dict[bytes, Callable[[bytes], bytes]] = {
    b"\x1f\x8b": gzip.decompress,
    b"BZh": bz2.decompress,
    b"\xfd7zXZ\x00": lzma.decompress,
}
_NOT_TEXT = {
    b"PK\x03\x04": "a zip or Excel file",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"PAR1": "a Parquet file",
    b"\x89HDF": "an HDF5 file",
    b"%PDF": "a PDF",
    b"\xff\xfe": "UTF-16 text",
    b"\xfe\xff": "UTF-16 text",
}


def read_text(path: Path, role: str) -> str:
    """The text of a plain, gzip, bzip2 or xz file in UTF-8.

    Args:
        path: the file.
        role: its key in the YAML, for messages.

    Raises:
        InputError: there is no such file, or it is not text.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise fail("file-not-found", f'there is no file "{printable(path.name)}"', role, _beside(path)) from None
    except OSError as error:
        raise fail("file-not-found", f'"{printable(path.name)}" cannot be read: {error.strerror}', role) from None
    return _decode(_unpack(data, path), path)


def _beside(path: Path) -> str:
    if not path.parent.is_dir():
        return f'There is no folder "{printable(path.parent)}" either; paths start at the YAML file\'s folder.'
    names = sorted(p.name for p in path.parent.iterdir() if p.is_file() and not p.name.startswith("."))
    near = nearest(path.name, names)
    return " ".join([near, f"In that folder: {listed(names)}."]).strip() if names else "That folder is empty."


def _unpack(data: bytes, path: Path) -> bytes:
    for magic, decompress in _COMPRESSED.items():
        if data.startswith(magic):
            try:
                return decompress(data)
            except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError) as error:
                raise fail(
                    "file-damaged", f"the compressed file is damaged: {error}", printable(path.name), "Copy it again."
                ) from None
    return data


def _decode(data: bytes, path: Path) -> str:
    for magic, what in _NOT_TEXT.items():
        if data.startswith(magic):
            raise fail(
                "file-encoding",
                f"this is {what}, not a CSV or TSV file",
                printable(path.name),
                "Save it as CSV in UTF-8.",
            )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise fail(
            "file-encoding",
            f"the file is not UTF-8 (byte {data[error.start]:#04x})",
            f"{printable(path.name)}:{line}",
            "Save it as CSV in UTF-8.",
        ) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise fail(
            "file-encoding",
            "there is a NUL character, so this is no text",
            f"{printable(path.name)}:{line}",
            "Save it as CSV in UTF-8.",
        )
    if not text.strip():
        raise fail("file-empty", "the file is empty", printable(path.name))
    return text


@dataclass(frozen=True)
class TextTable:
    """A delimited text.

    Attributes:
        name: of the file, for messages.
        text: all of it.
        role: its key in the YAML.
    """

    name: str
    text: str
    role: str

    @classmethod
    def open(cls, path: Path, role: str) -> TextTable:
        """Read a file; see ``read_text`` for what can go wrong."""
        return cls(printable(path.name), read_text(path, role), role)

    @cached_property
    def delimiter(self) -> str:
        """Tab, comma or semicolon: whichever the header has most of."""
        first = self.text.lstrip("\r\n").split("\n", 1)[0]
        return max("\t,;", key=first.count)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(line number of the row's end, cells) of every row that is not blank, the header first."""
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=self.delimiter)
        csv.field_size_limit(len(self.text) + 1)
        try:
            for cells in reader:
                if any(cells):
                    yield reader.line_num, cells
        except csv.Error as error:
            raise fail("table-shape", f"the row cannot be read: {error}", f"{self.name}:{reader.line_num}") from None

    @cached_property
    def header(self) -> list[str]:
        """Column names without blanks around them; an R table's missing first name is filled in.

        Raises:
            InputError: a column has no name, or two have the same.
        """
        rows = self.rows()
        line, cells = next(rows)
        names = [cell.strip() for cell in cells]
        _, first = next(rows, (line, names))
        if len(first) == len(names) + 1:  # R's write.table leaves out the name of the row names
            names = ["", *names]
        self._check_names(names, f"{self.name}:{line}")
        return names

    def _check_names(self, names: list[str], where: str) -> None:
        nameless = [i + 1 for i, name in enumerate(names) if i and not name]
        if nameless:
            raise fail("table-shape", f"column {nameless[0]} has no name", where, "Name it or delete the column.")
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
        header, rows = self.header, self.rows()
        next(rows)
        found = []
        for line, cells in rows:
            if len(cells) != len(header):
                raise fail(
                    "table-shape",
                    f"the row has {len(cells)} cells, the header {len(header)}",
                    f"{self.name}:{line}",
                    "Look for a missing or an extra delimiter, or an unquoted one.",
                )
            found.append((line, dict(zip(header, (cell.strip() for cell in cells), strict=True))))
        return found
