"""Size factors: how much deeper one sample was sequenced than another."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def size_factors(counts: ArrayLike, kind: Literal["ratio", "poscounts"] = "ratio") -> Floats:
    """Median-of-ratios size factors, one per sample.

    For gene g and sample j with counts k, s_j = median over g of k_gj / (prod_j k_gj)^(1/m).

    Args:
        counts: genes x samples, not negative.
        kind: ``ratio`` uses genes that have a count in every sample. ``poscounts`` sets logarithms of zero to zero
            (the geometric mean of the positive counts over all m samples), takes medians over positive counts, and
            divides by the geometric mean of the factors; for data in which every gene has a zero.

    Raises:
        ValueError: no gene is usable in every (``ratio``) or in any sample.

    Source: Anders & Huber 2010, Genome Biol. 11:R106; equal to DESeq2's ``estimateSizeFactorsForMatrix``.
    """
    values = np.asarray(counts, dtype=np.float64)
    with np.errstate(divide="ignore"):
        logs = np.log(values)
    if kind == "ratio":
        usable = np.isfinite(logs).all(axis=1)
        if not usable.any():
            raise ValueError(
                "every gene has a zero in some sample, so the median of ratios is not defined: use poscounts"
            )
        ratios = logs[usable] - logs[usable].mean(axis=1, keepdims=True)
        return np.asarray(np.exp(np.median(ratios, axis=0)))
    means = np.where(np.isfinite(logs), logs, 0.0).mean(axis=1)
    factors = np.array([_median_ratio(column, means) for column in logs.T])
    return np.asarray(factors / np.exp(np.log(factors).mean()))


def _median_ratio(logs: Floats, means: Floats) -> float:
    usable = np.isfinite(logs)
    if not usable.any():
        raise ValueError("a sample has no counts")
    return float(np.exp(np.median(logs[usable] - means[usable])))
