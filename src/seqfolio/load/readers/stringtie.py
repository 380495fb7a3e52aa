"""StringTie's prepDE: gene_count_matrix.csv."""

from __future__ import annotations

from dataclasses import replace

from seqfolio.load.gene_names import split_names
from seqfolio.load.head import Head
from seqfolio.load.reader import CountTable, Reader, Request
from seqfolio.load.readers import matrix


def _recognise(head: Head) -> bool:
    first = head.lines[0].split(",")[0].strip('"') if head.lines else ""
    return first == "gene_id" and any(
        line.startswith(("MSTRG.", "STRG.", '"MSTRG.')) or _barred(line) for line in head.lines[1:2000]
    )


def _barred(line: str) -> bool:
    return "|" in line.split(",")[0]


def read(request: Request) -> CountTable:
    """Read the matrix; names behind a bar become names of genes, the ids stay as they are."""
    table = matrix.read(request)
    names = split_names(table.counts.index)
    number = 0 if names is None else int((names["gene_name"] != "").sum())
    notes = (
        (f"{number:,} gene ids carry a name behind a bar (StringTie), which is shown as the gene's name",)
        if number
        else ()
    )
    return replace(table, genes=names, notes=(*table.notes, *notes))


READER = Reader(
    id="stringtie",
    title="StringTie prepDE",
    description="gene_count_matrix.csv of prepDE.py; names behind a bar (MSTRG.1|TP53) are shown as names of genes",
    recognise=_recognise,
    read=read,
    priority=45,
)
