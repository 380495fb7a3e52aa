"""The beginning of a file, from which its format is recognised."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import IO

from seqfolio.errors import InputError
from seqfolio.load.unpack import magic_of, opened

SIZE, PIECE = 65_536, 4_096
ROWS, MOST = 4, 16_000_000  # a header of 100,000 samples has 2 MB
HDF5, PARQUET, OLD_EXCEL, ZIP = b"\x89HDF\r\n\x1a\n", b"PAR1", b"\xd0\xcf\x11\xe0", b"PK\x03\x04"


def _beginning(stream: IO[bytes]) -> bytes:
    """64 KiB, and more when the first lines of a wide table are longer."""
    pieces: list[bytes] = []
    size = lines = 0
    with suppress(InputError):  # what is damaged further on is told by the reader
        while (size < SIZE or lines < ROWS) and size < MOST and (piece := stream.read(PIECE)):
            pieces.append(piece)
            size += len(piece)
            lines += piece.count(b"\n")
    return b"".join(pieces)


@dataclass(frozen=True)
class Head:
    """The beginning of a file.

    Attributes:
        path: the file.
        magic: its first bytes as it lies there.
        data: its first 64 KiB, unpacked.
    """

    path: Path
    magic: bytes
    data: bytes = field(repr=False)

    @classmethod
    def of(cls, path: Path) -> Head:
        """Look into a file; empty when it cannot be read, which its reader will say in words."""
        try:
            magic = magic_of(path)
            if magic.startswith((HDF5, PARQUET, OLD_EXCEL)):
                return cls(path, magic, b"")
            with opened(path, "input.counts", PIECE) as stream:
                return cls(path, magic, _beginning(stream))
        except (OSError, InputError):
            return cls(path, b"", b"")

    @cached_property
    def text(self) -> str:
        """The beginning as text, without a line that is cut."""
        data = self.data.removeprefix(b"\xef\xbb\xbf")
        if len(self.data) >= SIZE and b"\n" in data:
            data = data[: data.rindex(b"\n") + 1]
        return data.decode("utf-8", "replace")

    @cached_property
    def comments(self) -> int:
        """How many lines before the table begin with "#" or are blank."""
        lines = self.text.split("\n")
        return next((i for i, line in enumerate(lines) if line.strip() and not line.startswith("#")), 0)

    @cached_property
    def lines(self) -> list[str]:
        """The first lines that are not blank."""
        return [line for line in self.text.replace("\r\n", "\n").split("\n") if line.strip()]

    def cells(self, line: int) -> list[str]:
        """The cells of a line that is parted by tabs; nothing when there is no such line."""
        return [cell.strip().strip('"') for cell in self.lines[line].split("\t")] if line < len(self.lines) else []

    @cached_property
    def header(self) -> list[str]:
        """The cells of the first line."""
        return self.cells(0)

    def starts(self, *names: str) -> bool:
        """Whether the header begins with these columns."""
        return self.header[: len(names)] == list(names)
