"""Reading counts in tests, without a project around them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from seqfolio.config.model import Input
from seqfolio.load.files import find
from seqfolio.load.reader import CountTable, Request, choose


def read_counts(folder: Path, counts: str, **settings: Any) -> CountTable:
    """Counts of a file, folder or pattern, by whichever reader recognises them."""
    asked = Input(counts=counts, samples="-", **settings)
    files = find(folder, counts)
    choice = choose(files, asked.format)
    return choice.reader.read(Request(choice.paths, files, asked, folder))
