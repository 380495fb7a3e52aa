"""STAR's ReadsPerGene.out.tab: a file a sample, three columns of counts."""

from __future__ import annotations

from pathlib import Path

from seqfolio.load import strand
from seqfolio.load.delimited import Layout
from seqfolio.load.head import Head
from seqfolio.load.joined import read_all, sample_names, side_by_side
from seqfolio.load.reader import CountTable, Reader, Request
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
    tables = read_all(request, _one)
    sums = [table.counts.sum(axis=0) for table in tables]
    forward, reverse = ([float(s[name]) for s in sums] for name in ("forward", "reverse"))
    chosen, why = strand.choose(forward, reverse, request.settings.strand or "auto")
    picked = [CountTable(table.counts[[chosen]], table.lines, table.name) for table in tables]
    counts = side_by_side(request, picked, sample_names(request))
    return CountTable(counts, tables[0].lines, tables[0].name, (why,), files=request.paths)


READER = Reader(
    id="star",
    title="STAR ReadsPerGene",
    description="ReadsPerGene.out.tab of one or many samples; the strand is chosen by the numbers, unless input.strand says it",
    recognise=_recognise,
    read=read,
    priority=55,
    many=True,
)
