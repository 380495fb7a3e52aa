"""Cook's distances: how far one count pulls the coefficients of its gene.

    D_ij = (k_ij - mu_ij)^2 / (mu_ij + a_i mu_ij^2) * h_ij / (p (1 - h_ij)^2)

with the leverage h_ij and a robust moment estimate a_i of the dispersion, at least 0.04: the variance is a trimmed one
within the cells of the design that have three samples or more (the largest over the cells), or over all samples when
there is no such cell. The means mu are those of the fitted model, or, in a fit for the likelihood ratio test, those of the
gene-wise dispersion fit: DESeq2 1.38 computes the distances before it stores the model's means there.

Source: Cook 1977, Technometrics 19:15; Love, Huber & Anders 2014, Genome Biol. 15:550, Methods, "Count outliers".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import fdtri

from seqfolio.stats.deseq2.cox_reid import sample_groups

if TYPE_CHECKING:
    from seqfolio.stats.deseq2.arrays import Bools, Floats

_LEAST_DISPERSION = 0.04
_SMALLEST_CELL = 3


def cutoff(samples: int, coefficients: int) -> float:
    """Return the 99 % quantile of the F distribution with (coefficients, samples - coefficients) degrees of freedom."""
    return float(fdtri(coefficients, samples - coefficients, 0.99))


def in_cell_of(design: Floats, size: int) -> Bools:
    """Return samples whose row of the design occurs at least ``size`` times: (samples,)."""
    groups = sample_groups(design)
    return np.asarray(np.bincount(groups)[groups] >= size)


def distances(design: Floats, y: Floats, normalized: Floats, mu: Floats, leverage: Floats) -> Floats:
    """Cook's distances.

    Args:
        design: (samples, p).
        y: counts, (samples, genes).
        normalized: counts divided by their factors, (samples, genes).
        mu: fitted means, (samples, genes).
        leverage: (samples, genes); overwritten.

    Returns:
        (samples, genes).
    """
    variance: Floats = robust_dispersion(design, normalized) * mu
    variance += 1.0
    variance *= mu
    result = y - mu
    result *= result
    result /= variance
    result *= leverage
    np.subtract(1.0, leverage, out=leverage)
    leverage *= leverage
    result /= leverage
    result /= design.shape[1]
    return result


def robust_dispersion(design: Floats, normalized: Floats) -> Floats:
    """Robust moment estimate of the dispersion, (genes,)."""
    large = in_cell_of(design, _SMALLEST_CELL)
    if large.any():
        groups = sample_groups(design)
        cells = [groups == cell for cell in np.unique(groups[large])]
        variance = np.max([_cell_variance(normalized[cell]) for cell in cells], axis=0)
    else:
        variance = _trimmed_variance(normalized, 1 / 8, 1.51)
    mean = normalized.mean(axis=0)
    return np.asarray(np.maximum((variance - mean) / mean**2, _LEAST_DISPERSION))


def _cell_variance(values: Floats) -> Floats:
    """Trim and consistency factor depend on the size of the cell."""
    samples = len(values)
    if samples <= 3:
        return _trimmed_variance(values, 1 / 3, 2.04)
    if samples <= 23:
        return _trimmed_variance(values, 1 / 4, 1.86)
    return _trimmed_variance(values, 1 / 8, 1.51)


def _trimmed_variance(values: Floats, trim: float, consistency: float) -> Floats:
    squares = values - trimmed_mean(values, trim)
    squares *= squares
    return np.asarray(consistency * trimmed_mean(squares, trim))


def trimmed_mean(values: Floats, trim: float) -> Floats:
    """Mean over samples without the share ``trim`` at each end: (genes,) from (samples, genes)."""
    samples = len(values)
    cut = int(samples * trim)
    middle = np.partition(values, (cut, samples - cut - 1), axis=0)[cut : samples - cut]
    return np.asarray(middle.mean(axis=0))


def largest(design: Floats, cooks: Floats, replaced: Bools | None = None) -> Floats:
    """Largest distance of each gene over samples in cells of at least three; NaN when there is no such cell.

    The distances of ``replaced`` samples, (samples,), count as zero.
    """
    counted = in_cell_of(design, _SMALLEST_CELL)
    if not counted.any():
        return np.full(cooks.shape[1], np.nan)
    if replaced is None or not (counted & replaced).any():
        return highest(cooks, counted)
    return np.asarray(np.maximum(highest(cooks, counted & ~replaced), 0.0 * cooks[0]))


def highest(cooks: Floats, samples: Bools | None = None) -> Floats:
    """Largest distance of each gene over some samples, (genes,), row by row to save memory."""
    out = np.full(cooks.shape[1], -np.inf)
    for row in cooks if samples is None else (cooks[j] for j in np.flatnonzero(samples)):
        np.maximum(out, row, out=out)
    return out
