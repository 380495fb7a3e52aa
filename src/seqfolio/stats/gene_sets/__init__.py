"""Gene sets on arrays: preranked enrichment (GSEA) and over-representation."""

from seqfolio.stats.gene_sets.over_representation import Overlap, over_representation
from seqfolio.stats.gene_sets.preranked import Preranked, preranked
from seqfolio.stats.gene_sets.running_sum import RunningSum, leading_edge, running_sum

__all__ = [
    "Overlap",
    "Preranked",
    "RunningSum",
    "leading_edge",
    "over_representation",
    "preranked",
    "running_sum",
]
