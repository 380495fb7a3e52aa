"""Which file says the genes of transcripts: what the user named, else the one that lies beside the counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from seqfolio.load.gene_map import TABLE

GTF = re.compile(r".*\.(gtf|gff3?)(\.gz)?$", re.IGNORECASE)
KEYS = ("tx2gene", "gtf")


@dataclass(frozen=True)
class GeneFile:
    """A file that says which transcript belongs to which gene.

    Attributes:
        key: of ``input`` in the YAML, ``tx2gene`` or ``gtf``.
        guessed: whether nobody named it.
    """

    key: str
    path: Path
    guessed: bool = False


def gene_file(tx2gene: Path | None, gtf: Path | None, places: tuple[Path, ...]) -> GeneFile | None:
    """The named file, else the only table, else the only GTF in the folders; None when there is none or a choice."""
    named = next((GeneFile(key, path) for key, path in zip(KEYS, (tx2gene, gtf), strict=True) if path), None)
    found = [{path.resolve(): path for path in _beside(places, pattern)} for pattern in (TABLE, GTF)]
    only = (GeneFile(key, next(iter(f.values())), True) for key, f in zip(KEYS, found, strict=True) if len(f) == 1)
    return named or next(only, None)


def _beside(places: tuple[Path, ...], pattern: re.Pattern[str]) -> Iterator[Path]:
    for place in places:
        yield from (path for path in sorted(place.glob("*")) if pattern.fullmatch(path.name) and path.is_file())
