"""Size factors by the median of ratios, and normalization factors for each gene.

With counts k_ij of gene i in sample j and the geometric mean g_i over the samples,

    s_j = median over genes with g_i > 0 and k_ij > 0 of k_ij / g_i.

``poscounts`` takes ``g_i = exp(sum over positive counts of log(k_ij) / samples)``, which exists for genes with zeros,
and scales the factors to a geometric mean of 1.

Source: Anders & Huber 2010, Genome Biol. 11:R106, eq. 5; lengths as offsets: Soneson, Love & Robinson 2015,
F1000Research 4:1521.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from seqfolio.stats.deseq2.errors import SizeFactorError
from seqfolio.stats.deseq2.inputs import checked_counts, numbers

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from seqfolio.stats.deseq2.arrays import Floats

SizeFactorMethod = Literal["ratio", "poscounts"]


def size_factors(counts: ArrayLike, method: SizeFactorMethod = "ratio") -> Floats:
    """Size factors of the samples.

    Args:
        counts: (genes, samples), non-negative.
        method: ``ratio`` or ``poscounts``.

    Returns:
        (samples,), positive, without unit.

    Raises:
        CountsError: a count is missing, negative or not whole.
        SizeFactorError: every gene has a zero (``ratio``), or a sample shares no count with the reference.
    """
    matrix = checked_counts(counts)
    return from_sample_rows(matrix, method)


def from_sample_rows(counts: Floats, method: str) -> Floats:
    """`size_factors` for counts of shape (samples, genes)."""
    if method == "ratio":
        return _median_ratios(counts, _sum_of_logs(counts) / len(counts))
    if method == "poscounts":
        factors = _median_ratios(counts, _log_means_of_positive(counts))
        return np.asarray(factors / np.exp(np.log(factors).mean()))
    raise SizeFactorError(f"unknown kind of size factors {method!r}. Use 'ratio', 'poscounts' or give the factors.")


def _sum_of_logs(counts: Floats) -> Floats:
    """Sum over samples of the logs of (samples, genes), (genes,); -inf for genes with a zero."""
    total = np.zeros(counts.shape[1])
    with np.errstate(divide="ignore"):
        for row in counts:  # one sample at a time, to save memory
            total += np.log(row)
    return total


def _log_means_of_positive(counts: Floats) -> Floats:
    total = np.zeros(counts.shape[1])
    for row in counts:
        total += np.log(np.where(row > 0, row, 1.0))
    return np.where((counts > 0).any(axis=0), total / len(counts), -np.inf)


def _median_ratios(counts: Floats, log_means: Floats) -> Floats:
    usable = np.isfinite(log_means)
    if not usable.any():
        raise SizeFactorError(
            "every gene has a zero in at least one sample, so the median of ratios cannot be formed. "
            "Use size factors of kind 'poscounts', or leave out samples that are nearly empty."
        )
    with np.errstate(divide="ignore"):
        return np.array(
            [_sample_factor(np.log(row[usable]) - log_means[usable], sample) for sample, row in enumerate(counts)]
        )


def _sample_factor(log_ratios: Floats, sample: int) -> float:
    positive = log_ratios[np.isfinite(log_ratios)]
    if positive.size == 0:
        raise SizeFactorError(
            f"sample {sample} (column, from 0) has no count in any usable gene. Leave the sample out."
        )
    return float(np.exp(np.median(positive)))


def normalization_factors(counts: ArrayLike, lengths: ArrayLike, method: SizeFactorMethod = "ratio") -> Floats:
    """Factors for each gene and sample that hold the average transcript length and the library size.

    Args:
        counts: (genes, samples).
        lengths: average transcript length of each gene in each sample, (genes, samples), positive, in bases.
        method: how the size factors are estimated.

    Returns:
        (genes, samples) with a geometric mean of 1 over the samples of each gene.
    """
    matrix = checked_counts(counts)
    return np.ascontiguousarray(from_lengths(matrix, checked_matrix(lengths, matrix.shape, "lengths"), method).T)


def from_lengths(counts: Floats, lengths: Floats, method: str) -> Floats:
    """`normalization_factors` for matrices of shape (samples, genes)."""
    relative = _centred(lengths)
    log_means = None
    if method == "poscounts":
        log_means = _log_means_of_positive(counts)
    factors = _length_size_factors(counts / relative, log_means)
    return _centred(relative * factors[:, None])


def _length_size_factors(scaled: Floats, log_means: Floats | None) -> Floats:
    if log_means is None:
        return from_sample_rows(scaled, "ratio")
    factors = _median_ratios(scaled, log_means)
    return np.asarray(factors / np.exp(np.log(factors).mean()))


def _centred(factors: Floats) -> Floats:
    """Each gene's factors divided by their geometric mean."""
    return np.asarray(factors / np.exp(np.log(factors).mean(axis=0)))


def checked_size_factors(factors: ArrayLike, samples: int) -> Floats:
    """Size factors given by the caller: (samples,), finite and positive."""
    given = numbers(factors, SizeFactorError, "size factors must be numbers")
    if given.shape != (samples,):
        raise SizeFactorError(f"{samples} size factors are needed, one a sample, but their shape is {given.shape}.")
    if not (np.isfinite(given) & (given > 0)).all():
        raise SizeFactorError("size factors must be positive and finite. Estimate them, or leave out empty samples.")
    return given


def checked_matrix(values: ArrayLike, shape: tuple[int, int], what: str) -> Floats:
    """Positive values for every gene and sample, (genes, samples), turned to ``shape``, (samples, genes)."""
    given = numbers(values, SizeFactorError, f"{what} must be a matrix of numbers")
    if given.shape != shape[::-1]:
        raise SizeFactorError(f"{what} must have the shape of the counts, {shape[::-1]}, but have {given.shape}.")
    if not (np.isfinite(given) & (given > 0)).all():
        raise SizeFactorError(f"{what} must be positive and finite in every gene and sample.")
    return np.ascontiguousarray(given.T)
