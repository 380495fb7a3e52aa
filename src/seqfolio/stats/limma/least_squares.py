"""Weighted least squares for many genes at once.

The design X (samples x coefficients) is written as Q R with orthonormal Q, and the small normal equations are solved
in terms of Q: their condition is that of the weights alone, whatever the scale of the covariates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seqfolio.stats.gene_blocks import gene_blocks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqfolio.stats.array_checks import FloatArray
    from seqfolio.stats.limma.block_covariance import BlockCovariance


ROUNDING = 1e-26  # share of the sum of squares; values of 10 with residuals of 1e-12


@dataclass(frozen=True)
class Solution:
    """Least-squares estimates of all genes.

    Attributes:
        coefficients: genes x coefficients.
        stdev_unscaled: genes x coefficients (or 1 x coefficients): square roots of the diagonal of ``(X'V^-1 X)^-1``.
        residual_ss: genes; weighted sum of squared residuals.
        total_ss: genes; weighted sum of squared values.
    """

    coefficients: FloatArray
    stdev_unscaled: FloatArray
    residual_ss: FloatArray
    total_ss: FloatArray

    def no_variance(self) -> NDArray[np.bool_]:
        """Return whether the residuals (genes) are nothing but rounding errors of the values."""
        return self.residual_ss <= ROUNDING * self.total_ss


def unscaled_covariance(
    design: FloatArray, sample_weights: FloatArray | None = None, covariance: BlockCovariance | None = None
) -> FloatArray:
    """``(X' V^-1 X)^-1`` (coefficients x coefficients) with weights and correlation that all genes share."""
    r_inverse = np.linalg.inv(np.linalg.qr(_transformed(design.T, sample_weights, covariance).T)[1])
    return np.asarray(r_inverse @ r_inverse.T)


def solve_shared(
    values: FloatArray, design: FloatArray, sample_weights: FloatArray | None, covariance: BlockCovariance | None
) -> Solution:
    """One set of weights (samples,) for all genes: one QR decomposition and matrix products."""
    q, r = np.linalg.qr(_transformed(design.T, sample_weights, covariance).T)
    r_inverse = np.linalg.inv(r)
    coefficients = np.empty((values.shape[0], design.shape[1]))
    residual_ss, total_ss = np.empty(values.shape[0]), np.empty(values.shape[0])
    for rows in gene_blocks(*values.shape):
        y = _transformed(values[rows], sample_weights, covariance)
        effects = y @ q
        residuals = y - effects @ q.T
        coefficients[rows] = effects @ r_inverse.T
        residual_ss[rows], total_ss[rows] = _sum_of_squares(residuals), _sum_of_squares(y)
    stdev = np.sqrt(np.einsum("ij,ij->i", r_inverse, r_inverse))
    return Solution(coefficients, stdev[None, :], residual_ss, total_ss)


def solve_per_gene(
    values: FloatArray, design: FloatArray, weights: FloatArray, covariance: BlockCovariance | None
) -> Solution:
    """Weights (genes x samples, or genes x 1): batched normal equations, genes in blocks."""
    q, r = np.linalg.qr(design)
    r_inverse = np.linalg.inv(r)
    n_genes, n_samples = values.shape
    coefficients, stdev = np.empty((n_genes, q.shape[1])), np.empty((n_genes, q.shape[1]))
    residual_ss, total_ss = np.empty(n_genes), np.empty(n_genes)
    per_gene = n_samples if covariance is None else n_samples * (q.shape[1] + 1)
    for rows in gene_blocks(n_genes, per_gene):
        w = np.broadcast_to(weights[rows], values[rows].shape)
        solve = _weighted if covariance is None else _correlated
        effects, inverse, residual_ss[rows], total_ss[rows] = solve(values[rows], q, w, covariance)
        coefficients[rows] = effects @ r_inverse.T
        stdev[rows] = np.sqrt(np.einsum("ij,gjk,ik->gi", r_inverse, inverse, r_inverse, optimize=True))
    return Solution(coefficients, stdev, residual_ss, total_ss)


def _transformed(rows: FloatArray, weights: FloatArray | None, covariance: BlockCovariance | None) -> FloatArray:
    scaled = rows if weights is None else rows * np.sqrt(weights)
    return scaled if covariance is None else covariance.whiten(scaled)


def _weighted(
    y: FloatArray, q: FloatArray, w: FloatArray, _covariance: BlockCovariance | None
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Effects (genes x coefficients), ``(Q'WQ)^-1``, the residual and the total sum of squares."""
    products = (q[:, :, None] * q[:, None, :]).reshape(q.shape[0], -1)
    inverse = _inverse((w @ products).reshape(-1, q.shape[1], q.shape[1]))
    effects = _apply(inverse, (w * y) @ q)
    residuals = y - effects @ q.T
    effects += _apply(inverse, (w * residuals) @ q)  # one refinement makes up for unequal weights
    residuals = y - effects @ q.T
    return effects, inverse, np.einsum("gs,gs,gs->g", w, residuals, residuals), np.einsum("gs,gs,gs->g", w, y, y)


def _correlated(
    y: FloatArray, q: FloatArray, w: FloatArray, covariance: BlockCovariance | None
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """As `_weighted`, with samples that correlate within blocks after scaling by the root of the weights."""
    root = np.sqrt(w)
    x = _transformed(root[:, None, :] * q.T, None, covariance)  # genes x coefficients x samples
    target = _transformed(root * y, None, covariance)
    inverse = _inverse(x @ x.transpose(0, 2, 1))
    effects = _apply(inverse, _apply(x, target))
    residuals = target - _apply(x.transpose(0, 2, 1), effects)
    effects += _apply(inverse, _apply(x, residuals))
    residuals = target - _apply(x.transpose(0, 2, 1), effects)
    return effects, inverse, _sum_of_squares(residuals), _sum_of_squares(target)


def _sum_of_squares(rows: FloatArray) -> FloatArray:
    return np.asarray(np.einsum("gs,gs->g", rows, rows))


def _apply(matrices: FloatArray, vectors: FloatArray) -> FloatArray:
    """One matrix times one vector for every gene."""
    return np.asarray((matrices @ vectors[:, :, None])[:, :, 0])


def _inverse(matrices: FloatArray) -> FloatArray:
    return np.asarray(np.linalg.inv(matrices))
