"""A plain matrix: genes in rows, samples in columns, first column the gene id."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seqfolio.errors import InputError, Problem, counted, fail, listed, printable
from seqfolio.load.reader import CountTable, Reader
from seqfolio.load.text import TextTable

MOST_CELLS_NAMED = 5
BLOCK = 2_000  # rows of text in memory at a time


def read(path: Path) -> CountTable:
    """Read a matrix of numbers.

    Raises:
        InputError: not a table, a cell that is no number (the first ones are named), a gene id that stands twice.
    """
    table = TextTable.open(path, "input.counts")
    _refuse_feature_counts(table)
    if len(table.header) < 2:
        raise fail(
            "table-shape",
            "there is only one column; genes in rows and samples in columns are needed",
            f"{table.name}:1",
            "Columns are separated by comma, tab or semicolon.",
        )
    frame, stripped = _parse(table)
    _check_gene_ids(frame.index, table)
    repairs = (f"blanks around {counted(stripped, 'gene id')} were removed",) if stripped else ()
    return CountTable(frame, table.lines_of, table.name, repairs=repairs)


def _refuse_feature_counts(table: TextTable) -> None:
    if table.text.startswith("# Program:featureCounts"):
        raise fail(
            "unknown-format",
            "this is the output of featureCounts, for which there is no reader yet",
            f"{table.name}:1",
            "Delete the first line and the columns Chr, Start, End, Strand and Length; Geneid and the counts stay.",
        )


def _parse(table: TextTable) -> tuple[pd.DataFrame, int]:
    """The numbers, and how many ids had blanks around them, which no annotation or gene set would match."""
    names, rows = table.header, table.rows()
    next(rows)
    ids: list[str] = []
    blocks: list[NDArray[np.float64]] = []
    while block := [cells for _, cells in islice(rows, BLOCK)]:
        ids += [cells[0] for cells in block]
        blocks.append(_numbers([cells[1:] for cells in block], table))
    if not ids:
        raise fail("file-empty", "the counts have a header and no gene", table.name)
    index = pd.Index([i.strip() for i in ids], name="gene_id", dtype=object)
    frame = pd.DataFrame(np.concatenate(blocks), index=index, columns=pd.Index(names[1:], dtype=object))
    return frame, sum(i != i.strip() for i in ids)


def _numbers(cells: list[list[str]], table: TextTable) -> NDArray[np.float64]:
    try:
        values = np.array(cells, dtype=np.float64)
    except ValueError:  # a text, or rows of different length
        raise _refused(table) from None
    plain = values.shape[1] == len(table.header) - 1 and bool(np.isfinite(values).all())
    if not plain or any("_" in cell for row in cells for cell in row):  # Python's 1_000 is no number in a table
        raise _refused(table)
    return values


def _refused(table: TextTable) -> InputError:
    try:
        table.records()
    except InputError as error:
        return error
    return _not_numbers(table)


def _is_number(cell: str) -> bool:
    try:
        return bool(np.isfinite(float(cell))) and "_" not in cell
    except ValueError:
        return False


def _not_numbers(table: TextTable) -> InputError:
    names, problems = table.header, []
    for line, record in table.records():
        for name in names[1:]:
            if not _is_number(record[name]):
                gene = printable(record[names[0]])
                what = f'"{printable(record[name])}" is not a number' if record[name] else "the cell is empty"
                problems.append(
                    Problem(
                        "counts-not-numbers",
                        f'{what} (gene "{gene}", sample "{printable(name)}")',
                        f"{table.name}:{line}",
                    )
                )
            if len(problems) == MOST_CELLS_NAMED:
                return _with_advice(problems)
    return _with_advice(problems)


def _with_advice(problems: list[Problem]) -> InputError:
    last = problems[-1]
    hint = "Counts are numbers, one in every cell; 0 when nothing was seen. Columns that are no samples do not belong here."
    return InputError([*problems[:-1], Problem(last.code, last.message, last.where, hint)])


def _check_gene_ids(ids: pd.Index[str], table: TextTable) -> None:
    empty = np.flatnonzero(ids == "")
    if empty.size:
        line = table.lines_of({int(empty[0])})[int(empty[0])]
        raise fail(
            "missing-id",
            f"{counted(empty.size, 'row')} {'has' if empty.size == 1 else 'have'} no gene id",
            f"{table.name}:{line}",
        )
    twice = ids[ids.duplicated()].unique()
    if len(twice):
        rows = np.flatnonzero(ids == twice[0])[:2]
        lines = table.lines_of({int(r) for r in rows})
        places = " and ".join(str(line) for line in lines.values())
        raise fail(
            "duplicate-id",
            f"{counted(len(twice), 'gene id')} {'stands' if len(twice) == 1 else 'stand'} more than once: {listed(twice, 5)}",
            f"{table.name}:{max(lines.values())}",
            f'"{printable(twice[0])}" is on lines {places}. Make the ids unique, or sum the rows that belong together.',
        )


def _recognise(path: Path) -> bool:  # the reader of last resort; its errors say what is wrong
    return path.is_file() or not path.exists()


READER = Reader(
    id="matrix",
    title="Plain matrix",
    description="CSV or TSV (also with semicolons), plain or compressed (gz, bz2, xz); genes in rows, samples in "
    "columns, first column the gene id; R's header without a name for the first column is understood",
    recognise=_recognise,
    read=read,
    priority=0,
)
