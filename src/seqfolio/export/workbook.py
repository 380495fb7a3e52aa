"""results.xlsx: safe to open in Excel. Ids are text, nothing is ever a formula, numbers are numbers."""

from __future__ import annotations

import gc
import re
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter

from seqfolio.differential.ranking import is_tested, strongest
from seqfolio.model import Analysis
from seqfolio.store import load

MOST_ROWS = 200_000  # in all sheets together; beyond that fewer genes, and the sheet says so
WIDTHS = {"gene_id": 18, "gene_name": 14, "reason": 20, "call": 14}


def write_workbook(analysis: Analysis, path: Path) -> None:
    """A sheet per contrast and one that explains the columns."""
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
        "constant_memory": True,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        created = datetime.fromisoformat(analysis.provenance.created).replace(tzinfo=None)
        book.set_properties({"title": str(analysis.project.get("title") or analysis.project["id"]), "created": created})
        bold = book.add_format({"bold": True})
        names = sheet_names([contrast.id for contrast in analysis.contrasts])
        _explain(book.add_worksheet("about"), bold, analysis, names)
        chosen, _ = _chosen(analysis)
        for contrast in analysis.contrasts:
            _sheet(book.add_worksheet(names[contrast.id]), bold, chosen[contrast.id])


def sheet_names(ids: Iterable[str]) -> dict[str, str]:
    """A valid sheet name per id: at most 31 characters, different from all others whatever the case."""
    names: dict[str, str] = {}
    used = {"about"}
    for identity in ids:
        base = re.sub(r"[\[\]:*?/\\']", "_", identity)
        name, n = base[:31], 1
        while name.casefold() in used or name.casefold() == "history":
            n += 1
            name = f"{base[: 31 - len(str(n)) - 1]}~{n}"
        used.add(name.casefold())
        names[identity] = name
    return names


def _all(table: pd.DataFrame) -> pd.DataFrame:
    return table


def _tested(table: pd.DataFrame) -> pd.DataFrame:
    return table[is_tested(table)]


LEVELS = (
    ("All genes.", _all),
    ("Tested genes only; all genes are in the CSV files.", _tested),
    ("Called genes only; all genes are in the CSV files.", strongest),
)


def _chosen(analysis: Analysis) -> tuple[dict[str, pd.DataFrame], str]:
    """As many genes as fit into a workbook that still opens, and which ones these are."""
    for words, narrow in LEVELS:
        narrowed = {contrast.id: narrow(contrast.table) for contrast in analysis.contrasts}
        if sum(map(len, narrowed.values())) <= MOST_ROWS:
            return narrowed, words
    most = MOST_ROWS // len(narrowed)
    first = {name: table.head(most) for name, table in narrowed.items()}
    return first, f"The {most:,} strongest called genes of each contrast; all genes are in the CSV files."


def _explain(sheet: Any, bold: Any, analysis: Analysis, names: dict[str, str]) -> None:
    rows: list[tuple[str, str]] = [(str(analysis.project.get("title") or analysis.project["id"]), "")]
    rows += [
        (names[c.id], f"{c.comparison.title}; {c.comparison.sentence}; called at {c.criterion}")
        for c in analysis.contrasts
    ]
    rows += [
        ("", _chosen(analysis)[1] if analysis.contrasts else "Nothing is compared."),
        ("", ""),
        ("Column", "Meaning"),
        *COLUMN_MEANINGS.items(),
    ]
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 100)
    for i, (left, right) in enumerate(rows):
        sheet.write_string(i, 0, left, bold if i == 0 or left == "Column" else None)
        sheet.write_string(i, 1, right)


COLUMN_MEANINGS = {
    "gene_id": "Gene id of the count table.",
    "gene_name": "Gene name of the annotation.",
    "baseMean": "Mean of the normalised counts over all samples.",
    "log2FoldChange": "log2 fold change; above 0: higher in the numerator.",
    "lfcSE": "Standard error of the log2 fold change.",
    "stat": "Test statistic, with the sign of the fold change.",
    "pvalue": "p-value of this gene alone.",
    "padj": "p-value adjusted for testing many genes.",
    "call": "higher, lower, changed, equivalent, not significant or not tested.",
    "reason": "Why a gene was not tested.",
}


def _sheet(sheet: Any, bold: Any, table: pd.DataFrame) -> None:
    for j, name in enumerate(table.columns):
        sheet.set_column(j, j, WIDTHS.get(str(name), 15))
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(len(table), 1), len(table.columns) - 1)
    for j, name in enumerate(table.columns):
        sheet.write_string(0, j, str(name), bold)
    writers = [sheet.write_number if table[name].dtype.kind in "iuf" else sheet.write_string for name in table.columns]
    columns = [_cells(table[name]) for name in table.columns]
    for i, row in enumerate(zip(*columns, strict=True), 1):
        for j, cell in enumerate(row):
            if cell is not None:
                writers[j](i, j, cell)


def _cells(column: pd.Series[Any]) -> list[Any]:
    """Plain values; None for what stays an empty cell. Infinite numbers do not exist in a workbook."""
    if column.dtype.kind in "iuf":
        values = column.to_numpy(dtype=np.float64)
        return [v if f else None for v, f in zip(values.tolist(), np.isfinite(values).tolist(), strict=True)]
    return [str(v)[:32_767] or None for v in column]


def main() -> None:
    """Write the workbook of stored data in a process of its own: ``DATA_FOLDER TARGET``."""
    gc.disable()  # a short life with many small objects
    data, target = map(Path, sys.argv[1:3])
    write_workbook(load(Analysis, data), target)


if __name__ == "__main__":
    main()
