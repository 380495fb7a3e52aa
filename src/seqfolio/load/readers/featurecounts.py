"""featureCounts: a comment, the place of each gene, and a column per BAM file; one or many files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from seqfolio.errors import fail, printable
from seqfolio.load.delimited import Layout
from seqfolio.load.head import Head
from seqfolio.load.joined import read_all, side_by_side
from seqfolio.load.reader import CountTable, Reader, Request
from seqfolio.load.sample_names import of_files
from seqfolio.load.tabular import read_layout

FIXED = ("Geneid", "Chr", "Start", "End", "Strand", "Length")
ATTRIBUTES = frozenset(
    {
        "gene_name",
        "gene_type",
        "gene_biotype",
        "gene_source",
        "description",
        "gene",
        "gbkey",
        "locus_tag",
        "product",
        "Name",
    }
)


def _recognise(head: Head) -> bool:
    skip = 1 if head.lines and head.lines[0].startswith("#") else 0
    return tuple(head.cells(skip)[: len(FIXED)]) == FIXED


def _one(path: Path) -> CountTable:
    head = Head.of(path)
    skip = head.comments
    header = head.cells(1 if head.lines and head.lines[0].startswith("#") else 0)
    first = head.cells(2 if head.lines and head.lines[0].startswith("#") else 1)
    texts = tuple(_attributes(header[len(FIXED) :], first[len(FIXED) :]))
    numbers = tuple(header[len(FIXED) + len(texts) :])
    if tuple(header[: len(FIXED)]) != FIXED or not numbers:
        hint = f"featureCounts writes {' '.join(FIXED)} and then a column per BAM file."
        raise fail("table-shape", "there is no column with counts", f"{printable(path.name)}:{skip + 1}", hint)
    return read_layout(path, Layout(tuple(header), "Geneid", numbers, texts, skip=skip), path.name)[0]


def _attributes(names: list[str], cells: list[str]) -> Iterator[str]:
    """The columns of --extraAttributes, which may have any name, stand before those of the BAM files."""
    for name, cell in zip(names, cells, strict=False):
        if name not in ATTRIBUTES and re.fullmatch(r"[\d.]+", cell):
            return
        yield name


def read(request: Request) -> CountTable:
    """Read all files; the names of the BAM files become names of samples.

    Raises:
        InputError: a file is damaged, or two files are about other genes.
    """
    tables = read_all(request, _one)
    bams = [str(name) for table in tables for name in table.counts]
    names = of_files(tuple(bams)) if len(set(bams)) == len(bams) else bams
    counts = side_by_side(request, tables, names)
    first = tables[0]
    notes = (
        f'samples are named after their BAM files, for example "{printable(names[0])}" for "{printable(bams[0])}"',
    )
    return CountTable(counts, first.lines, first.name, notes, first.repairs, genes=first.genes, files=request.paths)


READER = Reader(
    id="featurecounts",
    title="featureCounts",
    description="The table of featureCounts with one or many BAM files, or one table a sample; names of BAM files become names of "
    "samples, and extra attributes such as gene_name are kept",
    recognise=_recognise,
    read=read,
    priority=70,
    many=True,
)
