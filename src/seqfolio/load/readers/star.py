"""STAR's ReadsPerGene.out.tab: a file a sample, three columns of counts."""

from __future__ import annotations

from pathlib import Path

from seqfolio.load.delimited import Layout
from seqfolio.load.head import Head
from seqfolio.load.reader import CountTable, Reader, Request
from seqfolio.load.stranded import read_stranded
from seqfolio.load.tabular import read_layout

COLUMNS = ("unstranded", "forward", "reverse")
LAYOUT = Layout(("gene", *COLUMNS), "gene", COLUMNS, header=False)
FIRST = ("N_unmapped", "N_multimapping", "N_noFeature", "N_ambiguous")


def _recognise(head: Head) -> bool:
    return len(head.header) == 4 and all(head.cells(i)[:1] == [name] for i, name in enumerate(FIRST))


def _one(path: Path) -> CountTable:
    return read_layout(path, LAYOUT, path.name, "N_")[0]


def read(request: Request) -> CountTable:
    """Read all samples and choose the strand.

    Raises:
        InputError: a file is damaged, or the samples are of different strandedness.
    """
    return read_stranded(request, _one, COLUMNS, request.settings.strand or "auto")


READER = Reader(
    id="star",
    title="STAR ReadsPerGene",
    description="ReadsPerGene.out.tab of one or many samples; the strand is chosen by the numbers, unless input.strand says it",
    recognise=_recognise,
    read=read,
    priority=55,
    many=True,
)
