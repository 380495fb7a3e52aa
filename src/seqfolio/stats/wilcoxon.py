"""The Wilcoxon rank-sum (Mann-Whitney) test of every gene at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from seqfolio.stats.array_checks import FloatArray, ShapeError, StatsInputError, finite_matrix
from seqfolio.stats.gene_blocks import gene_blocks

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

EXACT_UP_TO = 8  # samples in the smaller group for which the exact distribution is used when there are no ties


@dataclass(frozen=True)
class RankSum:
    """Rank-sum tests.

    Attributes:
        u: genes; the number of pairs in which the first group is larger, ties count a half.
        pvalue: genes, two-sided; 1 when all values of a gene are equal.
        exact: genes; whether the exact distribution was used.
    """

    u: FloatArray
    pvalue: FloatArray
    exact: NDArray[np.bool_]


def wilcoxon(values: ArrayLike, first: ArrayLike) -> RankSum:
    """Test for every gene whether the values of one group of samples tend to be larger than those of the other.

    ``U = R - n1 (n1 + 1) / 2`` with the rank sum R of the first group. Without ties and with at most 8 samples in the
    smaller group p is exact; otherwise U is taken as normal with mean ``n1 n2 / 2`` and variance
    ``n1 n2 / 12 ((n + 1) - sum(t^3 - t) / (n (n - 1)))`` over the numbers t of tied values, and a half is taken off
    for continuity.

    Args:
        values: genes x samples.
        first: samples; True for those of the first group.

    Returns:
        RankSum.

    Raises:
        StatsInputError: shapes that do not fit, values that are not finite, an empty group.

    Source: Mann & Whitney 1947, Ann. Math. Stat. 18:50; equal to ``scipy.stats.mannwhitneyu(method="auto")`` on every
    row.
    """
    y = finite_matrix(values, "values")
    group = np.asarray(first, dtype=bool)
    if group.shape != (y.shape[1],):
        raise ShapeError(f"first: shape {group.shape} does not give one value for each of {y.shape[1]} samples.")
    n1, n2 = int(group.sum()), int((~group).sum())
    if not n1 or not n2:
        raise StatsInputError("first: both groups need at least one sample.")
    rank_sum, ties = _rank_sums(y, group)
    u = rank_sum - n1 * (n1 + 1) / 2
    larger = np.maximum(u, n1 * n2 - u)
    exact = (ties == 0) & (min(n1, n2) <= EXACT_UP_TO)
    pvalue = _normal_pvalue(larger, ties, n1, n2)
    if exact.any():
        pvalue[exact] = np.minimum(2 * _upper_tail(n1, n2)[larger[exact].astype(int)], 1)
    return RankSum(u, pvalue, exact)


def hodges_lehmann(first: ArrayLike, second: ArrayLike) -> FloatArray:
    """Shift between two groups: the median of all differences of one sample of each, gene by gene.

    The estimate that belongs to the rank-sum test; its sign is that of U minus its mean.

    Args:
        first: genes x samples.
        second: genes x samples, the same genes.

    Source: Hodges & Lehmann 1963, Ann. Math. Stat. 34:598.
    """
    a, b = finite_matrix(first, "first"), finite_matrix(second, "second")
    shift = np.empty(len(a))
    step = max(1, 2_000_000 // (a.shape[1] * b.shape[1]))  # genes at a time: 16 MB of differences
    for start in range(0, len(a), step):
        block = slice(start, start + step)
        differences = a[block, :, None] - b[block, None, :]
        shift[block] = np.median(differences.reshape(len(differences), -1), axis=1)
    return shift


def _rank_sums(y: FloatArray, group: NDArray[np.bool_]) -> tuple[FloatArray, FloatArray]:
    """Return the first group's rank sum and the sum of t^3 - t of every gene."""
    rank_sum, ties = np.empty(y.shape[0]), np.empty(y.shape[0])
    for rows in gene_blocks(*y.shape):
        rank_sum[rows], ties[rows] = _block_rank_sums(y[rows], group)
    return rank_sum, ties


def _block_rank_sums(y: FloatArray, group: NDArray[np.bool_]) -> tuple[FloatArray, FloatArray]:
    order = np.argsort(y, axis=1)
    ordered = np.take_along_axis(y, order, axis=1)
    n = y.shape[1]
    position = np.broadcast_to(np.arange(n), y.shape)
    new = np.diff(ordered, axis=1) > 0
    edge = np.ones((y.shape[0], 1), dtype=bool)
    start = np.maximum.accumulate(np.where(np.hstack((edge, new)), position, 0), axis=1)
    end = np.minimum.accumulate(np.where(np.hstack((new, edge)), position, n)[:, ::-1], axis=1)[:, ::-1]
    rank_sum = (((start + end) / 2 + 1) * group[order]).sum(axis=1)
    tied = (end - start + 1).astype(np.float64)
    return rank_sum, (tied**2 - 1).sum(axis=1)  # each of t tied values adds t^2 - 1, together t^3 - t


def _normal_pvalue(larger: FloatArray, ties: FloatArray, n1: int, n2: int) -> FloatArray:
    n = n1 + n2
    deviation = np.sqrt(n1 * n2 / 12 * ((n + 1) - ties / (n * (n - 1))))
    distance = larger - n1 * n2 / 2 - 0.5
    z = np.divide(distance, deviation, out=np.full_like(distance, -np.inf), where=deviation > 0)
    return np.asarray(np.minimum(2 * special.ndtr(-z), 1))


def _upper_tail(n1: int, n2: int) -> FloatArray:
    """Return P(U >= u) for u = 0 ... n1 n2 without ties, from exact integer counts."""
    counts = _arrangements(n1, n2)
    upper = np.cumsum(counts[::-1])[::-1]
    return np.array([int(c) / int(upper[0]) for c in upper])


def _arrangements(n1: int, n2: int) -> NDArray[np.object_]:
    """Return in how many arrangements U takes each value: the coefficients of a Gaussian binomial.

    The product over i of ``(1 - q^(m + i)) / (1 - q^i)``, i = 1 ... k, with k the smaller and m the larger group.
    """
    k, m = sorted((n1, n2))
    counts = np.zeros(k * m + 1, dtype=object)
    counts[0] = 1
    for i in range(1, k + 1):
        counts[m + i :] = counts[m + i :] - counts[: max(counts.size - m - i, 0)].copy()
        for offset in range(i):
            counts[offset::i] = np.cumsum(counts[offset::i])
    return counts
