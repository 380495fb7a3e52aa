"""The correlation between samples of one block, over all genes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seqfolio.stats.array_checks import FloatArray, StatsInputError, finite_matrix
from seqfolio.stats.design_matrix import checked_design
from seqfolio.stats.gene_blocks import gene_blocks
from seqfolio.stats.limma.block_covariance import block_membership
from seqfolio.stats.limma.gamma_regression import Squares, gamma_regression
from seqfolio.stats.limma.weights import checked_weights

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

SINGLE_SAMPLES = "every block has one sample: the correlation was set to zero"
BLOCK_IN_DESIGN = "the design already tells the blocks apart: the correlation was set to zero"
NO_BLOCK_EFFECT = 1e-10  # squared singular value of the block indicators below which a direction is free of blocks
ROUNDING = 1e-26  # a residual sum of squares below this share of the values' is rounding error
LARGEST = 0.99


class NoCorrelationError(StatsInputError):
    """No gene gives an estimate of the correlation."""


@dataclass(frozen=True)
class DuplicateCorrelation:
    """Correlation within blocks.

    Attributes:
        consensus: the correlation for `fit`.
        atanh_correlations: genes; Fisher-transformed, NaN where a gene gives no estimate.
        fallbacks: what was done because the design is unusual.
    """

    consensus: float
    atanh_correlations: FloatArray
    fallbacks: tuple[str, ...] = ()


def duplicate_correlation(
    values: ArrayLike,
    design: ArrayLike,
    block: ArrayLike,
    weights: ArrayLike | None = None,
    trim: float = 0.15,
) -> DuplicateCorrelation:
    """Estimate the correlation between samples of the same block.

    ``y_g = X b_g + Z u_g + e_g`` with block effects u of variance t_g and errors e of variance ``s_g / w``; the
    variance components are estimated for every gene by residual maximum likelihood, ``rho_g = t_g / (t_g + s_g)`` is
    limited to what a correlation matrix allows (less 0.01), and the trimmed mean of ``atanh(rho_g)`` is transformed
    back.

    Args:
        values: y, genes x samples, log2 expression.
        design: X, samples x coefficients.
        block: one label per sample.
        weights: w, as in `fit`.
        trim: share of the genes left out at either end of the mean.

    Returns:
        DuplicateCorrelation.

    Raises:
        StatsInputError: bad shapes or values, a rank-deficient design.
        NoCorrelationError: too few samples or blocks.

    Source: Smyth, Michaud & Scott 2005, Bioinformatics 21:2067; limma's ``duplicateCorrelation`` and statmod's
    ``mixedModel2Fit``.
    """
    y = finite_matrix(values, "values")
    x = checked_design(design, y.shape[1])
    z = block_membership(block, y.shape[1])
    fallback = _trivial(x, z)
    if fallback:
        return DuplicateCorrelation(0.0, np.zeros(y.shape[0]), (fallback,))
    _need_blocks(x, z)
    w = None if weights is None else np.broadcast_to(checked_weights(weights, *y.shape), y.shape)
    rho = np.concatenate(
        [
            _correlations(y[rows], x, z, None if w is None else w[rows])
            for rows in gene_blocks(y.shape[0], z.size if w is not None else y.shape[1])
        ]
    )
    atanh = np.arctanh(np.clip(rho, 1 / (1 - z.sum(axis=0).max()) + 0.01, LARGEST))
    return DuplicateCorrelation(float(np.tanh(_trimmed_mean(atanh, trim))), atanh)


def _trivial(x: FloatArray, z: FloatArray) -> str:
    if z.sum(axis=0).max() == 1:
        return SINGLE_SAMPLES
    return BLOCK_IN_DESIGN if np.abs(_residuals(np.linalg.qr(x)[0], z)).max() < 1e-8 else ""


def _need_blocks(x: FloatArray, z: FloatArray) -> None:
    n, blocks = z.shape
    if not (n > x.shape[1] + 2 and 1 < blocks < n - 1):
        raise NoCorrelationError(
            f"{n} samples in {blocks} blocks with {x.shape[1]} coefficients do not tell the variance between blocks "
            "from that within. Put the block into the design, or leave it out."
        )


def _residuals(q: FloatArray, columns: FloatArray) -> FloatArray:
    return columns - q @ (np.swapaxes(q, -1, -2) @ columns)


def _correlations(y: FloatArray, x: FloatArray, z: FloatArray, w: FloatArray | None) -> FloatArray:
    """Return rho of every gene; NaN where there is no estimate."""
    within, between = gamma_regression(_independent_squares(y, x, z, w)).T
    total = within + between
    return np.asarray(np.divide(between, total, out=np.full_like(total, np.nan), where=total != 0))


def _independent_squares(y: FloatArray, x: FloatArray, z: FloatArray, w: FloatArray | None) -> Squares:
    """Turn the residuals of X into independent squares with variances ``s + t d``.

    The directions are the left singular vectors of the block indicators without X, and d their squared singular
    values; all directions free of blocks form one group with d = 0. Without weights they are the same for all genes.
    """
    root = np.ones((1, y.shape[1])) if w is None else np.sqrt(w)
    q = np.linalg.qr(root[:, :, None] * x)[0]
    residual_z = _residuals(q, z)
    residual_y = _residuals(q, (root * y)[:, :, None])
    d, vectors = np.linalg.eigh(np.swapaxes(residual_z, 1, 2) @ residual_z)
    used = d > NO_BLOCK_EFFECT
    scale = np.sqrt(np.where(used, d, np.inf))
    squares = ((np.swapaxes(residual_z @ vectors, 1, 2) @ residual_y)[:, :, 0] / scale) ** 2
    total = (residual_y[:, :, 0] ** 2).sum(axis=1)
    free = y.shape[1] - x.shape[1] - np.count_nonzero(used, axis=1)
    rest = np.maximum(total - squares.sum(axis=1), 0.0) / np.maximum(free, 1)
    data = (
        np.column_stack((squares, np.where(free > 0, rest, 0.0))),
        np.column_stack((np.where(used, d, 0.0), np.zeros(d.shape[0]))),
        np.column_stack((used.astype(np.float64), free.astype(np.float64))),
    )
    varies = total > ROUNDING * ((root * y) ** 2).sum(axis=1)
    return Squares(*(np.where(varies[:, None], data[0], 0.0), *(np.broadcast_to(v, data[0].shape) for v in data[1:])))


def _trimmed_mean(values: FloatArray, trim: float) -> float:
    known = np.sort(values[~np.isnan(values)])
    if known.size == 0:
        raise NoCorrelationError("No gene varies within the groups, so the correlation cannot be estimated.")
    cut = int(known.size * trim)
    return float(known[cut : known.size - cut].mean())
