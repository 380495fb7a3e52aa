"""How much genes vary together, beyond what a model explains."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def rms_correlation(values: ArrayLike, design: ArrayLike) -> float:
    """Root mean square correlation over all pairs of genes, of what a model leaves unexplained.

    With few samples independent genes correlate by chance: a squared correlation is 1 / df on average, which is taken
    off. The sum over pairs comes from the samples' cross products, so 20,000 genes cost a few milliseconds.

    Args:
        values: genes x samples on a log-like scale; genes without residual variance do not count.
        design: samples x coefficients.

    Returns:
        0 to 1; NaN with fewer than two residual degrees of freedom or two genes.

    Source: Efron 2010, J. Am. Stat. Assoc. 105:1042 (the summary that matters, and its correction for chance).
    """
    x = np.asarray(design, dtype=np.float64)
    df = len(x) - int(np.linalg.matrix_rank(x))
    scaled = _unit_residuals(np.asarray(values, dtype=np.float64), x)
    genes = len(scaled)
    if df < 2 or genes < 2:
        return float("nan")
    of_pairs = (float(((scaled.T @ scaled) ** 2).sum()) - genes) / (genes * (genes - 1))
    return float(np.sqrt(max(of_pairs - 1 / df, 0.0) / (1 - 1 / df)))


def _unit_residuals(values: NDArray[np.float64], x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Residuals of least squares, each gene of length 1."""
    residuals = values - values @ x @ np.linalg.pinv(x)
    size = np.sqrt((residuals**2).sum(axis=1))
    varying = size > 1e-9
    return np.asarray(residuals[varying] / size[varying, None])
