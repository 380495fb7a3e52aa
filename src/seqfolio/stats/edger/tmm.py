"""Library factors by the trimmed mean of M-values (TMM), and its variant that uses singleton positives (TMMwsp)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from seqfolio.stats.array_checks import FloatArray, StatsInputError, count_matrix, library_sizes

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

LOG_RATIO_TRIM = 0.3  # share of the genes cut from either end of the log ratios
SUM_TRIM = 0.05  # share cut from either end of the mean log expression
NO_DIFFERENCE = 1e-6  # two libraries whose log ratios all lie below it have the factor 1

NEAR = 1e-12  # values this close to a cut may fall on either side by rounding alone

PairFactor = Callable[[FloatArray, FloatArray, float, float], float]


def tmm(counts: ArrayLike, lib_size: ArrayLike | None = None, reference: int | None = None) -> FloatArray:
    """TMM normalisation factors; effective library sizes are ``lib_size * factors``.

    For sample i against the reference r, over genes with counts in both:
    ``M_g = log2((y_gi/L_i) / (y_gr/L_r))``, ``A_g = (log2(y_gi/L_i) + log2(y_gr/L_r)) / 2``; genes whose M lies in
    the outer 30 % or whose A lies in the outer 5 % on either side are trimmed; the log2 factor is the mean of M with
    weights ``1/v_g``, ``v_g = (L_i - y_gi)/(L_i y_gi) + (L_r - y_gr)/(L_r y_gr)``. Factors multiply to 1.

    Args:
        counts: genes x samples.
        lib_size: L, one per sample; default: the column sums.
        reference: column of r; default: the sample whose upper quartile is nearest to the mean upper quartile (or,
            when most upper quartiles are zero, the one with the largest sum of square roots).

    Returns:
        One factor per sample.

    Raises:
        StatsInputError: bad counts, an empty library, a reference that is not a column.

    Source: Robinson & Oshlack 2010, Genome Biology 11:R25; edgeR's ``calcNormFactors``.
    """
    return _factors(counts, lib_size, reference, _upper_quartile_reference, _tmm_pair)


def tmmwsp(counts: ArrayLike, lib_size: ArrayLike | None = None, reference: int | None = None) -> FloatArray:
    """TMM with singleton pairing, for data with many zeros.

    As `tmm`, but genes with a zero in just one of the two libraries are kept: they are paired with each other in
    decreasing order of count, as many as the library with fewer of them has. Ties in M are broken by M of the counts
    plus a half, and weights are ``(1 + 1e-6) / (v_g + 1e-6)``. The default reference has the largest sum of square
    roots of counts.

    Source: edgeR's ``calcNormFactors(method="TMMwsp")``.
    """
    return _factors(counts, lib_size, reference, _deepest_reference, _tmmwsp_pair)


def effective_library_sizes(counts: ArrayLike, factors: ArrayLike) -> FloatArray:
    """Column sums times normalisation factors, one per sample."""
    y = count_matrix(counts)
    return np.asarray(library_sizes(y, None) * np.asarray(factors, dtype=np.float64))


def _factors(
    counts: ArrayLike,
    lib_size: ArrayLike | None,
    reference: int | None,
    choose_reference: Callable[[FloatArray, FloatArray], int],
    pair_factor: PairFactor,
) -> FloatArray:
    y = count_matrix(counts)
    sizes = library_sizes(y, lib_size)
    y = y[y.any(axis=1)]
    n = sizes.size
    if n == 1 or y.shape[0] == 0:
        return np.ones(n)
    r = choose_reference(y, sizes) if reference is None else _checked_reference(reference, n)
    columns = np.ascontiguousarray(y.T)
    raw = np.array([pair_factor(columns[i], columns[r], sizes[i], sizes[r]) for i in range(n)])
    return np.asarray(raw / np.exp(np.mean(np.log(raw))))


def _checked_reference(reference: int, n_samples: int) -> int:
    if not 0 <= reference < n_samples:
        raise StatsInputError(f"reference: column {reference} does not exist; columns go from 0 to {n_samples - 1}.")
    return reference


def _upper_quartile_reference(y: FloatArray, sizes: FloatArray) -> int:
    upper = np.quantile(y, 0.75, axis=0) / sizes
    if np.median(upper) < 1e-20:
        return _deepest_reference(y, sizes)
    return int(np.argmin(np.abs(upper - upper.mean())))


def _deepest_reference(y: FloatArray, _sizes: FloatArray) -> int:
    return int(np.argmax(np.sqrt(y).sum(axis=0)))


def _tmm_pair(obs: FloatArray, ref: FloatArray, size: float, ref_size: float) -> float:
    both = (obs > 0) & (ref > 0)
    obs, ref = obs[both], ref[both]
    share, ref_share = obs / size, ref / ref_size
    ratio = share / ref_share
    m = np.log2(ratio)
    if m.size == 0 or np.abs(m).max() < NO_DIFFERENCE:
        return 1.0
    a = (np.log2(share) + np.log2(ref_share)) / 2
    keep = _within_ranks(m, LOG_RATIO_TRIM, lambda genes: _libm_log2(ratio[genes]))
    keep &= _within_ranks(a, SUM_TRIM, lambda genes: (_libm_log2(share[genes]) + _libm_log2(ref_share[genes])) / 2)
    variance = (size - obs) / size / obs + (ref_size - ref) / ref_size / ref
    with np.errstate(divide="ignore"):
        return _weighted_factor(m[keep], 1 / variance[keep])


def _weighted_factor(m: FloatArray, weights: FloatArray) -> float:
    """Two to the weighted mean of m; 1 when nothing is left after trimming, or a weight is infinite."""
    total = float(weights.sum())
    return 2.0 ** (float((weights * m).sum()) / total) if 0 < total < math.inf else 1.0


def _libm_log2(x: FloatArray) -> FloatArray:
    # NumPy's vector log2 may differ in the last bit from the C library's, which splits or joins ties at the cut.
    return np.array(list(map(math.log2, x.tolist())))


def _within_ranks(x: FloatArray, trim: float, exact: Callable[[NDArray[np.intp]], FloatArray]) -> NDArray[np.bool_]:
    """Return whether the mean rank of each value lies from floor(n trim) + 1 to n - floor(n trim).

    Values next to the two cuts are worked out again with ``exact``, as ties there decide.
    """
    cut = math.floor(x.size * trim)
    low, high = _order_statistics(x, cut)
    doubtful = np.flatnonzero((np.abs(x - low) < NEAR) | (np.abs(x - high) < NEAR))
    known = exact(doubtful)
    if (known != x[doubtful]).any():
        x[doubtful] = known
        low, high = _order_statistics(x, cut)
    keep = (x > low) & (x < high)
    if _mean_rank(x, low) >= cut + 1:
        keep |= (x == low) & (x < high)
    if cut + 1 <= _mean_rank(x, high) <= x.size - cut:
        keep |= x == high
    return np.asarray(keep)


def _order_statistics(x: FloatArray, cut: int) -> tuple[float, float]:
    """Return the value with ``cut`` values below it in sorted order, and that with as many above."""
    ordered = np.partition(x, (cut, x.size - 1 - cut))
    return float(ordered[cut]), float(ordered[x.size - 1 - cut])


def _mean_rank(x: FloatArray, value: float) -> float:
    return float(np.count_nonzero(x < value) + (np.count_nonzero(x == value) + 1) / 2)


def _tmmwsp_pair(obs: FloatArray, ref: FloatArray, size: float, ref_size: float) -> float:
    obs, ref = _pair_singletons(obs, ref)
    if obs.size == 0:
        return 1.0
    share, ref_share = obs / size, ref / ref_size
    m = _libm_log2(share / ref_share)
    if np.abs(m).max() < NO_DIFFERENCE:
        return 1.0
    m_shrunk = _libm_log2((obs + 0.5) / (size + 0.5) / ((ref + 0.5) / (ref_size + 0.5)))
    a = 0.5 * _libm_log2(share * ref_share)
    keep = _middle(np.lexsort((m_shrunk, m)), LOG_RATIO_TRIM) & _middle(np.argsort(a, kind="stable"), SUM_TRIM)
    variance = (1 - share) / share / size + (1 - ref_share) / ref_share / ref_size
    return _weighted_factor(m[keep], (1 + 1e-6) / (variance[keep] + 1e-6))


def _pair_singletons(obs: FloatArray, ref: FloatArray) -> tuple[FloatArray, FloatArray]:
    in_obs, in_ref = obs > 1e-14, ref > 1e-14
    both = in_obs & in_ref
    only_obs, only_ref = np.sort(obs[in_obs & ~in_ref])[::-1], np.sort(ref[in_ref & ~in_obs])[::-1]
    pairs = min(only_obs.size, only_ref.size)
    return np.append(obs[both], only_obs[:pairs]), np.append(ref[both], only_ref[:pairs])


def _middle(order: NDArray[np.intp], trim: float) -> NDArray[np.bool_]:
    cut = int(order.size * trim)
    keep = np.zeros(order.size, dtype=bool)
    keep[order[cut : order.size - cut]] = True
    return keep
