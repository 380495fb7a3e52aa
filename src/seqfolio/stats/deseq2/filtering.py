"""Independent filtering: leave out genes with a low mean where that raises the number of rejections.

For 50 quantiles theta of the mean, from the share of genes with mean zero up to 0.95, the genes above the quantile are
adjusted by Benjamini & Hochberg and the rejections at alpha counted. The first theta whose count exceeds the maximum of
a lowess curve through the counts minus its residual root mean square is taken; the lowest one when no more than ten
genes are rejected anywhere.

Source: Bourgon, Gentleman & Huber 2010, PNAS 107:9546; the choice of theta: DESeq2 1.38.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seqfolio.stats.deseq2.lowess import lowess
from seqfolio.stats.deseq2.quantiles import quantiles
from seqfolio.stats.multiple_testing import benjamini_hochberg

if TYPE_CHECKING:
    from seqfolio.stats.deseq2.arrays import Floats, Ints

_QUANTILES = 50
_FEW_REJECTIONS = 10


@dataclass(frozen=True)
class Filtered:
    """Adjusted p-values and how the filter was chosen.

    Attributes:
        padj: (genes,), NaN for genes that were filtered out or not tested.
        threshold: genes with a mean below it are filtered out.
        theta: the quantile it is.
        thetas: quantiles tried, (50,).
        rejections: at each quantile, (50,).
    """

    padj: Floats
    threshold: float
    theta: float
    thetas: Floats
    rejections: Ints


def independent_filtering(mean: Floats, pvalue: Floats, alpha: float) -> Filtered:
    """Choose the filter and adjust.

    Args:
        mean: of normalized counts, (genes,).
        pvalue: (genes,), NaN where not tested.
        alpha: false discovery rate at which rejections are counted.
    """
    lowest = float(np.mean(mean == 0.0))
    thetas = np.linspace(lowest, 0.95 if lowest < 0.95 else 1.0, _QUANTILES)
    cutoffs = quantiles(mean, thetas)
    rejections = _rejections(mean, pvalue, cutoffs, alpha)
    chosen = _choose(thetas, rejections)
    kept = np.where(mean >= cutoffs[chosen], pvalue, np.nan)
    return Filtered(benjamini_hochberg(kept), float(cutoffs[chosen]), float(thetas[chosen]), thetas, rejections)


def _rejections(mean: Floats, pvalue: Floats, cutoffs: Floats, alpha: float) -> Ints:
    """Rejections of the Benjamini-Hochberg procedure among the genes above each cut-off.

    A gene can be rejected only if its own p-value is below alpha, so the others are merely counted.
    """
    tested = ~np.isnan(pvalue)
    number = tested.sum() - np.searchsorted(np.sort(mean[tested]), cutoffs, side="left")
    small = np.flatnonzero(tested & (pvalue < alpha))
    small = small[np.argsort(pvalue[small])]
    p, m = pvalue[small], mean[small]
    counts = [_largest_rank(p[m >= cut], int(total), alpha) for cut, total in zip(cutoffs, number, strict=True)]
    return np.array(counts, dtype=np.intp)


def _largest_rank(sorted_p: Floats, tests: int, alpha: float) -> int:
    below = np.flatnonzero(sorted_p * tests / np.arange(1, len(sorted_p) + 1) < alpha)
    return int(below[-1]) + 1 if below.size else 0


def _choose(thetas: Floats, rejections: Ints) -> int:
    if rejections.max() <= _FEW_REJECTIONS:
        return 0
    curve = lowess(thetas, rejections.astype(np.float64), 1 / 5)
    some = rejections > 0
    residual = rejections[some] - curve[some]
    enough = np.flatnonzero(rejections > curve.max() - np.sqrt(np.mean(residual**2)))
    return int(enough[0]) if enough.size else 0
