"""GDC (TCGA): augmented STAR gene counts, a file a sample."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from seqfolio.load.delimited import Layout
from seqfolio.load.head import Head
from seqfolio.load.reader import CountTable, Reader, Request
from seqfolio.load.stranded import read_stranded
from seqfolio.load.tabular import read_layout

COLUMNS = ("unstranded", "stranded_first", "stranded_second")
FIRST = ("gene_id", "gene_name", "gene_type", *COLUMNS)


def _header(head: Head) -> list[str]:
    return head.cells(1 if head.lines and head.lines[0].startswith("#") else 0)


def _one(path: Path) -> CountTable:
    head = Head.of(path)
    layout = Layout(tuple(_header(head)), "gene_id", COLUMNS, ("gene_name", "gene_type"), skip=head.comments)
    return read_layout(path, layout, path.name, "N_")[0]


def read(request: Request) -> CountTable:
    """Read all samples and choose the column of counts.

    Raises:
        InputError: a file is damaged, or the samples are of different strandedness.
    """
    said = request.settings.strand
    table = read_stranded(request, _one, COLUMNS, said or "unstranded")
    note = "the column unstranded was taken, as GDC's own analyses do (input.strand names another)"
    return table if said else replace(table, notes=(note,))


READER = Reader(
    id="gdc",
    title="GDC (TCGA) STAR counts",
    description="augmented_star_gene_counts.tsv of one or many samples; the column unstranded, unless input.strand names another",
    recognise=lambda head: _header(head)[: len(FIRST)] == list(FIRST),
    read=read,
    priority=75,
    many=True,
)
