"""The gene tables."""

from __future__ import annotations

from seqfolio.document import Block, Column, Table
from seqfolio.sections.genes.compute import Result
from seqfolio.sections.names import gene_columns, gene_rows


def blocks(result: Result) -> dict[str, Block]:
    """The strongest genes, the genes of interest, the reasons."""
    contrast, columns = result.contrast, gene_columns(result.contrast)
    made: dict[str, Block] = {}
    if len(result.listed):
        made["strongest"] = Table(
            "strongest",
            f"Strongest genes: {contrast.comparison.title}",
            columns,
            gene_rows(result.listed),
            note=f"All {len(contrast.table):,} genes: tables/{contrast.id}.csv",
        )
    if len(result.interesting):
        made["interest"] = Table("interest", "Genes of interest", columns, gene_rows(result.interesting))
    if result.reasons:
        made["reasons"] = Table(
            "reasons",
            "Genes without a test",
            (Column("reason", "Reason", "id"), Column("meaning", "Meaning"), Column("genes", "Genes", "integer")),
            result.reasons,
        )
    return made
