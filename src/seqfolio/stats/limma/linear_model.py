"""One linear model per gene."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seqfolio.stats.array_checks import FloatArray, StatsInputError, finite_matrix
from seqfolio.stats.design_matrix import checked_design
from seqfolio.stats.limma.block_covariance import BlockCovariance, block_covariance
from seqfolio.stats.limma.least_squares import Solution, solve_per_gene, solve_shared, unscaled_covariance
from seqfolio.stats.limma.weights import checked_weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class LinearFit:
    """Least-squares fits of all genes.

    Attributes:
        coefficients: genes x coefficients (or contrasts); for log2 expression these are log2 fold changes.
        stdev_unscaled: genes x coefficients; the standard error is this times the standard deviation of the gene.
        sigma: genes; residual standard deviation. NaN when no residual degrees of freedom are left.
        df_residual: samples minus coefficients, the same for every gene.
        cov_coefficients: coefficients x coefficients, unscaled covariance; with weights per gene that of the
            unweighted design.
        ave_expr: genes; the plain mean over the samples.
        design: samples x coefficients.
        no_variance: genes; whether sigma is nothing but rounding errors, because the values are equal within groups.
    """

    coefficients: FloatArray
    stdev_unscaled: FloatArray
    sigma: FloatArray
    df_residual: int
    cov_coefficients: FloatArray
    ave_expr: FloatArray
    design: FloatArray
    no_variance: NDArray[np.bool_]


def fit(
    values: ArrayLike,
    design: ArrayLike,
    weights: ArrayLike | None = None,
    block: ArrayLike | None = None,
    correlation: float | None = None,
    coefficient_names: Sequence[str] | None = None,
) -> LinearFit:
    """Fit ``y_g = X b_g + e_g``, ``var(e_g) = s_g^2 V_g``, for every gene g by (generalised) least squares.

    ``V_g = W_g^(-1/2) C W_g^(-1/2)`` with the weights on the diagonal of W and the correlation within blocks in C.

    Args:
        values: y, genes x samples, log2 expression.
        design: X, samples x coefficients.
        weights: per sample (samples,), per gene (genes, 1) or per observation (genes, samples), above zero.
        block: one label per sample; samples of one block correlate.
        correlation: within blocks, from `duplicate_correlation`; needed with ``block``.
        coefficient_names: used in messages.

    Returns:
        LinearFit.

    Raises:
        StatsInputError: bad shapes or values, a rank-deficient design, a block without correlation.

    Source: limma's ``lmFit``; Smyth 2004, Stat. Appl. Genet. Mol. Biol. 3:3; Smyth, Michaud & Scott 2005,
    Bioinformatics 21:2067 (blocks).
    """
    y = finite_matrix(values, "values")
    x = checked_design(design, y.shape[1], coefficient_names)
    covariance = _covariance(block, correlation, y.shape[1])
    w = None if weights is None else checked_weights(weights, *y.shape)
    shared = w if w is None or w.ndim == 1 else None
    solution = solve_shared(y, x, shared, covariance) if w is shared else solve_per_gene(y, x, _matrix(w), covariance)
    return _linear_fit(solution, y, x, unscaled_covariance(x, shared, covariance))


def _covariance(block: ArrayLike | None, correlation: float | None, n_samples: int) -> BlockCovariance | None:
    if block is None:
        return None
    if correlation is None:
        raise StatsInputError("block was given without correlation: estimate it with duplicate_correlation.")
    return block_covariance(block, correlation, n_samples)


def _matrix(weights: FloatArray | None) -> FloatArray:
    return np.atleast_2d(np.asarray(weights, dtype=np.float64))


def _linear_fit(solution: Solution, y: FloatArray, x: FloatArray, cov_coefficients: FloatArray) -> LinearFit:
    df = x.shape[0] - x.shape[1]
    return LinearFit(
        coefficients=solution.coefficients,
        stdev_unscaled=np.broadcast_to(solution.stdev_unscaled, solution.coefficients.shape),
        sigma=np.sqrt(solution.residual_ss / df) if df > 0 else np.full(y.shape[0], np.nan),
        df_residual=df,
        cov_coefficients=cov_coefficients,
        ave_expr=y.mean(axis=1),
        design=x,
        no_variance=solution.no_variance(),
    )
