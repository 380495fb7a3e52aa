"""Replacement of count outliers by the trimmed mean of the gene, for designs with many replicates.

A count whose Cook's distance exceeds the cut-off, in a sample with enough replicates, becomes the mean of the gene's
normalized counts without 20 % at each end, times the sample's factor, rounded down.

Source: Love, Huber & Anders 2014, Genome Biol. 15:550, Methods, "Count outliers".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seqfolio.stats.deseq2.cooks import cutoff, in_cell_of, trimmed_mean

if TYPE_CHECKING:
    from seqfolio.stats.deseq2.arrays import Bools, Floats

_TRIM = 0.2


@dataclass(frozen=True)
class Replacement:
    """Counts after replacement (samples, genes), genes with an outlier (genes,), replaceable samples (samples,)."""

    counts: Floats
    genes: Bools
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
    outlier = cooks > cutoff(*design.shape)
    genes = np.asarray(outlier.any(axis=0))
    if not samples.any() or not genes.any():
        return None
    which = np.flatnonzero(genes)
    counts = y.copy()
    factor = factors if factors.shape[1] == 1 else factors[:, which]
    substitute = np.floor(trimmed_mean(y[:, which] / factor, _TRIM) * factor)
    counts[:, which] = np.where(outlier[:, which] & samples[:, None], substitute, y[:, which])
    return Replacement(counts, genes, samples)
