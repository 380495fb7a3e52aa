"""Variance stabilising transformation: counts on a log2-like scale on which the variance hardly depends on the mean.

With the dispersion trend alpha(q), q a normalized count, the transformation is proportional to the integral of
``1 / sqrt(q + alpha(q) q^2)``, scaled to be like log2 for large counts:

    parametric  log2((1 + a1 + 2 a0 q + 2 sqrt(a0 q (1 + a1 + a0 q))) / (4 a0))
    mean        (2 asinh(sqrt(a q)) - log(a) - log(4)) / log(2)
    local       a spline through the trapezoid sums of the integral at 1,000 points on the asinh scale, shifted and
                scaled so that the 95 % and 99.9 % quantiles of the gene means are mapped to their log2

Source: Anders & Huber 2010, Genome Biol. 11:R106; Tibshirani 1988, J. Am. Stat. Assoc. 83:394.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from seqfolio.stats.deseq2 import dispersion_gene, inputs
from seqfolio.stats.deseq2.arrays import Floats, take_genes
from seqfolio.stats.deseq2.cubic_spline import cubic_spline
from seqfolio.stats.deseq2.dispersion_trend import Trend, TrendMethod, fit_trend
from seqfolio.stats.deseq2.errors import DispersionError
from seqfolio.stats.deseq2.fitting import factors_for
from seqfolio.stats.deseq2.quantiles import quantiles

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from seqfolio.stats.deseq2.model import Fit

_GRID = 1000
_EXPRESSED = 5.0


def vst(
    counts: ArrayLike,
    *,
    size_factors: Literal["ratio", "poscounts"] | ArrayLike = "ratio",
    normalization_factors: ArrayLike | None = None,
    lengths: ArrayLike | None = None,
    trend: TrendMethod = "parametric",
    subset: int | None = None,
    of_trend: ArrayLike | None = None,
) -> Floats:
    """Transform counts without knowledge of the design ("blind").

    Args:
        counts: (genes, samples), non-negative whole numbers.
        size_factors: ``ratio``, ``poscounts`` or one positive number for each sample.
        normalization_factors: (genes, samples), instead of size factors.
        lengths: average transcript lengths, (genes, samples).
        trend: ``parametric``, ``local`` or ``mean``.
        subset: number of genes that the trend is fitted to, evenly spaced over the ranked means above 5; R's ``vst``
            takes 1000. None for all genes, as R's ``varianceStabilizingTransformation``.
        of_trend: (genes,), which genes the trend may be fitted to; None is all of them.

    Returns:
        (genes, samples), log2 scale.

    Raises:
        DESeq2InputError: as `fit`; also fewer than ``subset`` genes with a mean above 5.
    """
    y = inputs.checked_counts(counts)
    inputs.refuse_constant(y)
    factors = factors_for(y, size_factors, lengths, normalization_factors)
    seen = np.ones(y.shape[1], dtype=bool) if of_trend is None else np.asarray(of_trend, dtype=bool)
    genes = _genes_for_trend(y, factors, subset, seen)
    return transform(y, factors, _blind_trend(y[:, genes], take_genes(factors, genes), trend)).T


def vst_of_fit(fit: Fit) -> Floats:
    """Transform the counts of a fit with its own trend, which knows the design: (genes, samples), log2 scale."""
    return transform(fit.counts.T, fit.factors, fit.trend).T


def transform(y: Floats, factors: Floats, trend: Trend) -> Floats:
    """Return the transformation that belongs to a trend, of counts (samples, genes)."""
    q = y / factors
    if trend.method == "parametric":
        return _parametric(q, *trend.coefficients)
    if trend.method == "mean":
        alpha = trend.coefficients[0]
        return np.asarray((2.0 * np.arcsinh(np.sqrt(alpha * q)) - np.log(alpha) - np.log(4.0)) / np.log(2.0))
    return _numeric(q, factors, trend)


def _genes_for_trend(
    y: Floats, factors: Floats, subset: int | None, seen: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    if subset is None:
        return np.flatnonzero(y.any(axis=0) & seen)
    mean = (y / factors).mean(axis=0)
    expressed = np.flatnonzero((mean > _EXPRESSED) & seen)
    if len(expressed) < subset:
        raise DispersionError(
            f"only {len(expressed)} genes have a mean normalized count above {_EXPRESSED:g}, but the trend was to be "
            f"fitted to {subset}. Use all genes (subset=None)."
        )
    order = expressed[np.argsort(mean[expressed], kind="stable")]
    return np.asarray(order[np.rint(np.linspace(1, len(order), subset)).astype(np.intp) - 1])


def _blind_trend(y: Floats, factors: Floats, method: TrendMethod) -> Trend:
    """Trend of the dispersions around nothing but the mean of each gene."""
    intercept = np.ones((len(y), 1))
    gene_wise = dispersion_gene.estimate(intercept, y, factors).dispersion
    return fit_trend((y / factors).mean(axis=0), gene_wise, method)


def _parametric(q: Floats, a0: float, a1: float) -> Floats:
    root = np.sqrt(a0 * q * (1.0 + a1 + a0 * q))
    return np.asarray(np.log2((1.0 + a1 + 2.0 * a0 * q + 2.0 * root) / (4.0 * a0)))


def _numeric(q: Floats, factors: Floats, trend: Trend) -> Floats:
    size_factors = np.exp(np.log(factors).mean(axis=1))
    grid = np.sinh(np.linspace(0.0, np.arcsinh(q.max()), _GRID))[1:]
    variance = trend(grid) * grid**2 + np.mean(1.0 / size_factors) * grid
    integrand = 1.0 / np.sqrt(variance)
    steps = np.diff(grid) * (integrand[1:] + integrand[:-1]) / 2.0
    curve = cubic_spline(np.arcsinh((grid[1:] + grid[:-1]) / 2.0), np.cumsum(steps))
    low, high = quantiles(q.mean(axis=0), np.array([0.95, 0.999]))
    scale = (np.log2(high) - np.log2(low)) / (curve(np.arcsinh(high)) - curve(np.arcsinh(low)))
    return np.asarray(scale * (curve(np.arcsinh(q)) - curve(np.arcsinh(low))) + np.log2(low))
