"""Cufflinks' FPKM: recognised and refused."""

from __future__ import annotations

from seqfolio.errors import fail, printable
from seqfolio.load.head import Head
from seqfolio.load.reader import CountTable, Reader, Request


def _recognise(head: Head) -> bool:
    stringtie = head.starts("Gene ID", "Gene Name", "Reference", "Strand", "Start", "End", "Coverage", "FPKM")
    return stringtie or head.header[:1] == ["tracking_id"]


def read(request: Request) -> CountTable:
    """Refuse.

    Raises:
        InputError: always.
    """
    raise fail(
        "counts-normalized",
        "these are FPKM or normalised counts of Cufflinks or StringTie, and have lost how certain each number is",
        printable(request.path.name),
        "Count reads again with featureCounts or HTSeq; of StringTie, run prepDE.py on its GTF files and give gene_count_matrix.csv.",
    )


READER = Reader(
    id="cufflinks",
    title="Cufflinks and StringTie FPKM (refused)",
    description="genes.fpkm_tracking, gene_abund.tab and the like are recognised and refused, with what to take instead",
    recognise=_recognise,
    read=read,
    priority=31,
    many=True,
)
