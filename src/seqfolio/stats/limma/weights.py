"""Observation weights in the three shapes they come in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from seqfolio.stats.array_checks import FloatArray, NotFiniteError, ShapeError, StatsInputError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def checked_weights(weights: ArrayLike, n_genes: int, n_samples: int) -> FloatArray:
    """Weights as floats: (samples,), (genes, 1) or (genes, samples).

    A vector is read as one weight per sample when its length is the number of samples, else as one per gene, as R
    does.

    Raises:
        ShapeError: none of these shapes.
        NotFiniteError: a weight is missing or infinite.
        StatsInputError: a weight is zero or negative; leave the sample out instead.
    """
    w = np.asarray(weights, dtype=np.float64)
    if w.shape == (n_genes,) and n_genes != n_samples:
        w = w[:, None]
    if w.shape not in {(n_samples,), (n_genes, 1), (n_genes, n_samples)}:
        raise ShapeError(
            f"weights: shape {w.shape} fits neither {n_genes} genes x {n_samples} samples nor one of them."
        )
    if not np.isfinite(w.sum()):
        raise NotFiniteError("weights: every weight must be a finite number.")
    if w.min() <= 0:
        raise StatsInputError("weights: every weight must be above zero; leave a sample without weight out instead.")
    return w
