"""Adjustment of p-values for multiple testing."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

LAMBDAS = np.arange(1, 20) / 20


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


def storey_pi0(pvalue: ArrayLike) -> float:
    """The share of hypotheses for which nothing is different, estimated from the flat part of the p-values.

    ``pi0(l) = #{p >= l} / (m (1 - l))`` for l = 0.05, 0.10, ..., 0.95; of these the one with the smallest estimated mean
    squared error around their 10 % quantile, ``W (m - W) / (m^3 (1 - l)^2) + (pi0(l) - q)^2`` with W = #{p >= l}.

    Args:
        pvalue: any shape; NaN does not count.

    Returns:
        Above 0, at most 1; NaN without p-values, or with so few that none is large.

    Source: Storey, Taylor & Siegmund 2004, J. R. Stat. Soc. B 66:187; qvalue's ``pi0est(pi0.method = "bootstrap")``.
    """
    p = np.sort(np.asarray(pvalue, dtype=np.float64).ravel())
    p = p[~np.isnan(p)]
    if not p.size or p[-1] < LAMBDAS[0]:
        return float("nan")
    m, above = p.size, p.size - np.searchsorted(p, LAMBDAS, side="left")
    estimates = above / (m * (1 - LAMBDAS))
    error = above * (m - above) / (m**3 * (1 - LAMBDAS) ** 2) + (estimates - np.quantile(estimates, 0.1)) ** 2
    found = float(estimates[np.argmin(error)])
    return min(found, 1.0) if found > 0 else float("nan")
