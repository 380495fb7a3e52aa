"""results.xlsx: safe to open in Excel. Ids are text, nothing is ever a formula, numbers are numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from seqfolio.differential.ranking import is_tested, strongest
from seqfolio.export.calls import Flags, called_anywhere, calls, tested_anywhere
from seqfolio.export.csv import set_tables
from seqfolio.export.sheet_rows import put_rows
from seqfolio.model import Analysis

MOST_ROWS = 200_000  # in all sheets of genes together; beyond that fewer genes, and the sheet says so
MOST_SETS = 100_000  # in all sheets of gene sets together; beyond that the called ones
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
WIDTHS = {"gene_id": 18, "gene_name": 14, "reason": 20, "call": 14, "set": 50, "collection": 24, "leading_edge": 60}
WIDTHS |= {"overlap_genes": 60}


def write_workbook(analysis: Analysis, path: Path) -> None:
    """A sheet per contrast, one of all calls when there are several, and one that explains the columns."""
    chosen, words = _chosen(analysis)
    chosen |= _sets(analysis)
    names = sheet_names(chosen)
    frame = BytesIO()
    with xlsxwriter.Workbook(frame, OPTIONS) as book:
        created = datetime.fromisoformat(analysis.provenance.created).replace(tzinfo=None)
        book.set_properties({"title": _title(analysis), "created": created})
        bold = book.add_format({"bold": True})
        _explain(book.add_worksheet("about"), bold, analysis, names, words)
        for identity, table in chosen.items():
            _head(book.add_worksheet(names[identity]), bold, table)
    files = {f"xl/worksheets/sheet{i}.xml": table for i, table in enumerate(chosen.values(), 2)}
    put_rows(frame, files, path)


def _title(analysis: Analysis) -> str:
    return str(analysis.project.get("title") or analysis.project["id"])


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
    ("All genes.", _all, None),
    ("Tested genes only; all genes are in the CSV files.", _tested, tested_anywhere),
    ("Called genes only; all genes are in the CSV files.", strongest, called_anywhere),
)


def _matrix(analysis: Analysis, which: Callable[[Analysis], Flags] | None) -> dict[str, pd.DataFrame]:
    """The calls of several contrasts side by side, for all genes or for some."""
    matrix = calls(analysis)
    if matrix is None:
        return {}
    return {"calls": matrix if which is None else matrix[which(analysis)]}


def _chosen(analysis: Analysis) -> tuple[dict[str, pd.DataFrame], str]:
    """As many genes as fit into a workbook that still opens, and which ones these are."""
    if not analysis.contrasts:
        return {}, "Nothing is compared."
    for words, narrow, which in LEVELS:
        narrowed = {contrast.id: narrow(contrast.table) for contrast in analysis.contrasts} | _matrix(analysis, which)
        if sum(map(len, narrowed.values())) <= MOST_ROWS:
            return narrowed, words
    most = MOST_ROWS // len(narrowed)
    first = {name: table.head(most) for name, table in narrowed.items()}
    return first, f"The {most:,} strongest called genes of each contrast; all genes are in the CSV files."


def _sets(analysis: Analysis) -> dict[str, pd.DataFrame]:
    """Tables of gene sets; all rows when they fit, else the called sets."""
    tables = {f"{e.contrast} {method}": table for e in analysis.enrichment for method, table in set_tables(e).items()}
    if sum(map(len, tables.values())) <= MOST_SETS:
        return tables
    return {
        name: table[table["call"] != "not significant"].head(MOST_SETS // len(tables)) for name, table in tables.items()
    }


def _explain(sheet: Any, bold: Any, analysis: Analysis, names: dict[str, str], which: str) -> None:
    rows: list[tuple[str, str]] = [(_title(analysis), "")]
    rows += [
        (names[c.id], f"{c.comparison.title}; {c.comparison.sentence}; called at {c.criterion}")
        for c in analysis.contrasts
    ]
    rows += [(names["calls"], "All contrasts side by side.")] if "calls" in names else []
    rows += [
        (
            names[f"{e.contrast} {method}"],
            f"gene sets of {e.contrast}: {SET_WORDS[method]}; called at padj < {e.alpha:g}",
        )
        for e in analysis.enrichment
        for method in set_tables(e)
    ]
    rows += [
        ("", which),
        ("", ""),
        ("Column", "Meaning"),
        *COLUMN_MEANINGS.items(),
        *(SET_COLUMN_MEANINGS.items() if analysis.enrichment else ()),
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
    "call_<contrast>": "In the sheet calls: the call in that contrast; log2FoldChange_ and padj_ likewise.",
}


SET_WORDS = {
    "gsea": "preranked gene set enrichment, all tested sets",
    "ora": "over-representation among called genes, all tested sets",
}
SET_COLUMN_MEANINGS = {
    "set, collection": "Name of the gene set, and of the file that it stands in.",
    "size": "Tested genes in the set.",
    "ES, NES": "Enrichment score, and the same divided by the mean score of random sets of this size and sign.",
    "direction": "gsea: whether the set's genes tend to be higher or lower in the numerator.",
    "leading_edge": "gsea: the genes that make the score, the strongest first.",
    "genes, listed": "ora: which called genes were looked at, and how many they are.",
    "background": "ora: all tested genes that could have been in the list.",
    "overlap, expected, fold": "ora: listed genes in the set, how many chance would put there, and their ratio.",
}


def _head(sheet: Any, bold: Any, table: pd.DataFrame) -> None:
    for j, name in enumerate(table.columns):
        sheet.set_column(j, j, WIDTHS.get(str(name), 15))
        sheet.write_string(0, j, str(name), bold)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(len(table), 1), len(table.columns) - 1)
