"""The gene tables."""

from __future__ import annotations

from seqfolio.document import Block, Column, Table
from seqfolio.sections.genes.compute import Result
from seqfolio.sections.names import gene_table


def blocks(result: Result) -> dict[str, Block]:
    """The strongest genes, the genes of interest, the reasons."""
    contrast = result.contrast
    made: dict[str, Block] = {}
    if len(result.listed):
        title = f"Strongest genes: {contrast.comparison.title}"
        note = f"All {len(contrast.table):,} genes: tables/{contrast.id}.csv"
        made["strongest"] = gene_table(contrast, "strongest", title, result.listed, note=note)
    if len(result.interesting):
        made["interest"] = gene_table(contrast, "interest", "Genes of interest", result.interesting)
    if result.reasons:
        made["reasons"] = Table(
            "reasons",
            "Genes without a test",
            (Column("reason", "Reason", "id"), Column("meaning", "Meaning"), Column("genes", "Genes", "integer")),
            result.reasons,
        )
    return made
