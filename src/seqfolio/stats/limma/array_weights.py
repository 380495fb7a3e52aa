"""Weights of whole samples: less reliable samples count less.

The variance of sample i in gene g is ``s_g^2 exp(eta_i) / w_gi`` with observation weights w; the sample weight is
``exp(-eta_i)``, and eta sums to zero. In sample space the Fisher information of eta for one gene is
``M = A - (1 - h)(1 - h)' / (n - p)``, where A and the leverages h come from the hat matrix, so ``M 1 = 0`` and a
scoring step needs no explicit basis of the vectors that sum to zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy.linalg import lapack

from seqfolio.stats.array_checks import FloatArray, ShapeError, StatsInputError, finite_matrix
from seqfolio.stats.design_matrix import checked_design, dependent_columns
from seqfolio.stats.gene_blocks import gene_blocks
from seqfolio.stats.limma.weights import checked_weights

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

Method = Literal["auto", "genebygene", "reml"]
NO_VARIANCE = 1e-15  # a gene with a smaller residual variance tells nothing about the samples
TOO_FEW = "fewer than two residual degrees of freedom or genes: all samples got the weight 1"
NOT_CONVERGED = "sample weights: the iteration limit was reached"
STOPPED_EARLY = "sample weights: the convergence tolerance could not be reached"


@dataclass(frozen=True)
class ArrayWeights:
    """Relative reliability of the samples.

    Attributes:
        weights: samples; their logarithms sum to zero (by default).
        fallbacks: what was done because the data are unusual.
    """

    weights: FloatArray
    fallbacks: tuple[str, ...] = ()


def array_weights(
    values: ArrayLike,
    design: ArrayLike,
    weights: ArrayLike | None = None,
    var_design: ArrayLike | None = None,
    var_group: ArrayLike | None = None,
    prior_n: float = 10.0,
    method: Method = "auto",
    max_iterations: int = 50,
    tolerance: float = 1e-5,
) -> ArrayWeights:
    """Estimate a weight for every sample (or group of samples) from how well it fits over all genes.

    Args:
        values: genes x samples, log2 expression.
        design: samples x coefficients.
        weights: genes x samples, observation weights (as of `voom`).
        var_design: samples x variables on which log variances depend; default: every sample has its own.
        var_group: instead, one label per sample; samples of one label share their weight.
        prior_n: number of genes that the prior, equal weights, counts for.
        method: ``genebygene`` updates after every gene in turn (the default with weights), ``reml`` maximises the
            residual likelihood over all genes.
        max_iterations: of ``reml``.
        tolerance: of ``reml``.

    Returns:
        ArrayWeights.

    Raises:
        StatsInputError: bad shapes or values, or a rank-deficient design.

    Source: Ritchie et al. 2006, BMC Bioinformatics 7:261; Liu et al. 2015, Nucleic Acids Res. 43:e97; Smyth 2002,
    J. Comput. Graph. Stat. 11:836 (REML); limma's ``arrayWeights``.
    """
    y = finite_matrix(values, "values")
    x = checked_design(design, y.shape[1])
    w = None if weights is None else np.broadcast_to(checked_weights(weights, *y.shape), y.shape)
    basis = _variance_basis(y.shape[1], var_design, var_group)
    if y.shape[0] < 2 or x.shape[0] - x.shape[1] < 2:
        return ArrayWeights(np.ones(x.shape[0]), (TOO_FEW,))
    if method == "genebygene" or (method == "auto" and w is not None):
        return _gene_by_gene(y, x, w, basis, prior_n)
    if w is None:
        return _reml(y, x, basis, prior_n, max_iterations, tolerance)
    return _weighted_reml(y, x, w, basis, prior_n, max_iterations, tolerance)


def _variance_basis(n: int, var_design: ArrayLike | None, var_group: ArrayLike | None) -> FloatArray | None:
    """Return centred columns (samples x variables) that log variances may depend on; None: any that sum to zero."""
    if var_group is not None:
        labels = np.asarray(var_group)
        if labels.shape != (n,) or np.unique(labels).size < 2:
            raise ShapeError(f"var_group: give one label for each of {n} samples, and at least two different ones.")
        z = (labels[:, None] == np.unique(labels)[None, 1:]).astype(np.float64)
    elif var_design is not None:
        z = finite_matrix(var_design, "var_design")
    else:
        return None
    if z.shape[0] != n:
        raise ShapeError(f"var_design: {z.shape[0]} rows for {n} samples.")
    z = z - z.mean(axis=0)
    independent = np.delete(z, dependent_columns(z), axis=1)
    if independent.shape[1] == 0:
        raise StatsInputError("var_design: no column differs between samples.")
    return np.asarray(independent)


def _scoring_step(information: FloatArray, score: FloatArray, basis: FloatArray | None) -> FloatArray:
    """Return the change of eta (samples,)."""
    if basis is None:
        return _solve(information, score - score.mean())
    return np.asarray(basis @ _solve(basis.T @ information @ basis, basis.T @ score))


def _solve(matrix: FloatArray, vector: FloatArray) -> FloatArray:
    return np.asarray(lapack.dposv(matrix, vector)[1])  # symmetric and positive definite; called once a gene


def _gene_by_gene(
    y: FloatArray, x: FloatArray, weights: FloatArray | None, basis: FloatArray | None, prior_n: float
) -> ArrayWeights:
    q = np.linalg.qr(x)[0]
    n, p = q.shape
    eta, sample_weights = np.zeros(n), np.ones(n)
    information = prior_n * np.eye(n)
    for g in range(y.shape[0]):
        w = sample_weights if weights is None else sample_weights * weights[g]
        residuals, leverages = _weighted_residuals(y[g], q, np.sqrt(w))
        variance = residuals @ residuals / (n - p)
        if variance < NO_VARIANCE:
            continue
        free = 1 - leverages
        information -= np.outer(free, free / free.sum())
        information.ravel()[:: n + 1] += free
        eta += _scoring_step(information, residuals * residuals / variance - free, basis)
        sample_weights = np.exp(-eta)
    return ArrayWeights(sample_weights)


def _weighted_residuals(y: FloatArray, q: FloatArray, root: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return root-weighted residuals and leverages (samples,) of one gene."""
    x, target = q * root[:, None], y * root
    triangle = lapack.dtrtri(lapack.dpotrf(x.T @ x, lower=1)[0], lower=1)[0]
    orthonormal = x @ triangle.T
    residuals = target - orthonormal @ (orthonormal.T @ target)
    return residuals, (orthonormal * orthonormal).sum(axis=1)


def _reml(
    y: FloatArray, x: FloatArray, basis: FloatArray | None, prior_n: float, max_iterations: int, tolerance: float
) -> ArrayWeights:
    eta, w, last = np.zeros(x.shape[0]), np.ones(x.shape[0]), np.inf
    y = _varying_genes(y, x)
    if y.shape[0] < 2:
        return ArrayWeights(w, (TOO_FEW,))
    dimension = x.shape[0] - 1 if basis is None else basis.shape[1]
    for _ in range(max_iterations):
        information, score = _reml_derivatives(y, x, w)
        score = score + prior_n * (w - 1)
        step = _scoring_step(information + prior_n * np.eye(w.size), score, basis)
        criterion = score @ step / dimension / (y.shape[0] + prior_n)
        if not criterion < last:
            return ArrayWeights(w, (STOPPED_EARLY,))
        last, eta = criterion, eta + step
        w = np.exp(-eta)
        if criterion < tolerance:
            return ArrayWeights(w)
    return ArrayWeights(w, (NOT_CONVERGED,))


def _varying_genes(y: FloatArray, x: FloatArray) -> FloatArray:
    q = np.linalg.qr(x)[0]
    blocks = gene_blocks(*y.shape)
    variance = np.concatenate([(_residuals(y[rows], q) ** 2).sum(axis=1) for rows in blocks]) / (
        q.shape[0] - q.shape[1]
    )
    varying = variance >= NO_VARIANCE
    return y if varying.all() else y[varying]


def _residuals(y: FloatArray, q: FloatArray) -> FloatArray:
    return y - (y @ q) @ q.T


def _reml_derivatives(y: FloatArray, x: FloatArray, w: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return information and score of eta, summed over the genes."""
    root = np.sqrt(w)
    q = np.linalg.qr(x * root[:, None])[0]
    df = q.shape[0] - q.shape[1]
    hat = q @ q.T
    free = 1 - np.diag(hat)
    score = -y.shape[0] * free
    for rows in gene_blocks(*y.shape):
        squares = _residuals(y[rows] * root, q) ** 2
        score += (df / squares.sum(axis=1)) @ squares
    return y.shape[0] * (hat**2 + np.diag(2 * free - 1) - np.outer(free, free) / df), score


def _weighted_reml(
    y: FloatArray,
    x: FloatArray,
    weights: FloatArray,
    basis: FloatArray | None,
    prior_n: float,
    max_iterations: int,
    tolerance: float,
) -> ArrayWeights:
    q = np.linalg.qr(x)[0]
    eta, w, genes = np.zeros(x.shape[0]), np.ones(x.shape[0]), y.shape[0] + prior_n
    dimension = x.shape[0] - 1 if basis is None else basis.shape[1]
    for _ in range(max_iterations):
        information, score = _weighted_derivatives(y, q, w * weights)
        score = score + prior_n * (w - 1)
        step = _scoring_step(information + prior_n * np.eye(w.size), score, basis)
        eta = eta + step
        w = np.exp(-eta)
        # limma divides by the number of genes twice here, once without observation weights.
        criterion = score @ step / genes**2 / dimension
        if not np.isfinite(criterion):
            return ArrayWeights(w, (STOPPED_EARLY,))
        if criterion < tolerance:
            return ArrayWeights(w)
    return ArrayWeights(w, (NOT_CONVERGED,))


def _weighted_derivatives(y: FloatArray, q: FloatArray, weights: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return information and score of eta with weights (genes x samples), summed over the genes."""
    n, p = q.shape
    information, score = np.zeros((n, n)), np.zeros(n)
    first, second = np.triu_indices(p)
    scale = np.where(first == second, 1.0, np.sqrt(2.0))
    for rows in gene_blocks(y.shape[0], n * first.size):
        root = np.sqrt(weights[rows])
        basis = np.linalg.qr(root[:, :, None] * q)[0]
        target = root * y[rows]
        residuals = target - np.einsum("gsi,gti,gt->gs", basis, basis, target, optimize=True)
        free = 1 - (basis**2).sum(axis=2)
        products = (basis[:, :, first] * basis[:, :, second] * scale).transpose(1, 0, 2).reshape(n, -1)
        information += products @ products.T + np.diag((2 * free - 1).sum(axis=0)) - free.T @ free / (n - p)
        variance = (residuals**2).sum(axis=1) / (n - p)
        told = variance > NO_VARIANCE
        score += (residuals[told] ** 2 / variance[told, None] - free[told]).sum(axis=0)
    return information, score
