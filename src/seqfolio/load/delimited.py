"""Delimited tables of numbers: fast with Arrow, and slowly but in words when something is wrong.

Arrow streams the file block by block into whole numbers of four bytes where the counts allow it, so that the text and
the matrix never lie in memory together. What Arrow refuses is read again cell by cell, which either understands it
(an odd spelling of a number) or says where it is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seqfolio.errors import InputError, Problem, counted, fail, listed, printable
from seqfolio.load.excel_damage import is_date
from seqfolio.load.head import Head
from seqfolio.load.reader import ROLE
from seqfolio.load.text import TextTable
from seqfolio.load.unpack import opened

MOST_CELLS_NAMED = 5
MOST_ROWS = 5_000_000  # an annotation has fewer exons
BLOCK = 2_000  # rows of text in memory at a time
THOUSANDS = re.compile(r'"[-+]?\d{1,3}(?:[,.]\d{3})+"')  # of a number in an error
BYTES = 8_000_000  # of text at a time
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Layout:
    """Where in a delimited table the numbers are.

    Attributes:
        names: every column.
        id: the column with the gene ids.
        numbers: columns with counts.
        texts: columns to keep as text.
        skip: lines before the header.
        header: whether there is a header line; else ``names`` stand for it.
        decimal: sign before the fraction.
    """

    names: tuple[str, ...]
    id: str
    numbers: tuple[str, ...]
    texts: tuple[str, ...] = ()
    delimiter: str = "\t"
    skip: int = 0
    header: bool = True
    decimal: str = "."


@dataclass(frozen=True)
class Parsed:
    """What stands in a delimited table.

    Attributes:
        ids: gene ids, as written.
        numbers: genes x columns.
        texts: column -> cells.
    """

    ids: list[str] = field(repr=False)
    numbers: Floats = field(repr=False)
    texts: dict[str, list[str]] = field(repr=False)
    lines: Callable[[set[int]], dict[int, int]] = field(repr=False)
    repairs: tuple[str, ...] = ()

    def frame(self, columns: tuple[str, ...] | list[str]) -> pd.DataFrame:
        """The numbers with gene ids and column names; shares their memory."""
        index = pd.Index(self.ids, name="gene_id", dtype=object)
        return pd.DataFrame(self.numbers, index=index, columns=pd.Index(columns, dtype=object), copy=False)


@dataclass(frozen=True)
class Known:
    """The ids of a file before, in their order; where the next file has the same, its text need not become words again."""

    ids: list[str] = field(repr=False)
    column: Any = field(repr=False)

    @classmethod
    def of(cls, ids: Iterable[str]) -> Known:
        """As text and as Arrow has them."""
        import pyarrow as pa

        words = list(ids)
        return cls(words, pa.array(words, pa.string()))

    def words(self, column: Any, start: int) -> list[str]:
        """A piece of the ids as text."""
        same = column.equals(self.column.slice(start, len(column)))
        return self.ids[start : start + len(column)] if same else column.to_pylist()


def parse(path: Path, layout: Layout, table: TextTable | None = None, known: Known | None = None) -> Parsed:
    """Read the numbers of a table.

    Args:
        path: the file.
        layout: where the numbers are.
        table: the text of what is no text file.
        known: ids that this file probably has too.

    Raises:
        InputError: a row of another length, a cell that is no number (the first ones are named), no gene at all.
    """
    found = _fast(path, layout, known) if table is None else None
    if found is None:
        found = _slow(table or _text_table(path, layout), layout)
    if not found.ids:
        raise fail("file-empty", "the counts have a header and no gene", printable(path.name))
    return found


def _text_table(path: Path, layout: Layout) -> TextTable:
    table = TextTable.open(path, ROLE)
    names = () if layout.header else layout.names
    return TextTable(table.name, table.text, table.role, table.repairs, layout.skip, names)


def _fast(path: Path, layout: Layout, known: Known | None) -> Parsed | None:
    """What Arrow makes of the table; None when it cannot read it. Whole numbers are quicker to read, so they come first."""
    import pyarrow as pa

    for kind in ("int32", "float64") if _looks_whole(path) else ("float64",):
        try:
            found = _streamed(path, layout, kind, known)
        except (pa.ArrowException, ValueError, NotImplementedError):
            continue
        return found
    return None


def _looks_whole(path: Path) -> bool:
    return "." not in Head.of(path).text.partition("\n")[2][:4096]


def _streamed(path: Path, layout: Layout, kind: str, known: Known | None) -> Parsed | None:
    blocks: list[NDArray[Any]] = []
    ids: list[str] = []
    texts: dict[str, list[str]] = {name: [] for name in layout.texts}
    with opened(path, ROLE) as stream:
        for batch in _batches(stream, layout, kind):
            column = batch.column(layout.id)
            ids += known.words(column, len(ids)) if known else column.to_pylist()
            for name in layout.texts:
                texts[name] += batch.column(name).to_pylist()
            blocks.append(_matrix(batch, layout, kind))
            _refuse_endless(len(ids), path)
    if not all(np.isfinite(block).all() for block in blocks if block.dtype.kind == "f"):
        return None
    return Parsed(ids, _joined(blocks, len(layout.numbers)), texts, _lines(path, layout))


def _refuse_endless(rows: int, path: Path) -> None:
    if rows > MOST_ROWS:
        message = f"this is no table of genes: it has more than {MOST_ROWS:,} rows"
        raise fail("file-too-large", message, printable(path.name), "Genes, transcripts or exons go in rows.")


def _batches(stream: Any, layout: Layout, kind: str) -> Iterator[Any]:
    from pyarrow import csv

    wanted = [layout.id, *layout.texts, *layout.numbers]
    yield from csv.open_csv(
        stream,
        read_options=csv.ReadOptions(
            column_names=list(layout.names), skip_rows=layout.skip + layout.header, block_size=BYTES
        ),
        parse_options=csv.ParseOptions(delimiter=layout.delimiter),
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(layout.numbers, kind) | dict.fromkeys([layout.id, *layout.texts], "string"),
            include_columns=wanted,
            null_values=[],
            strings_can_be_null=False,
            decimal_point=layout.decimal,
        ),
    )


def _matrix(batch: Any, layout: Layout, kind: str) -> NDArray[Any]:
    block = np.empty((batch.num_rows, len(layout.numbers)), dtype=kind)
    first = 1 + len(layout.texts)
    for j in range(len(layout.numbers)):
        block[:, j] = batch.column(first + j).to_numpy(zero_copy_only=False)
    return block if kind == "int32" else _compact(block)


def _compact(block: Floats) -> NDArray[Any]:
    """Whole numbers of four bytes when nothing is lost by it."""
    with np.errstate(invalid="ignore"):
        whole = block.astype(np.int32)
    return whole if (whole == block).all() else block


def _joined(blocks: list[NDArray[Any]], columns: int) -> Floats:
    """All blocks as one matrix; each is let go of when it was copied."""
    result = np.empty((sum(map(len, blocks)), columns))
    start = 0
    blocks.reverse()
    while blocks:
        block = blocks.pop()
        result[start : start + len(block)] = block
        start += len(block)
    return result


def _lines(path: Path, layout: Layout) -> Callable[[set[int]], dict[int, int]]:
    return lambda rows: _text_table(path, layout).lines_of(rows)


def _slow(table: TextTable, layout: Layout) -> Parsed:
    rows = table.rows()
    next(rows, None)
    places = [layout.names.index(name) for name in layout.numbers]
    id_place = layout.names.index(layout.id)
    ids: list[str] = []
    texts: dict[str, list[str]] = {name: [] for name in layout.texts}
    blocks: list[Floats] = []
    while block := [cells for _, cells in islice(rows, BLOCK)]:
        if any(len(cells) != len(layout.names) for cells in block):
            raise _refused(table, layout)
        ids += [cells[id_place] for cells in block]
        for name in layout.texts:
            texts[name] += [cells[layout.names.index(name)].strip() for cells in block]
        blocks.append(_numbers([[cells[i] for i in places] for cells in block], table, layout))
    numbers = np.concatenate(blocks) if blocks else np.empty((0, len(places)))
    return Parsed(ids, numbers, texts, table.lines_of, table.repairs)


def _numbers(cells: list[list[str]], table: TextTable, layout: Layout) -> Floats:
    if layout.decimal != ".":
        cells = [[cell.replace(layout.decimal, ".") for cell in row] for row in cells]
    try:
        values = np.array(cells, dtype=np.float64)
    except ValueError:
        raise _refused(table, layout) from None
    plain = bool(np.isfinite(values).all())
    if not plain or any("_" in cell for row in cells for cell in row):  # Python's 1_000 is no number in a table
        raise _refused(table, layout)
    return values


def _refused(table: TextTable, layout: Layout) -> InputError:
    try:
        table.records()
    except InputError as error:
        return error
    return _not_numbers(table, layout)


def _is_number(cell: str, decimal: str) -> bool:
    try:
        return bool(np.isfinite(float(cell.replace(decimal, ".")))) and "_" not in cell
    except ValueError:
        return False


def _not_numbers(table: TextTable, layout: Layout) -> InputError:
    names, problems = table.header, []
    columns = [names[layout.names.index(name)] for name in layout.numbers]
    for line, record in table.records():
        for name in columns:
            if not _is_number(record[name], layout.decimal):
                gene = printable(next(iter(record.values())))
                what = f'"{printable(record[name])}" is not a number' if record[name] else "the cell is empty"
                message = f'{what} (gene "{gene}", sample "{printable(name)}")'
                problems.append(Problem("counts-not-numbers", message, f"{table.name}:{line}"))
            if len(problems) == MOST_CELLS_NAMED:
                return _with_advice(problems)
    return _with_advice(problems)


def _with_advice(problems: list[Problem]) -> InputError:
    if not problems:
        return fail(
            "table-shape", "the columns are not those that the header promises", ROLE, "Was the file edited by hand?"
        )
    last = problems[-1]
    if any(THOUSANDS.search(problem.message) for problem in problems):
        return InputError([*problems[:-1], replace(last, hint="Write numbers without separators of thousands.")])
    hint = "Counts are numbers, one in every cell; 0 when nothing was seen. Columns that are no samples do not belong here."
    return InputError([*problems[:-1], Problem(last.code, last.message, last.where, hint)])


def checked_ids(
    ids: list[str], lines: Callable[[set[int]], dict[int, int]], name: str
) -> tuple[pd.Index[str], tuple[str, ...]]:
    """Gene ids without blanks around them, which no annotation would match, and what was changed.

    Raises:
        InputError: a gene without id, or an id that stands twice.
    """
    index = pd.Index([i.strip() for i in ids], name="gene_id", dtype=object)
    _refuse_nameless(index, lines, name)
    _refuse_twice(index, lines, name)
    stripped = sum(i != i.strip() for i in ids)
    return index, (f"blanks around {counted(stripped, 'gene id')} were removed",) if stripped else ()


def _refuse_nameless(ids: pd.Index[str], lines: Callable[[set[int]], dict[int, int]], name: str) -> None:
    empty = np.flatnonzero(ids == "")
    if not empty.size:
        return
    first = int(empty[0])
    message = f"{counted(empty.size, 'row')} {'has' if empty.size == 1 else 'have'} no gene id"
    raise fail("missing-id", message, f"{name}:{lines({first})[first]}")


def _refuse_twice(ids: pd.Index[str], lines: Callable[[set[int]], dict[int, int]], name: str) -> None:
    twice = ids[ids.duplicated()].unique()
    if not len(twice):
        return
    places = list(lines({int(r) for r in np.flatnonzero(ids == twice[0])[:2]}).values())
    stand = "stands" if len(twice) == 1 else "stand"
    way_out = "Make the ids unique, or sum the rows that belong together."
    if is_date(str(twice[0])):
        way_out = "A spreadsheet program made one date of several names (MARCH1 and MARC1 become 1-Mar): take the original file, or ids."
    raise fail(
        "duplicate-id",
        f"{counted(len(twice), 'gene id')} {stand} more than once: {listed(twice, 5)}",
        f"{name}:{max(places)}",
        f'"{printable(twice[0])}" is on lines {" and ".join(map(str, places))}. {way_out}',
    )
