"""Replacement of count outliers by the trimmed mean of the gene, for designs with many replicates.

A count whose Cook's distance exceeds the cut-off, in a sample with enough replicates, becomes the mean of the gene's
normalized counts without 20 % at each end, times the sample's factor, rounded down.

Source: Love, Huber & Anders 2014, Genome Biol. 15:550, Methods, "Count outliers".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seqfolio.stats.deseq2.arrays import take_genes
from seqfolio.stats.deseq2.cooks import cutoff, highest, in_cell_of, trimmed_mean

if TYPE_CHECKING:
    from seqfolio.stats.deseq2.arrays import Bools, Floats, Ints

_TRIM = 0.2


@dataclass(frozen=True)
class Replacement:
    """Counts after replacement (samples, outlier genes), positions of those genes, replaceable samples (samples,)."""

    counts: Floats
    genes: Ints
    samples: Bools


def replace_outliers(
    design: Floats, y: Floats, factors: Floats, cooks: Floats, least_replicates: float
) -> Replacement | None:
    """Return counts with outliers replaced, or None when no gene has an outlier or no sample enough replicates.

    Args:
        design: (samples, p).
        y: counts, (samples, genes).
        factors: size factors, (samples, 1), or normalization factors, (samples, genes).
        cooks: distances, (samples, genes); NaN for genes without counts.
        least_replicates: samples with an equal row of the design, including itself.
    """
    samples = in_cell_of(design, int(min(least_replicates, len(design) + 1)))
    limit = cutoff(*design.shape)
    genes = np.flatnonzero(highest(cooks) > limit)
    if not samples.any() or not genes.size:
        return None
    own, outlier = y[:, genes], cooks[:, genes] > limit
    factor = take_genes(factors, genes)
    substitute = np.floor(trimmed_mean(own / factor, _TRIM) * factor)
    return Replacement(np.where(outlier & samples[:, None], substitute, own), genes, samples)
