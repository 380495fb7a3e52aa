"""The frozen results of the engine. Public matrices have shape (genes, samples) or (genes, coefficients)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqfolio.stats.deseq2.arrays import Bools, Floats
    from seqfolio.stats.deseq2.dispersion_trend import Trend


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted data set: everything that tests, contrasts and shrinkage need.

    Genes without any count have NaN in every estimate.

    Attributes:
        design: (samples, coefficients).
        coefficients: their names.
        counts: as given, (genes, samples).
        substitutes: counts of the genes in ``replaced`` with their outliers replaced, (replaced genes, samples), or
            None when nothing was replaced.
        size_factors: (samples,), or None when normalization factors were used.
        normalization_factors: (genes, samples), or None when size factors were used.
        base_mean: mean of normalized counts, after replacement, (genes,).
        base_variance: their variance, (genes,).
        all_zero: genes without any count, (genes,).
        gene_wise_dispersion, trend_dispersion, map_dispersion, dispersion: (genes,); the last one is used in tests.
        dispersion_outlier: genes that keep their gene-wise estimate, (genes,).
        trend: the fitted trend.
        prior_variance: of log dispersions around the trend, natural log scale.
        beta: coefficients, log2 scale, (genes, coefficients).
        standard_error: log2 scale, (genes, coefficients).
        log_likelihood: natural log, (genes,); the deviance is -2 times it.
        converged: whether the regression converged, (genes,).
        cooks: Cook's distances of the counts as given, (genes, samples).
        largest_cooks: over the samples that count for flagging, (genes,); NaN where none does.
        replaced: genes with a count beyond the cut-off of the replacement, (genes,).
        fallbacks: what did not go the usual way, in words; empty when all did.
    """

    design: Floats
    coefficients: tuple[str, ...]
    counts: Floats
    substitutes: Floats | None
    size_factors: Floats | None
    normalization_factors: Floats | None
    base_mean: Floats
    base_variance: Floats
    all_zero: Bools
    gene_wise_dispersion: Floats
    trend_dispersion: Floats
    map_dispersion: Floats
    dispersion: Floats
    dispersion_outlier: Bools
    trend: Trend
    prior_variance: float
    beta: Floats
    standard_error: Floats
    log_likelihood: Floats
    converged: Bools
    cooks: Floats
    largest_cooks: Floats
    replaced: Bools
    fallbacks: tuple[str, ...]

    @property
    def fitted(self) -> Bools:
        """Genes that have coefficients, (genes,)."""
        return ~np.isnan(self.beta[:, 0])

    @property
    def factors(self) -> Floats:
        """Size factors (samples, 1) or normalization factors (samples, genes), in the engine's layout."""
        if self.size_factors is not None:
            return self.size_factors[:, None]
        return np.asarray(self.normalization_factors, dtype=np.float64).T

    @property
    def replaced_counts(self) -> Floats | None:
        """All counts with the outliers replaced, (genes, samples), or None when nothing was replaced."""
        if self.substitutes is None:
            return None
        counts = self.counts.copy()
        counts[self.replaced] = self.substitutes
        return counts

    @property
    def tested_counts(self) -> Floats:
        """The counts that the coefficients were fitted to: after replacement, (genes, samples)."""
        counts = self.replaced_counts
        return self.counts if counts is None else counts

    @property
    def normalized_counts(self) -> Floats:
        """Counts as given, divided by their factors, (genes, samples)."""
        return np.asarray(self.counts / self.factors.T)


@dataclass(frozen=True, eq=False)
class Results:
    """Tests of one hypothesis for every gene: arrays (genes,).

    Attributes:
        base_mean: mean of normalized counts.
        log2_fold_change: estimate.
        lfc_se: its standard error.
        stat: Wald or likelihood ratio statistic.
        pvalue: NaN for genes that were not tested.
        padj: adjusted by Benjamini & Hochberg among the genes that pass the filter.
        reason: why padj is NaN: ``all zero``, ``count outlier``, ``independent filtering`` or ``not estimable``; empty
            where it is not.
        fit: the fit that was tested.
        filter_threshold: genes with a smaller mean were filtered out; 0 without filtering.
        filter_theta: that quantile of the means; 0 without filtering.
        alpha: false discovery rate that the filter was chosen for.
    """

    base_mean: Floats
    log2_fold_change: Floats
    lfc_se: Floats
    stat: Floats
    pvalue: Floats
    padj: Floats
    reason: NDArray[np.str_]
    fit: Fit
    filter_threshold: float
    filter_theta: float
    alpha: float
