"""Files of single samples with three columns of counts, of which the strandedness of the libraries decides."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from seqfolio.load import strand
from seqfolio.load.joined import read_all, sample_names, side_by_side
from seqfolio.load.reader import CountTable, Request


def read_stranded(
    request: Request, read_one: Callable[[Path], CountTable], columns: tuple[str, str, str], wanted: str
) -> CountTable:
    """All samples side by side, of each the column that belongs to its strand, with the choice as a note.

    Args:
        request: whose files they are.
        read_one: a file with the three columns.
        columns: their names: counts on both strands, on that of the read, on the other one.
        wanted: a strand, or ``auto`` to choose by the numbers.

    Raises:
        InputError: a file is damaged, or the samples are of different strandedness.
    """
    tables = read_all(request, read_one)
    sums = [table.counts.sum(axis=0) for table in tables]
    forward, reverse = ([float(s[name]) for s in sums] for name in columns[1:])
    chosen, why = strand.choose(forward, reverse, wanted)
    column = columns[strand.COLUMNS[chosen]]
    picked = [CountTable(table.counts[[column]], table.lines, table.name) for table in tables]
    first = tables[0]
    counts = side_by_side(request, picked, sample_names(request))
    return CountTable(counts, first.lines, first.name, (why,), genes=first.genes, files=request.paths)
