"""Columns of a count table that describe the genes, by the names that programs give them."""

from __future__ import annotations

import pandas as pd

MEANINGS = {
    "gene_name": (
        "gene_name", "genename", "symbol", "gene_symbol", "genesymbol", "hgnc_symbol", "external_gene_name", "gene", "name",
    ),
    "gene_biotype": ("gene_biotype", "biotype", "gene_type", "genetype"),
    "description": ("description", "gene_description"),
    "chromosome": ("chromosome", "chr", "chrom", "seqnames", "seqname", "chromosome_name"),
    "gene_id_2": ("gene_id", "geneid", "ensembl_gene_id", "ensembl", "ensembl_id", "ensemblgeneid"),
    "entrez_id": ("entrez", "entrezid", "entrez_id", "entrez_gene_id", "entrezgene_id"),
}  # fmt: skip
OTHERS = frozenset(
    {
        "start", "end", "strand", "length", "gene_length", "width", "transcript", "transcripts", "transcript_id",
        "transcript_id(s)", "transcript_ids", "tx_id", "source", "feature_length", "start_position", "end_position",
    }
)  # fmt: skip
_MEANING = {spelling: meaning for meaning, spellings in MEANINGS.items() for spelling in spellings}


def is_annotation(column: str) -> bool:
    """Whether a column of this name describes genes; no sample is called like that."""
    return column.strip().casefold() in _MEANING or column.strip().casefold() in OTHERS


def annotation_of(texts: dict[str, list[str]], ids: pd.Index[str]) -> pd.DataFrame | None:
    """The describing columns under the names that Seqfolio uses; None when there is none of use."""
    columns: dict[str, list[str]] = {}
    for name, cells in texts.items():
        meaning = _MEANING.get(name.strip().casefold())
        if meaning and meaning not in columns:
            columns[meaning] = cells
    columns.pop("gene_id_2", None)
    return pd.DataFrame(columns, index=ids, dtype=object) if columns else None


IDS = frozenset(("gene_id", "geneid", "ensembl_gene_id", "ensembl", "ensembl_id", "id", "gene id", "gene stable id"))


def is_id(column: str) -> bool:
    """Whether a column of an annotation table holds gene ids."""
    return column.strip().casefold() in IDS


def standard(column: str, header: list[str]) -> str:
    """The name that Seqfolio uses for a column of an annotation table, unless the table has one of that name itself."""
    meaning = _MEANING.get(column.strip().casefold(), column)
    spellings = MEANINGS.get(meaning, ())
    first = next((name for name in header if name.strip().casefold() in spellings), column)
    return meaning if meaning in ("gene_name", "gene_biotype") and meaning not in header and first == column else column
