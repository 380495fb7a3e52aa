"""Expression values without batch effects, for display."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from seqfolio.stats.array_checks import FloatArray, ShapeError, StatsInputError, finite_matrix
from seqfolio.stats.design_matrix import checked_design, dependent_columns
from seqfolio.stats.limma.linear_model import fit

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def remove_batch_effect(
    values: ArrayLike,
    batch: ArrayLike | None = None,
    batch2: ArrayLike | None = None,
    covariates: ArrayLike | None = None,
    design: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    block: ArrayLike | None = None,
    correlation: float | None = None,
) -> FloatArray:
    """Subtract the fitted effects of batches and covariates; for heat maps and PCA, never before a test.

    The model has the design's columns, then sum-to-zero columns for the batches, then the covariates; the part of the
    fit that belongs to the latter two is subtracted. A batch column that the design already explains is left alone.

    Args:
        values: genes x samples, log2 expression.
        batch: one label per sample.
        batch2: one label per sample of a second, independent batch.
        covariates: samples x variables.
        design: samples x coefficients whose effects are kept; default: the mean alone.
        weights: as in `fit`.
        block: as in `fit`.
        correlation: as in `fit`.

    Returns:
        genes x samples.

    Raises:
        StatsInputError: shapes that do not fit, values that are not finite, a rank-deficient design.

    Source: limma's ``removeBatchEffect``.
    """
    y = finite_matrix(values, "values")
    n = y.shape[1]
    kept = np.ones((n, 1)) if design is None else checked_design(design, n)
    unwanted = _unwanted_columns(n, batch, batch2, covariates)
    if unwanted.shape[1] == 0:
        return y.copy()
    both = np.column_stack((kept, unwanted))
    estimable = np.setdiff1d(np.arange(both.shape[1]), dependent_columns(both))
    fitted = fit(y, both[:, estimable], weights, block, correlation)
    return y - fitted.coefficients[:, kept.shape[1] :] @ both[:, estimable[kept.shape[1] :]].T


def _unwanted_columns(
    n: int, batch: ArrayLike | None, batch2: ArrayLike | None, covariates: ArrayLike | None
) -> FloatArray:
    columns = [_sum_contrasts(labels, n) for labels in (batch, batch2) if labels is not None]
    if covariates is not None:
        numbers = np.asarray(covariates, dtype=np.float64)
        columns.append(numbers[:, None] if numbers.ndim == 1 else numbers)
    if any(c.shape[0] != n for c in columns):
        raise ShapeError(f"batch, batch2 and covariates need one row for each of {n} samples.")
    unwanted = np.column_stack([np.empty((n, 0)), *columns])
    if not np.isfinite(unwanted).all():
        raise StatsInputError("covariates: every value must be a finite number.")
    return unwanted


def _sum_contrasts(labels: ArrayLike, n: int) -> FloatArray:
    """Return an indicator of each level but the last, minus that of the last (samples x levels - 1)."""
    given = np.asarray(labels)
    if given.shape != (n,):
        raise ShapeError(f"batch: shape {given.shape} does not give one label for each of {n} samples.")
    indicator = (given[:, None] == np.unique(given)[None, :]).astype(np.float64)
    return np.asarray(indicator[:, :-1] - indicator[:, -1:])
