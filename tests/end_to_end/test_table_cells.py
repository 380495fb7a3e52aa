"""CSV and workbook are written whole columns at a time: every kind of cell reads back as it was."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from seqfolio.export import csv
from seqfolio.export.sheet_rows import BLOCK, put_rows

ANY_TEXT = some.text(some.characters(exclude_categories=["Cs"]), max_size=12)
FLOATS = some.floats(allow_nan=True, allow_infinity=False)
quickly = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def sheet_of(table: pd.DataFrame, path: Path) -> list[tuple[object, ...]]:
    frame = BytesIO()
    with xlsxwriter.Workbook(frame, {"in_memory": True}) as book:
        sheet = book.add_worksheet("genes")
        for j, name in enumerate(table.columns):
            sheet.write_string(0, j, name)
    put_rows(frame, {"xl/worksheets/sheet1.xml": table}, path)
    return list(openpyxl.load_workbook(path)["genes"].iter_rows(values_only=True))


@quickly
@given(some.lists(some.tuples(ANY_TEXT, FLOATS), min_size=1, max_size=8))
def test_csv_cells_read_back(tmp_path: Path, rows: list[tuple[str, float]]) -> None:
    table = pd.DataFrame(rows, columns=["te,xt", "number"]).astype({"te,xt": object})
    csv.write(table, tmp_path / "t.csv")
    found = pd.read_csv(tmp_path / "t.csv", dtype={"te,xt": str, "number": str}, keep_default_na=False)
    assert found["te,xt"].tolist() == [text for text, _ in rows]
    assert [None if cell == "NA" else float(cell) for cell in found["number"]] == [
        None if np.isnan(value) else value for _, value in rows
    ]


@quickly
@given(some.lists(some.tuples(ANY_TEXT, FLOATS), min_size=1, max_size=8))
def test_cells_of_a_sheet_read_back(tmp_path: Path, rows: list[tuple[str, float]]) -> None:
    table = pd.DataFrame(rows, columns=["text", "number"]).astype({"text": object})
    found = sheet_of(table, tmp_path / "t.xlsx")
    for (text, value), cells in zip(rows, found[1:], strict=True):
        read = "" if cells[0] is None else openpyxl.utils.escape.unescape(str(cells[0]))
        assert read == text.replace("\ufffe", "_xFFFE_").replace("\uffff", "_xFFFF_")
        assert (cells[1] is None and np.isnan(value)) or cells[1] == pytest.approx(value, rel=1e-15)


def test_long_sheets_texts_and_infinite_numbers(tmp_path: Path) -> None:
    table = pd.DataFrame({"gene_id": [f"g{i}" for i in range(BLOCK + 2)], "x": np.arange(BLOCK + 2.0)}).astype(
        {"gene_id": object}
    )
    table.loc[1, "gene_id"] = "x" * 40_000
    table.loc[2, "x"] = np.inf
    found = sheet_of(table, tmp_path / "t.xlsx")
    assert len(found) == BLOCK + 3
    assert found[-1] == (f"g{BLOCK + 1}", BLOCK + 1)
    assert found[2] == ("x" * 32_767, 1)
    assert found[3] == ("g2", None)
