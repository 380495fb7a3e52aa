"""Ids, names and annotation of the genes of the page."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from seqfolio import payload

FEW = 60  # different values of an annotation that is worth a filter, such as a biotype


def genes_block(genes: pd.DataFrame) -> bytes:
    """``id``, ``name`` and what the annotation says in a few words, such as biotypes."""
    return payload.packed(dict(_columns(genes)), {"rows": len(genes)})


def _columns(genes: pd.DataFrame) -> Iterator[tuple[str, payload.Column]]:
    yield "id", payload.identifiers([str(gene) for gene in genes.index])
    if (genes["gene_name"] != "").any():
        yield "name", payload.texts([str(name) for name in genes["gene_name"]])
    for name in genes.columns:
        if name != "gene_name" and 1 < genes[name].nunique() <= FEW:
            yield f"annotation:{name}", payload.levels([str(value) for value in genes[name]])
    if "entrez_id" in genes.columns:
        yield "entrez", payload.texts([str(value) for value in genes["entrez_id"]])
