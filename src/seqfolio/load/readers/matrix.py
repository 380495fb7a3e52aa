"""A plain matrix: genes in rows, samples in columns, first column the gene id."""

from __future__ import annotations

import re
from pathlib import Path

from seqfolio.errors import fail, listed
from seqfolio.load.delimited import Layout, checked_ids, parse
from seqfolio.load.gene_columns import annotation_of, is_annotation
from seqfolio.load.head import Head
from seqfolio.load.reader import ROLE, CountTable, Reader, Request
from seqfolio.load.sheets import kind_of, open_table
from seqfolio.load.tabular import without
from seqfolio.load.text import TextTable, refuse_other_kinds

LOOKED_AT = 200
SPECIAL = frozenset(
    {
        "__no_feature", "__ambiguous", "__too_low_aQual", "__not_aligned", "__alignment_not_unique",
        "N_unmapped", "N_multimapping", "N_noFeature", "N_ambiguous",
    }
)  # fmt: skip
NO_SAMPLES = frozenset(
    {
        "tpm", "fpkm", "rpkm", "cpm", "eff_length", "effectivelength", "effective_length", "eeln", "numreads", "num_reads",
        "est_counts", "expected_count", "ecount", "isopct", "basemean", "log2foldchange", "logfc", "lfcse", "logcpm",
        "pvalue", "p.value", "padj", "adj.p.val", "fdr",
    }
)  # fmt: skip
DECIMAL_COMMA = re.compile(r"\s*[-+]?\d+,\d+(?:[eE][-+]?\d+)?\s*")
THOUSANDS = re.compile(r"\s*[-+]?\d{1,3}(?:,\d{3})+\s*")


def read(request: Request) -> CountTable:
    """Read a matrix of numbers.

    Raises:
        InputError: not a table, a cell that is no number (the first ones are named), a gene id that stands twice.
    """
    path = request.path
    table = open_table(path, ROLE, request.settings.sheet) if kind_of(path) else None
    begin = table or _beginning(path)
    layout = layout_of(begin)
    parsed, special = without(parse(path, layout, table), SPECIAL.__contains__)
    ids, repairs = checked_ids(parsed.ids, parsed.lines, begin.name)
    notes = [f"columns that describe the genes: {listed(layout.texts)}"] if layout.texts else []
    notes += [f"rows that are no genes were left out: {listed(special)}"] if special else []
    comma = ("numbers are written with a decimal comma",) if layout.decimal == "," else ()
    read_as = dict.fromkeys((*begin.repairs, *parsed.repairs))
    return CountTable(
        parsed.frame(layout.numbers).set_axis(ids),
        parsed.lines,
        begin.name,
        (*notes, *(read_as if table else ())),
        (*(() if table else read_as), *repairs, *comma),
        genes=annotation_of(parsed.texts, ids),
    )


def _beginning(path: Path) -> TextTable:
    """The first lines as a table; all of it when they are no UTF-8."""
    head = Head.of(path)
    refuse_other_kinds(head.data, path)
    text = head.text
    if not text.strip() or "\ufffd" in text or "\0" in text or text.count("\n") < 2:
        return TextTable.open(path, ROLE)
    return TextTable(path.name, text, ROLE, skip=head.comments if _is_comment(text) else 0)


def _is_comment(text: str) -> bool:
    """Whether the first line is a remark and not a header like ``#gene,a1,a2``."""
    lines = [line for line in text.split("\n") if line.strip()]
    return (
        lines[0].startswith("#")
        and len(lines) > 1
        and max(map(lines[0].count, "\t,;")) != max(map(lines[1].count, "\t,;"))
    )


def layout_of(table: TextTable) -> Layout:
    """Which columns hold counts.

    Raises:
        InputError: only one column, a column without a name or two with the same.
    """
    names = tuple(table.header)
    rows = [cells for (_, cells), _ in zip(table.rows(), range(LOOKED_AT), strict=False)][1:]
    texts = tuple(name for name in names[1:] if is_annotation(name))
    numbers = tuple(name for name in names[1:] if name not in texts)
    if not numbers:
        raise fail(
            "table-shape",
            "there is only one column; genes in rows and samples in columns are needed",
            f"{table.name}:1",
            "Columns are separated by comma, tab or semicolon.",
        )
    _refuse_no_samples(numbers, table)
    decimal = _decimal([cell for cells in rows for cell in cells[1:]], table.delimiter)
    return Layout(names, names[0], numbers, texts, table.delimiter, table.skip, decimal=decimal)


def _refuse_no_samples(names: tuple[str, ...], table: TextTable) -> None:
    """What a program wrote about one sample, or a table of results, would look like a matrix of samples."""
    found = [name for name in names if name.casefold() in NO_SAMPLES]
    if found:
        raise fail(
            "not-samples",
            f"the columns {listed(found)} are no samples; this is about one sample, or a table of results",
            f"{table.name}:1",
            "Give a table with a column of counts for each sample. `seqfolio show readers` lists the programs whose own files are read.",
        )


def _decimal(cells: list[str], delimiter: str) -> str:
    """A comma when numbers are written with one and it cannot part thousands."""
    commas = [cell for cell in cells if "," in cell]
    is_comma = delimiter != "," and commas and all(DECIMAL_COMMA.fullmatch(cell) for cell in commas)
    return "," if is_comma and not all(THOUSANDS.fullmatch(cell) for cell in commas) else "."


READER = Reader(
    id="matrix",
    title="Plain matrix",
    description="CSV or TSV (also with semicolons, decimal commas, Latin-1 or UTF-16), plain or packed (gz, bz2, xz, zip), "
    "an Excel workbook (.xlsx) or Parquet; genes in rows, samples in columns, first column the gene id; R's header without "
    "a name for the first column is understood, and so are columns that describe genes, such as gene_name",
    recognise=lambda _: True,  # the reader of last resort; its errors say what is wrong
    read=read,
    priority=0,
)
