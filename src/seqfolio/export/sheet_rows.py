"""Rows of a workbook's sheet, whole columns at a time.

XlsxWriter makes the workbook and everything in it that has a form; it writes one cell at a time, which for 64,000
genes takes longer than their statistics. The rows of genes are therefore written here and put into its sheets.
Cells as in ECMA-376 part 1, 18.3.1.4: text is ``inlineStr``, so nothing can be a formula, and an empty cell is absent.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import IO, Any
from xml.sax.saxutils import escape

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from xlsxwriter.utility import xl_col_to_name

from seqfolio.export.cells import is_number, joined, numbers, texts

LONGEST_TEXT = 32_767  # Excel refuses more in a cell
BLOCK = 10_000  # rows that are in memory as text at a time
UNUSUAL = r"[&<>\x00-\x1f\x7f]|_x[0-9A-Fa-f]{4}_|^\s|\s$"


def put_rows(book: BytesIO, tables: Mapping[str, pd.DataFrame], target: Path) -> None:
    """Copy a workbook and add the rows of each table, below the head that is there, to the sheet of that file name."""
    with zipfile.ZipFile(book) as made, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as whole:
        for part in made.infolist():
            with made.open(part) as source, whole.open(_same(part), "w") as file:
                if part.filename in tables:
                    _fill(source.read(), tables[part.filename], file)
                else:
                    shutil.copyfileobj(source, file)


def _same(part: zipfile.ZipInfo) -> zipfile.ZipInfo:
    same = zipfile.ZipInfo(part.filename, part.date_time)
    same.compress_type, same.external_attr = zipfile.ZIP_DEFLATED, part.external_attr
    return same


def _fill(sheet: bytes, table: pd.DataFrame, file: IO[bytes]) -> None:
    before, end, behind = sheet.partition(b"</sheetData>")
    corner = f"{xl_col_to_name(len(table.columns) - 1)}{len(table) + 1}".encode()
    file.write(re.sub(rb'<dimension ref="[^"]*"/>', b'<dimension ref="A1:' + corner + b'"/>', before))
    for rows in _rows(table):
        file.write(rows.encode())
    file.write(end + behind)


def _rows(table: pd.DataFrame) -> Iterator[str]:
    for start in range(0, len(table), BLOCK):
        block = table.iloc[start : start + BLOCK]
        row = pc.cast(pa.array(np.arange(start + 2, start + 2 + len(block))), pa.string())
        cells = [_cells(block.iloc[:, j], xl_col_to_name(j), row) for j in range(block.shape[1])]
        yield "".join(joined('<row r="', row, '">', *cells, "</row>").to_pylist())


def _cells(column: pd.Series[Any], letter: str, row: pa.StringArray) -> pa.StringArray:
    place = joined(f'<c r="{letter}', row)
    if is_number(column):
        return pc.fill_null(joined(place, '"><v>', numbers(_finite(column)), "</v></c>"), "")
    return pc.fill_null(joined(place, '" t="inlineStr"><is>', _texts(column), "</is></c>"), "")


def _finite(column: pd.Series[Any]) -> pd.Series[Any]:
    """Infinite numbers do not exist in a workbook."""
    return column.where(np.isfinite(column)) if column.dtype.kind == "f" else column


def _texts(column: pd.Series[Any]) -> pa.StringArray:
    cells = texts(column)
    cells = pc.if_else(
        pc.equal(cells, ""), pa.scalar(None, pa.string()), pc.utf8_slice_codeunits(cells, 0, LONGEST_TEXT)
    )
    marked = joined("<t>", cells, "</t>")
    unusual = pc.fill_null(pc.match_substring_regex(cells, UNUSUAL), fill_value=False)
    if not pc.any(unusual).as_py():
        return marked
    careful = pa.array([_careful(c) for c in cells.filter(unusual).to_pylist()], pa.string())
    return pc.replace_with_mask(marked, unusual, careful)


def _careful(text: str) -> str:
    """Text with marks of XML, control characters (written as ``_x0001_``), or spaces at its ends."""
    text = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", text)
    text = re.sub(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]", lambda m: f"_x{ord(m[0]):04X}_", text)
    return f'<t xml:space="preserve">{escape(text)}</t>'
