"""The gene tables."""

from __future__ import annotations

from dataclasses import replace

from seqfolio.document import Block, Column, Explore, Table
from seqfolio.sections.genes.compute import Result
from seqfolio.sections.names import gene_table


def blocks(result: Result) -> dict[str, Block]:
    """The strongest genes, and the reasons for missing tests."""
    contrast = result.contrast
    made: dict[str, Block] = {}
    if len(result.listed):
        title = f"Strongest genes: {contrast.comparison.title}"
        note = f"All {len(contrast.table):,} genes: tables/{contrast.id}.csv"
        table = gene_table(contrast, "strongest", title, result.listed, note=note)
        made["strongest"] = replace(table, explore=Explore("genes", {"contrast": contrast.id}), multiqc=True)
    if result.reasons:
        made["reasons"] = Table(
            "reasons",
            "Genes without a test",
            (Column("reason", "Reason", "id"), Column("meaning", "Meaning"), Column("genes", "Genes", "integer")),
            result.reasons,
        )
    return made
