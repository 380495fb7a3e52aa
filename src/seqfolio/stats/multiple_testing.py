"""Adjustment of p-values for multiple testing."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def benjamini_hochberg(pvalue: ArrayLike) -> NDArray[np.float64]:
    """Adjusted p-values that bound the false discovery rate.

    Args:
        pvalue: any shape; NaN marks a hypothesis that was not tested and does not count.

    Returns:
        Adjusted p-values of the same shape; NaN where ``pvalue`` is NaN. Sorted by p-value they never
        decrease: ``padj[i] = min over j >= i of p[j] * m / rank(j)``, at most 1, with m tested hypotheses.

    Source: Benjamini & Hochberg 1995, J. R. Stat. Soc. B 57:289; equal to R's ``p.adjust(method="BH")``.
    """
    p = np.asarray(pvalue, dtype=np.float64)
    padj = np.full(p.shape, np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    if tested.size == 0:
        return padj
    flat = p.ravel()[tested]
    order = np.argsort(flat)[::-1]
    ranks = np.arange(flat.size, 0, -1)
    steps = np.minimum.accumulate(flat[order] * flat.size / ranks)
    padj.ravel()[tested[order]] = np.minimum(steps, 1.0)
    return padj
