"""Files as bytes: compression is undone while reading, and what unfolds without end is stopped."""

from __future__ import annotations

import bz2
import errno
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, cast

from seqfolio.errors import InputError, fail, listed, nearest, printable

MOST_BYTES = 16_000_000_000  # 100,000 genes x 10,000 samples as text
LONGEST_LINE = 64_000_000
SUSPICIOUS_SIZE, SUSPICIOUS_RATIO = 500_000_000, 300  # a matrix of counts packs 3 to 100 times
BLOCK = 1 << 20
DAMAGE = (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, NotImplementedError, RuntimeError)

Opener = Callable[[Path], IO[bytes]]


def _zip_member(path: Path) -> IO[bytes]:
    archive = zipfile.ZipFile(path)
    names = [n for n in archive.namelist() if not n.endswith("/") and not n.startswith("__MACOSX")]
    if len(names) != 1:
        raise fail(
            "zip-members",
            f"the zip file holds {len(names)} files: {listed(names)}" if names else "the zip file is empty",
            printable(path.name),
            "Pack one table only, or unpack it.",
        )
    return archive.open(names[0])


def _gzip(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", gzip.GzipFile(path, "rb"))


def _bzip2(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", bz2.BZ2File(path, "rb"))


def _xz(path: Path) -> IO[bytes]:
    return cast("IO[bytes]", lzma.LZMAFile(path, "rb"))


PACKED: dict[bytes, Opener] = {
    b"\x1f\x8b": _gzip,
    b"BZh": _bzip2,
    b"\xfd7zXZ\x00": _xz,
    b"PK\x03\x04": _zip_member,
    b"PK\x05\x06": _zip_member,
}


class Guarded(io.RawIOBase):
    """A stream of unpacked bytes that ends in words instead of in a full memory.

    Raises:
        InputError: from ``read``: the packed file is damaged, a line or the whole is too long to be a table.
    """

    def __init__(self, stream: IO[bytes], path: Path, packed: int) -> None:
        super().__init__()
        self._stream, self._path, self._packed = stream, path, packed
        self._total = self._line = 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override] # RawIOBase says Buffer
        """Fill the buffer with what comes next."""
        data = self._next(min(len(buffer), BLOCK))
        buffer[: len(data)] = data
        return len(data)

    def _next(self, size: int) -> bytes:
        try:
            data = self._stream.read(size)
        except InputError:
            raise
        except DAMAGE as error:
            raise fail(
                "file-damaged", f"the compressed file is damaged: {error}", printable(self._path.name), "Copy it again."
            ) from None
        self._count(data)
        return data

    def _count(self, data: bytes) -> None:
        self._total += len(data)
        end = data.rfind(b"\n")
        self._line = self._line + len(data) if end < 0 else len(data) - end - 1
        if self._line > LONGEST_LINE:
            raise self._refused(f"a line is longer than {LONGEST_LINE:,} bytes")
        if self._total > MOST_BYTES:
            raise self._refused(f"it unfolds to more than {MOST_BYTES:,} bytes")
        if self._total > max(SUSPICIOUS_SIZE, SUSPICIOUS_RATIO * self._packed):
            raise self._refused(f"{self._packed:,} bytes unfold to more than {self._total:,}")

    def _refused(self, what: str) -> InputError:
        hint = "Counts never look like that; look at how the file was made."
        return fail("file-too-large", f"this is no table: {what}", printable(self._path.name), hint)

    def close(self) -> None:
        """Close the file."""
        self._stream.close()
        super().close()


def opened(path: Path, role: str, buffer: int = BLOCK) -> io.BufferedReader:
    """The unpacked bytes of a plain, gzip, bzip2, xz or zip file as a stream.

    Args:
        path: the file.
        role: its key in the YAML, for messages.
        buffer: how many bytes are unpacked at a time.

    Raises:
        InputError: there is no such file; while reading, see ``Guarded``.
    """
    try:
        magic = magic_of(path)
        opener = next((o for m, o in PACKED.items() if magic.startswith(m)), lambda p: p.open("rb"))
        return io.BufferedReader(Guarded(opener(path), path, path.stat().st_size), buffer)
    except FileNotFoundError:
        raise fail("file-not-found", f'there is no file "{printable(path.name)}"', role, beside(path)) from None
    except InputError:
        raise
    except zipfile.BadZipFile as error:
        raise fail(
            "file-damaged", f"the zip file is damaged: {error}", printable(path.name), "Copy it again."
        ) from None
    except OSError as error:
        raise fail("file-not-found", f'"{printable(path.name)}" cannot be read: {error.strerror}', role) from None


def magic_of(path: Path) -> bytes:
    """The first bytes of a file as it lies there.

    Raises:
        OSError: it cannot be read, or is a pipe or a device, which may never end and cannot be read twice.
    """
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise OSError(errno.EINVAL, "it is a pipe or a device and no file", str(path))
    with path.open("rb") as file:
        return file.read(8)


def beside(path: Path) -> str:
    """What lies where a file was looked for."""
    if not path.parent.is_dir():
        return f'There is no folder "{printable(path.parent)}" either; paths start at the YAML file\'s folder.'
    names = sorted(p.name for p in path.parent.iterdir() if p.is_file() and not p.name.startswith("."))
    near = nearest(path.name, names)
    return " ".join([near, f"In that folder: {listed(names)}."]).strip() if names else "That folder is empty."
