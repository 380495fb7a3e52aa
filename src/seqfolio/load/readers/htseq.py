"""htseq-count: gene and count without a header, a tail of special counters; one or many samples a file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from seqfolio.errors import counted, fail, listed, printable
from seqfolio.load.delimited import Layout
from seqfolio.load.head import Head
from seqfolio.load.joined import read_all, sample_names, side_by_side
from seqfolio.load.reader import ROLE, CountTable, Reader, Request
from seqfolio.load.sample_names import base_name
from seqfolio.load.tabular import read_layout
from seqfolio.load.unpack import opened

TAIL = ("__no_feature", "__ambiguous", "__too_low_aQual", "__not_aligned", "__alignment_not_unique")
OLD_TAIL = tuple(name.removeprefix("__") for name in TAIL)


def _is_number(cell: str) -> bool:
    return cell.replace(".", "", 1).isdigit()


def _recognise(head: Head) -> bool:
    """Two columns without a header, or a tail of special counters."""
    rows = [head.cells(i) for i in range(min(5, len(head.lines)))]
    if not rows or any(len(row) != len(rows[0]) or len(row) < 2 for row in rows):
        return False
    if len(rows[0]) == 2 and all(_is_number(row[1]) for row in rows) and not _is_number(rows[0][0]):
        return True
    return len(rows) > 1 and _is_number(rows[1][-1]) and _has_tail(head.path)


def _has_tail(path: Path) -> bool:
    with opened(path, ROLE) as stream:
        end = b""
        while block := stream.read(1 << 20):
            end = (end + block)[-4096:]
    last = [line.split(b"\t")[0].decode("utf-8", "replace") for line in end.strip().split(b"\n")]
    return bool(set(last) & {*TAIL, *OLD_TAIL})


def _one(path: Path, wanted: tuple[str, ...] = ()) -> CountTable:
    head = Head.of(path)
    if not head.header:
        raise fail("file-empty", "the file is empty", printable(path.name))
    header = not _is_number(head.header[-1])
    row = head.cells(1) if header else head.header
    texts = [i for i, cell in enumerate(row) if i and not _is_number(cell)]
    samples = len(row) - 1 - len(texts)
    _refuse_unnamed(samples, wanted, path, header=header)
    names = _with_header(head.header) if header else _without_header(len(row), texts)
    layout = Layout(
        names,
        names[0],
        tuple(n for i, n in enumerate(names) if i and i not in texts),
        tuple(names[i] for i in texts),
        header=header,
    )
    table, extra = read_layout(path, layout, path.name, "__")
    if wanted:
        table = replace(table, counts=table.counts.set_axis(pd.Index(wanted, dtype=object), axis=1))
    return _without_old_tail(table) if not extra else table


def _refuse_unnamed(samples: int, wanted: tuple[str, ...], path: Path, *, header: bool) -> None:
    """Columns are never given to samples by their order, unless the YAML says that order."""
    if wanted and (header or samples == 1 or len(set(wanted)) < len(wanted)):
        message = "a name stands twice, or the file names its samples itself, or holds one sample"
        raise fail(
            "wrong-value", message, "input.column_names", "Give each column its own name, or take column_names away."
        )
    if samples > 1 and not header and len(wanted) != samples:
        named = f", and input.column_names has {counted(len(wanted), 'name')}" if wanted else ""
        raise fail(
            "samples-unnamed",
            f"the table has {samples} columns of counts and no header{named}, so nothing says which sample each column is",
            f"{printable(path.name)}:1",
            "Say the samples in the order of the BAM files: input: {column_names: [S1, S2, ...]}; or write a line with their names "
            "above the table, as htseq-count --with-header does.",
        )


def _with_header(cells: list[str]) -> tuple[str, ...]:
    return ("gene", *(base_name(cell) or f"column {i}" for i, cell in enumerate(cells[1:], 2)))


def _without_header(cells: int, texts: list[int]) -> tuple[str, ...]:
    return ("gene", *("gene_name" if texts[:1] == [i] else f"column {i + 1}" for i in range(1, cells)))


def _without_old_tail(table: CountTable) -> CountTable:
    genes = [gene for gene in table.counts.index if gene not in OLD_TAIL]
    about = None if table.genes is None else table.genes.loc[genes]
    return table if len(genes) == len(table.counts) else replace(table, counts=table.counts.loc[genes], genes=about)


def read(request: Request) -> CountTable:
    """Read all samples.

    Raises:
        InputError: a file is damaged, or two files are about other genes.
    """
    wanted = request.settings.column_names
    tables = read_all(request, lambda path: _one(path, wanted))
    single = all(table.counts.shape[1] == 1 for table in tables)
    names = sample_names(request) if single else [str(name) for table in tables for name in table.counts]
    notes = ["the special counters at the end (no feature, ambiguous, ...) were left out"]
    notes += [f"no header: the columns are {listed(wanted, 20)}, as input.column_names says"] if wanted else []
    counts = side_by_side(request, tables, names)
    return CountTable(counts, tables[0].lines, tables[0].name, tuple(notes), genes=tables[0].genes, files=request.paths)


READER = Reader(
    id="htseq",
    title="HTSeq-count",
    description="Two columns without a header, one file a sample, or several samples in one file; the special counters at the end, "
    "old and new, are left out, and a column of gene names is understood",
    recognise=_recognise,
    read=read,
    priority=40,
    many=True,
)
