"""Tables as CSV: every gene, every digit, cells as they are."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from seqfolio.differential.ranking import strongest
from seqfolio.model import Analysis


def write_tables(analysis: Analysis, folder: Path) -> None:
    """``<contrast>.csv``, ``<contrast>.called.csv`` and ``normalized_counts.csv``."""
    folder.mkdir(parents=True, exist_ok=True)
    for contrast in analysis.contrasts:
        write(contrast.table, folder / f"{contrast.id}.csv")
        write(strongest(contrast.table), folder / f"{contrast.id}.called.csv")
    counts = analysis.normalized.counts
    named = counts.set_axis([str(c) for c in counts.columns], axis=1)
    named.insert(0, "gene_id", counts.index.to_numpy(dtype=object), allow_duplicates=True)
    named.insert(1, "gene_name", analysis.dataset.genes["gene_name"].to_numpy(dtype=object), allow_duplicates=True)
    write(named, folder / "normalized_counts.csv")


def write(frame: pd.DataFrame, path: Path) -> None:
    """A frame without its index; numbers in the shortest form that reads back to the same value, NaN as NA."""
    frame.to_csv(path, index=False, na_rep="NA", lineterminator="\n", encoding="utf-8")
