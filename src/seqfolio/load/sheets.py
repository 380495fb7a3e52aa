"""Tables that are no text, as text: Excel workbooks, Parquet, and the samples of an AnnData file."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from seqfolio.errors import InputError, fail, listed, nearest, printable
from seqfolio.load.head import HDF5, PARQUET, ZIP
from seqfolio.load.series_matrix import is_series_matrix, series_rows
from seqfolio.load.text import TextTable
from seqfolio.load.unpack import magic_of

MOST_UNPACKED = 4_000_000_000
HIGHEST_RATIO = 150  # a sheet of zeros packs about 50 times
EXCEL_NAMES = ("xl/workbook.xml", "xl/workbook.bin")


def open_table(path: Path, role: str, sheet: str | None = None) -> TextTable:
    """A table of any kind: delimited text, a sheet of an Excel workbook, Parquet, or the samples (obs) of an AnnData file.

    Args:
        path: the file.
        role: its key in the YAML, for messages.
        sheet: of a workbook; the first one when None.

    Raises:
        InputError: there is no such file, or it is no table.
    """
    kind = kind_of(path)
    if kind == "excel":
        return _as_text(path, role, *_excel(path, sheet))
    if kind == "parquet":
        return _as_text(path, role, _parquet(path), ())
    if kind == "hdf5":
        from seqfolio.load.anndata import obs_rows

        return _as_text(path, role, obs_rows(path), ())
    table = TextTable.open(path, role)
    if is_series_matrix(table.text):
        return _as_text(path, role, series_rows(table.text), ("the samples of a GEO series matrix",))
    return table


def kind_of(path: Path) -> str:
    """``excel``, ``parquet``, ``hdf5``, or nothing for what may be text."""
    try:
        magic = magic_of(path)
    except OSError:
        return ""
    if magic.startswith(ZIP) and is_excel(path):
        return "excel"
    return "parquet" if magic.startswith(PARQUET) else "hdf5" if magic.startswith(HDF5) else ""


def is_excel(path: Path) -> bool:
    """Whether a zip file is a workbook."""
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name in EXCEL_NAMES for name in archive.namelist())
    except (zipfile.BadZipFile, OSError, NotImplementedError):
        return False


def _as_text(path: Path, role: str, rows: Iterable[list[str]], notes: tuple[str, ...]) -> TextTable:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter="\t", lineterminator="\n").writerows(rows)
    text = buffer.getvalue()
    if not text.strip():
        raise fail("file-empty", "the file is empty", printable(path.name))
    return TextTable(printable(path.name), text, role, notes)


def _excel(path: Path, sheet: str | None) -> tuple[list[list[str]], tuple[str, ...]]:
    _refuse_bomb(path)
    import python_calamine as calamine  # lazily: most projects have no workbook

    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
        name = _sheet_name(book.sheet_names, sheet, path)
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=True)
    except (calamine.CalamineError, OSError, ValueError) as error:
        message = f"the workbook cannot be read: {str(error).splitlines()[0] if str(error) else type(error).__name__}"
        raise fail("file-damaged", message, printable(path.name), "Save it again, or as CSV in UTF-8.") from None
    return [[cell_text(cell) for cell in row] for row in rows], _sheet_note(book.sheet_names, name)


def _sheet_note(names: list[str], name: str) -> tuple[str, ...]:
    return () if len(names) == 1 else (f'the sheet "{printable(name)}" of {len(names)} was read ({listed(names, 6)})',)


def _sheet_name(names: list[str], wanted: str | None, path: Path) -> str:
    if wanted is None:
        if not names:
            raise fail("file-empty", "the workbook has no sheet", printable(path.name))
        return names[0]
    if wanted not in names:
        hint = nearest(wanted, names) or f"Sheets: {listed(names, 20)}."
        raise fail("unknown-sheet", f'there is no sheet "{printable(wanted)}"', printable(path.name), hint)
    return wanted


def _refuse_bomb(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        raise fail(
            "file-damaged", f"the workbook is damaged: {error}", printable(path.name), "Copy it again."
        ) from None
    packed = path.stat().st_size
    if unpacked > MOST_UNPACKED or (unpacked > 500_000_000 and unpacked > HIGHEST_RATIO * packed):
        message = f"this is no table: {packed:,} bytes unfold to {unpacked:,}"
        raise fail("file-too-large", message, printable(path.name), "Save the counts as CSV.")


def cell_text(value: Any) -> str:
    """A cell as text: whole numbers without a point, dates as ISO dates."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(" ")
    if isinstance(value, date | time | timedelta):
        return value.isoformat() if not isinstance(value, timedelta) else str(value)
    return "" if value is None else str(value)


def _parquet(path: Path) -> list[list[str]]:
    frame = parquet_frame(path)
    columns = [frame[name].map(cell_text).tolist() for name in frame.columns]
    return [[str(name) for name in frame.columns], *map(list, zip(*columns, strict=True))]


def parquet_frame(path: Path) -> Any:
    """A Parquet file as a frame whose first column is what pandas had as index, if it had one.

    Raises:
        InputError: the file is damaged, or a value cannot be shown as a table.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        frame = pq.read_table(path).to_pandas()
    except (pa.ArrowException, OSError, ValueError, TypeError) as error:
        raise _damaged_parquet(path, error) from None
    return frame if frame.index.dtype.kind in "iu" and frame.index.name is None else frame.reset_index()


def _damaged_parquet(path: Path, error: Exception) -> InputError:
    what = (str(error).splitlines() or [type(error).__name__])[0].rpartition("': ")[2]  # without the path
    return fail(
        "file-damaged",
        f"the Parquet file cannot be read: {printable(what, 120)}",
        printable(path.name),
        "Write it again.",
    )
