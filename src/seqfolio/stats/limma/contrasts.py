"""Linear combinations of the coefficients of a fit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from seqfolio.stats.array_checks import FloatArray, ShapeError, StatsInputError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from seqfolio.stats.limma.linear_model import LinearFit

ORTHOGONAL = 1e-14


def contrasts_fit(fit: LinearFit, contrasts: ArrayLike) -> LinearFit:
    """Replace the coefficients of a fit by contrasts of them.

    With weights per gene the correlations between coefficients are taken from the unweighted design, as limma does:
    ``stdev_unscaled_gk^2 = c_k' D_g P D_g c_k`` with ``D_g`` the gene's unscaled standard deviations on the diagonal
    and P the correlation matrix of the coefficients. That is exact without such weights, and when the coefficients
    are independent or a contrast picks one of them.

    Args:
        fit: of p coefficients.
        contrasts: p x k, or (p,) for a single contrast.

    Returns:
        LinearFit with k columns.

    Raises:
        StatsInputError: not finite, not p rows, or a contrast of zeros alone.

    Source: limma's ``contrasts.fit``.
    """
    c = _checked_contrasts(contrasts, fit.coefficients.shape[1])
    used = np.flatnonzero(np.abs(c).sum(axis=1) > 0)
    c, covariance = c[used], fit.cov_coefficients[np.ix_(used, used)]
    return replace(
        fit,
        coefficients=fit.coefficients[:, used] @ c,
        stdev_unscaled=_combined_stdev(fit.stdev_unscaled[:, used], c, covariance),
        cov_coefficients=c.T @ covariance @ c,
    )


def _checked_contrasts(contrasts: ArrayLike, n_coefficients: int) -> FloatArray:
    c = np.asarray(contrasts, dtype=np.float64)
    c = c[:, None] if c.ndim == 1 else c
    if c.ndim != 2 or c.shape[0] != n_coefficients or c.shape[1] == 0:
        raise ShapeError(
            f"contrasts: shape {c.shape} does not give one weight to each of {n_coefficients} coefficients."
        )
    if not np.isfinite(c).all():
        raise StatsInputError("contrasts: every weight must be a finite number.")
    if not np.abs(c).sum(axis=0).all():
        raise StatsInputError("contrasts: a contrast has no weight other than zero, so it compares nothing.")
    return c


def _combined_stdev(stdev: FloatArray, contrasts: FloatArray, covariance: FloatArray) -> FloatArray:
    scale = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(scale, scale)
    if (np.abs(correlation[np.tril_indices_from(correlation, -1)]) < ORTHOGONAL).all():
        return np.asarray(np.sqrt(stdev**2 @ contrasts**2))
    root = np.linalg.cholesky(correlation)
    columns = [((stdev * c) @ root) ** 2 for c in contrasts.T]
    return np.asarray(np.sqrt(np.column_stack([square.sum(axis=1) for square in columns])))
