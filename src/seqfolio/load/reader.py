"""The reader seam: what a reader of counts is, and which one reads a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from seqfolio.errors import fail
from seqfolio.plugins import Registry


@dataclass(frozen=True)
class CountTable:
    """What a reader gives: genes x samples as float64, what it noticed on the way, and what it changed."""

    counts: pd.DataFrame = field(repr=False)
    lines: Callable[[set[int]], dict[int, int]] = field(repr=False)
    name: str = ""
    notes: tuple[str, ...] = ()
    repairs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reader:
    """One input format.

    Attributes:
        id: ``input.format`` in the YAML.
        title: for people.
        description: what it recognises and reads, in a sentence.
        recognise: path -> whether this reader understands it; looks at the content.
        read: path -> counts.
        priority: readers that know a narrow format are asked first (high numbers).
    """

    id: str
    title: str
    description: str
    recognise: Callable[[Path], bool] = field(repr=False)
    read: Callable[[Path], CountTable] = field(repr=False)
    priority: int = 50


READERS: Registry[Reader] = Registry(Reader, "seqfolio.load.readers", "READER", "reader")


def choose(path: Path, wanted: str) -> Reader:
    """The reader that the YAML names, or the first that recognises the file.

    Raises:
        InputError: no reader of that name, or none that recognises it.
    """
    if wanted != "auto":
        return READERS.get(wanted, "input.format")
    for reader in sorted(READERS, key=lambda r: -r.priority):
        if reader.recognise(path):
            return reader
    raise fail(
        "unknown-format",
        f'no reader recognises "{path.name}"',
        "input.counts",
        "`seqfolio show readers` lists what can be read.",
    )
