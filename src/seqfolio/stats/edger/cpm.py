"""Counts per million, and their logarithm with a prior count in proportion to the library size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from seqfolio.stats.array_checks import FloatArray, StatsInputError, count_matrix, library_sizes

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

MILLION = 1e6


def cpm(counts: ArrayLike, lib_size: ArrayLike | None = None) -> FloatArray:
    """Compute counts per million, ``10^6 y_gi / L_i``.

    Args:
        counts: genes x samples.
        lib_size: L, one per sample; default: the column sums. Multiply it by the TMM factors to use them.

    Returns:
        genes x samples, counts per million.

    Raises:
        StatsInputError: bad counts, or a library size that is not positive.

    Source: edgeR's ``cpm``. The factor is rounded before it is multiplied, as there: filters compare with ``>=``.
    """
    y = count_matrix(counts)
    return y * (MILLION / library_sizes(y, lib_size))


def log_cpm(counts: ArrayLike, lib_size: ArrayLike | None = None, prior_count: float = 2.0) -> FloatArray:
    """Log2 counts per million, shrunk towards the mean by a prior count.

    ``log2((y_gi + a_i) / (L_i + 2 a_i) * 10^6)`` with ``a_i = prior_count * L_i / mean(L)``: a zero count has the
    same log value in every sample.

    Args:
        counts: genes x samples.
        lib_size: L, one per sample (effective sizes: times the TMM factors); default: the column sums.
        prior_count: average count added to every observation, at least 0.

    Returns:
        genes x samples, log2 counts per million; ``-inf`` for a zero count when ``prior_count`` is 0.

    Raises:
        StatsInputError: bad counts, a library size that is not positive, a negative prior count.

    Source: edgeR's ``cpm(log=TRUE)``; Robinson, McCarthy & Smyth 2010, Bioinformatics 26:139.
    """
    if not 0 <= prior_count < np.inf:
        raise StatsInputError(f"prior_count: {prior_count} must be a finite number, zero or more.")
    y = count_matrix(counts)
    sizes = library_sizes(y, lib_size)
    prior = prior_count * sizes / sizes.mean()
    result = y + prior
    result *= MILLION / (sizes + 2 * prior)
    with np.errstate(divide="ignore"):
        return np.asarray(np.log2(result, out=result))
