"""Which genes have enough counts to be tested."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from seqfolio.stats.array_checks import FloatArray, ShapeError, count_matrix, finite_matrix, library_sizes
from seqfolio.stats.design_matrix import orthonormal_columns
from seqfolio.stats.edger.cpm import MILLION, cpm

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

TOLERANCE = 1e-14


def filter_by_expr(
    counts: ArrayLike,
    design: ArrayLike | None = None,
    group: ArrayLike | None = None,
    lib_size: ArrayLike | None = None,
    min_count: float = 10.0,
    min_total_count: float = 15.0,
    large_n: int = 10,
    min_prop: float = 0.7,
) -> NDArray[np.bool_]:
    """Keep genes with about ``min_count`` reads in at least as many samples as the smallest group has.

    A gene is kept when its counts per million reach ``min_count / median(L) * 10^6`` in at least m samples, and its
    counts sum to ``min_total_count``. m is the size of the smallest group; with a design it is ``1 / max(h)``, where
    h are the diagonal elements of the hat matrix. Above ``large_n`` samples only the share ``min_prop`` of the
    further ones is asked for.

    Args:
        counts: genes x samples.
        design: samples x coefficients; used when ``group`` is not given.
        group: one label per sample.
        lib_size: one per sample; default: the column sums.
        min_count: reads wanted in a library of median size.
        min_total_count: reads wanted over all samples.
        large_n: sample number from which on a share is enough.
        min_prop: that share.

    Returns:
        One boolean per gene.

    Raises:
        StatsInputError: bad counts, shapes that do not fit, or an empty library.

    Source: edgeR's ``filterByExpr``; Chen, Lun & Smyth 2016, F1000Research 5:1438.
    """
    y = count_matrix(counts)
    sizes = library_sizes(y, lib_size)
    samples = _smallest_group(y.shape[1], design, group)
    if samples > large_n:
        samples = large_n + (samples - large_n) * min_prop
    cutoff = min_count / np.median(sizes) * MILLION
    expressed = np.count_nonzero(cpm(y, sizes) >= cutoff, axis=1) >= samples - TOLERANCE
    return np.asarray(expressed & (y.sum(axis=1) >= min_total_count - TOLERANCE))


def _smallest_group(n_samples: int, design: ArrayLike | None, group: ArrayLike | None) -> float:
    if group is not None:
        return float(_group_sizes(np.asarray(group), n_samples).min())
    if design is None:
        return float(n_samples)
    return 1.0 / float(_leverages(finite_matrix(design, "design"), n_samples).max())


def _group_sizes(group: NDArray[np.generic], n_samples: int) -> NDArray[np.int_]:
    if group.shape != (n_samples,):
        raise ShapeError(f"group: shape {group.shape} does not give one label for each of {n_samples} samples.")
    sizes: NDArray[np.int_] = np.unique(group, return_counts=True)[1]
    return sizes


def _leverages(design: FloatArray, n_samples: int) -> FloatArray:
    if design.shape[0] != n_samples:
        raise ShapeError(f"design: {design.shape[0]} rows for {n_samples} samples.")
    return np.asarray((orthonormal_columns(design) ** 2).sum(axis=1))
