"""Gene sets from a GMT file: a line per set, with its name, a description and its genes, parted by tabs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from seqfolio.errors import fail, printable
from seqfolio.load.text import read_text
from seqfolio.provenance import sha256

_ENDINGS = re.compile(r"(\.(gmt|txt|gz|bz2|xz))+$", re.IGNORECASE)
_VERSION = re.compile(
    r"(?:^|[._ -])(?:v(\d[\w.-]*?)|((?:19|20)\d\d(?:[-_.]?\d\d){0,2}))(?=\.symbols|\.entrez|[_ ]|$)", re.I
)


@dataclass(frozen=True)
class SetsFile:
    """A GMT file.

    Attributes:
        name, version: what the file's name says.
        path: the file's name without the folder.
        sets: name -> its genes as written, without repeats.
        descriptions: name -> second column.
        empty: sets without a gene, which are left out.
    """

    name: str
    version: str
    path: str
    sha256: str
    sets: dict[str, tuple[str, ...]] = field(repr=False)
    descriptions: dict[str, str] = field(repr=False)
    empty: int


def read_gmt(path: Path, role: str) -> SetsFile:
    """Read a GMT file.

    Args:
        path: the file.
        role: its key in the YAML, for messages.

    Raises:
        InputError: there is no such file, it is no GMT, or a set stands twice.
    """
    sets: dict[str, tuple[str, ...]] = {}
    descriptions: dict[str, str] = {}
    lines: dict[str, int] = {}
    empty = 0
    for number, line in enumerate(read_text(path, role).split("\n"), 1):
        name, description, genes = _cells(line, path, number)
        if not genes:
            empty += bool(name)
            continue
        _once(name, lines, path, number)
        sets[name], descriptions[name] = genes, description
    if not sets:
        raise fail("sets-empty", "no line holds a set with genes", printable(path.name), _SHAPE)
    stem = _ENDINGS.sub("", path.name)
    return SetsFile(
        printable(stem, 100), version_in(stem), printable(path.name, 200), sha256(path), sets, descriptions, empty
    )


_SHAPE = "A GMT file has a line per set: name, description and genes, parted by tabs."


def _cells(line: str, path: Path, number: int) -> tuple[str, str, tuple[str, ...]]:
    text = line.strip("\r\n")
    if not text.strip() or text.startswith("#"):
        return "", "", ()
    name, *more = map(str.strip, text.split("\t"))
    if not more or not name:
        raise fail("sets-shape", "the line has no name or no tab", f"{printable(path.name)}:{number}", _SHAPE)
    return name, more[0], tuple(dict.fromkeys(filter(None, more[1:])))


def _once(name: str, lines: dict[str, int], path: Path, number: int) -> None:
    first = lines.setdefault(name, number)
    if first != number:
        message = f'the set "{printable(name)}" stands twice; first on line {first}'
        raise fail("duplicate-id", message, f"{printable(path.name)}:{number}", "Give each set its own name.")


def version_in(stem: str) -> str:
    """A release in a file's name: ``h.all.v2024.1.Hs.symbols`` says 2024.1.Hs, ``GO_BP_2023`` says 2023."""
    found = _VERSION.search(stem)
    return str(found[1] or found[2]) if found else ""
