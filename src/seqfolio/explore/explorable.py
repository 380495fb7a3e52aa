"""The blocks of data of the page, as large as they may be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seqfolio.differential.ranking import is_called, most_probable, of_interest
from seqfolio.document import Data
from seqfolio.explore.budget import Choice, choices, within
from seqfolio.explore.contrast import by_p, contrast_block
from seqfolio.explore.counts import counts_block
from seqfolio.explore.genes import genes_block
from seqfolio.explore.samples import samples_block
from seqfolio.model import Analysis

LISTED = 100  # no table or figure lists more genes of a contrast by their p-value
NO_LIMIT = 1 << 62


@dataclass(frozen=True)
class _Maker:
    """Makes blocks for a choice of genes, each once."""

    analysis: Analysis
    genes_of_interest: tuple[str, ...]

    def blocks(self, choice: Choice) -> tuple[Data, ...]:
        genes = self.analysis.dataset.genes[choice.genes]
        made = [
            Data("samples", samples_block(self.analysis, self._interest(choice)), packed=False),
            Data("genes", genes_block(genes)),
        ]
        made += [Data(f"contrast:{c.id}", contrast_block(c, choice.genes)) for c in self.analysis.contrasts]
        counts = self.analysis.normalized.counts
        if choice.counts.any():
            made.append(Data("counts", counts_block(counts, choice.genes, choice.counts)))
        return tuple(made)

    def _interest(self, choice: Choice) -> list[int]:
        asked = _asked(self.analysis, self.genes_of_interest)
        return [int(i) for i in (np.cumsum(choice.genes) - 1)[asked]]


def explorable(
    analysis: Analysis, genes_of_interest: tuple[str, ...] = (), budget: int = NO_LIMIT
) -> tuple[tuple[Data, ...], str]:
    """The data of the page, and what was left out of them in a sentence, or nothing.

    Args:
        analysis: whose.
        genes_of_interest: as in the YAML; they always stay.
        budget: bytes of all blocks together, as they stand in the page.
    """
    maker = _Maker(analysis, genes_of_interest)
    made: dict[int, tuple[Data, ...]] = {}

    def size(choice: Choice) -> int:
        made[id(choice)] = maker.blocks(choice)
        return sum(data.size for data in made[id(choice)])

    options = list(choices(_important(analysis, genes_of_interest), _expressed(analysis), _rank(analysis)))
    chosen = within(budget, iter(options), size)
    return made.get(id(chosen)) or maker.blocks(chosen), _left_out(chosen, options[0])


def _left_out(chosen: Choice, everything: Choice) -> str:
    """What the budget cost."""
    if chosen is everything:
        return ""
    genes, counts = int(chosen.genes.sum()), int(chosen.counts.sum())
    parts = []
    if genes < len(chosen.genes):
        parts.append(f"{genes:,} of {len(chosen.genes):,} genes")
    parts.append(f"the counts per sample of {counts:,} of {int(everything.counts.sum()):,} genes with any count")
    return (
        f"To keep this file small (report.size_budget) its figures and tables on screen hold {' and '.join(parts)}: all that are "
        "called, labelled, listed or of interest, and a regular selection of the others. The folder tables/ holds everything."
    )


def _asked(analysis: Analysis, names: tuple[str, ...]) -> NDArray[np.bool_]:
    genes = analysis.dataset.genes
    table = genes.assign(gene_id=genes.index)
    return np.asarray(table.index.isin(of_interest(table, names).index), dtype=np.bool_)


def _important(analysis: Analysis, genes_of_interest: tuple[str, ...]) -> NDArray[np.bool_]:
    keep: NDArray[np.bool_] = _asked(analysis, genes_of_interest)
    genes = analysis.dataset.genes.index
    for contrast in analysis.contrasts:
        keep = keep | is_called(contrast.table)
        keep = keep | genes.isin(most_probable(contrast.table, LISTED)["gene_id"])
    return keep


def _expressed(analysis: Analysis) -> NDArray[np.bool_]:
    return np.asarray((analysis.normalized.counts.to_numpy() != 0).any(axis=1), dtype=np.bool_)


def _rank(analysis: Analysis) -> NDArray[np.intp]:
    """Place of each gene by p-value in the first contrast, else in the order of the counts."""
    n = len(analysis.dataset.genes)
    rank = np.arange(n)
    if analysis.contrasts:
        rank[by_p(analysis.contrasts[0].table)] = np.arange(n)
    return rank
