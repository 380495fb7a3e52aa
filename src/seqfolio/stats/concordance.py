"""How far two rankings of the same genes agree."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from seqfolio.stats.ranks import average_ranks


def concordance_at_top(first: ArrayLike, second: ArrayLike, sizes: ArrayLike) -> NDArray[np.float64]:
    """Share of genes that two lists have in common, for the top of both lists down to each size (CAT plot).

    Args:
        first: (n,), the place of each gene in one list, a permutation of 0 .. n - 1, 0 for the strongest.
        second: (n,), its place in the other list.
        sizes: how many genes of the top are compared, each 1 .. n.

    Returns:
        Same shape as ``sizes``; by chance it would be size / n.

    Source: Irizarry et al. 2005, Nature Methods 2:345.
    """
    later = np.maximum(np.asarray(first, dtype=np.intp), np.asarray(second, dtype=np.intp))
    common = np.cumsum(np.bincount(later, minlength=later.size))
    wanted = np.asarray(sizes, dtype=np.intp)
    return np.asarray(common[wanted - 1] / wanted)


def places(order: ArrayLike) -> NDArray[np.intp]:
    """Place of each item in a list, from the items in the list's order (the inverse permutation)."""
    items = np.asarray(order, dtype=np.intp)
    place = np.empty_like(items)
    place[items] = np.arange(items.size)
    return place


def rank_correlation(x: ArrayLike, y: ArrayLike) -> float:
    """Spearman's rank correlation; NaN with fewer than two items or when one of them never changes.

    Args:
        x: (n,), finite.
        y: (n,), finite.
    """
    a, b = average_ranks(x), average_ranks(y)
    a, b = a - a.mean() if a.size else a, b - b.mean() if b.size else b
    scale = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / scale if scale > 0 else float("nan")


def list_sizes(longest: int, n: int = 120) -> NDArray[np.intp]:
    """About ``n`` sizes from 1 to ``longest``, close together at the top of the lists, and all powers of ten.

    None when there is no gene.
    """
    if longest < 1:
        return np.array([], dtype=np.intp)
    powers = 10 ** np.arange(int(np.log10(longest)) + 1)
    return np.unique(np.concatenate([np.round(np.geomspace(1, longest, n)), powers]).astype(np.intp))
