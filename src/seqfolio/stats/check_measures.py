"""How strongly two things that are known about samples go together."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import fdtrc


def cramers_v(table: ArrayLike) -> float:
    """Cramer's V of a table of counts: 0 is independent, 1 is that one category tells the other.

    Args:
        table: (rows, columns), counts, no empty row or column.

    Source: Cramer 1946, Mathematical Methods of Statistics, Princeton. NaN for a table with one row or column.
    """
    observed = np.asarray(table, dtype=np.float64)
    n, smaller = observed.sum(), min(observed.shape) - 1
    if smaller < 1 or n == 0:
        return float("nan")
    expected = observed.sum(axis=1, keepdims=True) * observed.sum(axis=0, keepdims=True) / n
    return float(np.sqrt((((observed - expected) ** 2) / expected).sum() / (n * smaller)))


def one_way(values: ArrayLike, labels: ArrayLike, lost: int = 0) -> tuple[float, float]:
    """One-way analysis of variance: share of the variance between groups (eta squared), and the p-value of F.

    Args:
        values: (n,), finite.
        labels: (n,), the group of each value.
        lost: degrees of freedom that were taken out of the values before, besides their mean.

    NaN, NaN with one group, or without a degree of freedom inside the groups; the p-value of constant values is NaN.
    """
    y = np.asarray(values, dtype=np.float64)
    _, group = np.unique(np.asarray(labels, dtype=str), return_inverse=True)
    size = np.bincount(group)
    between_df, within_df = len(size) - 1, len(y) - len(size) - lost
    if between_df < 1 or within_df < 1:
        return float("nan"), float("nan")
    fitted = (np.bincount(group, y) / size)[group]
    total, within = ((y - y.mean()) ** 2).sum(), ((y - fitted) ** 2).sum()
    if total <= 1e-20 * max(1.0, float((y**2).sum())):
        return 0.0, float("nan")
    if within <= 1e-12 * total:
        return 1.0, 0.0
    f = ((total - within) / between_df) / (within / within_df)
    return float(1 - within / total), float(fdtrc(between_df, within_df, f))


def inflation(design: NDArray[np.float64], weights: NDArray[np.float64], alone: float) -> float:
    """How many times larger a contrast's variance is than without the other terms (variance inflation factor).

    Args:
        design: (samples, coefficients), of full rank.
        weights: (coefficients,), the contrast.
        alone: variance of the same contrast, in units of the error variance, in a model of the compared groups only.

    Source: O'Brien 2007, 10.1007/s11135-006-9018-6.
    """
    return float(weights @ np.linalg.solve(design.T @ design, weights) / alone)


def simple_error_ratio(one: ArrayLike, other: ArrayLike) -> float:
    """SERE: how much two libraries differ, in units of what counting alone makes them differ.

    Args:
        one: (genes,), counts.
        other: (genes,), counts.

    0 is a copy, 1 is two sequencing runs of the same library, more is a real difference. NaN for empty libraries.
    Source: Schulze et al. 2012, 10.1186/1471-2164-13-524.
    """
    a, b = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    both = a + b
    seen = both > 0
    share = a.sum() / max(both.sum(), 1.0)
    if not seen.any() or not 0 < share < 1:
        return float("nan")
    a, both = a[seen], both[seen]
    return float(np.sqrt(np.mean((a - both * share) ** 2 / (both * share * (1 - share)))))
