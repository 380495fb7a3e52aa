"""Tables as CSV: every gene, every digit, cells as they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from seqfolio.beyond_tests import Enrichment
from seqfolio.differential.ranking import strongest
from seqfolio.export import calls
from seqfolio.export.cells import is_number, joined, numbers, texts
from seqfolio.model import Analysis


def write_tables(analysis: Analysis, folder: Path) -> None:
    """``<contrast>.csv``, ``<contrast>.called.csv``, ``normalized_counts.csv``, and what was asked for beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    for contrast in analysis.contrasts:
        write(contrast.table, folder / f"{contrast.id}.csv")
        write(strongest(contrast.table), folder / f"{contrast.id}.called.csv")
    for found in analysis.enrichment:
        for method, table in set_tables(found).items():
            write(table, folder / f"{found.contrast}.{method}.csv")
    counts = analysis.normalized.counts
    named = counts.set_axis([str(c) for c in counts.columns], axis=1)
    named.insert(0, "gene_id", counts.index.to_numpy(dtype=object), allow_duplicates=True)
    named.insert(1, "gene_name", analysis.dataset.genes["gene_name"].to_numpy(dtype=object), allow_duplicates=True)
    write(named, folder / "normalized_counts.csv")
    _write_beside(analysis, folder)


def _write_beside(analysis: Analysis, folder: Path) -> None:
    """``calls.csv`` of several contrasts; ``<contrast>.concordance.csv`` and ``<contrast>.stability.csv`` on request."""
    matrix = calls.calls(analysis)
    if matrix is not None:
        write(matrix, folder / "calls.csv")
    for kind, tables in (("concordance", calls.concordance(analysis)), ("stability", calls.stability(analysis))):
        for identity, table in tables:
            write(table, folder / f"{identity}.{kind}.csv")


def set_tables(enrichment: Enrichment) -> dict[str, pd.DataFrame]:
    """Tables of gene sets by method, of those that there are."""
    tables = {"gsea": enrichment.gsea, "ora": enrichment.ora}
    return {method: table for method, table in tables.items() if table is not None}


def write(frame: pd.DataFrame, path: Path) -> None:
    """A frame without its index; numbers in the shortest form that reads back to the same value, NaN as NA."""
    head = _quoted(pa.array([str(name) for name in frame.columns])).to_pylist()
    cells = [_cells(frame.iloc[:, j]) for j in range(frame.shape[1])]
    lines = pc.binary_join_element_wise(*cells, ",").to_pylist()
    path.write_bytes(("\n".join([",".join(head), *lines]) + "\n").encode())


def _cells(column: pd.Series[Any]) -> pa.StringArray:
    return pc.fill_null(numbers(column) if is_number(column) else _quoted(texts(column)), "NA")


def _quoted(cells: pa.StringArray) -> pa.StringArray:
    """In quotation marks where a comma, a quotation mark or a line break would be misread."""
    special = pc.match_substring_regex(cells, '[,"\r\n]')
    if not pc.any(special).as_py():
        return cells
    return pc.if_else(special, joined('"', pc.replace_substring(cells, '"', '""'), '"'), cells)
