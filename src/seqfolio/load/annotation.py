"""The gene annotation: names and more for each gene id."""

from __future__ import annotations

import pandas as pd

from seqfolio.errors import fail, listed, printable
from seqfolio.load.text import TextTable


def read_annotation(table: TextTable) -> pd.DataFrame:
    """Annotation as text, indexed by gene id; ``gene_name`` is always there.

    Raises:
        InputError: no column ``gene_id``, or a gene that stands twice.
    """
    header = table.header
    if "gene_id" not in header:
        raise fail(
            "unknown-column",
            'the annotation has no column "gene_id"',
            f"{table.name}:1",
            f"Columns: {listed(header, 20)}. Rename the one with the ids of the counts.",
        )
    records = table.records()
    seen: dict[str, int] = {}
    for line, record in records:
        first = seen.setdefault(record["gene_id"], line)
        if first != line:
            raise fail(
                "duplicate-id",
                f'the gene "{printable(record["gene_id"])}" stands twice; first on line {first}',
                f"{table.name}:{line}",
                "Each gene has one row in the annotation.",
            )
    columns = {name: [record[name] for _, record in records] for name in header if name != "gene_id"}
    frame = pd.DataFrame(columns, index=pd.Index(list(seen), dtype=object, name="gene_id"), dtype=object)
    return frame if "gene_name" in frame else frame.assign(gene_name="")


def annotate(ids: pd.Index[str], annotation: pd.DataFrame | None) -> pd.DataFrame:
    """Annotation of exactly these genes; empty text where nothing is known."""
    if annotation is None:
        return pd.DataFrame({"gene_name": ""}, index=ids, dtype=object)
    return annotation.reindex(ids).fillna("").astype(object)
