"""Normalized -> Quality: what the samples look like before anybody asks about genes."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.cluster import hierarchy
from scipy.spatial.distance import pdist, squareform

from seqfolio.model import Dataset, Distance, Normalized, Pca, Quality
from seqfolio.stats.ranks import average_ranks

MOST_VARIABLE = 500  # genes, as DESeq2's plotPCA
COMPONENTS = 10
OUTLIER_MAD = 5.0  # as nf-core/differentialabundance: more than five MADs below the median
MIN_SAMPLES_FOR_OUTLIERS = 4


def quality(dataset: Dataset, normalized: Normalized) -> Quality:
    """Library sizes, detected genes, PCA, distances, and samples unlike all others."""
    values = normalized.transformed.to_numpy()
    varies = np.ptp(values, axis=1) > 0
    expressed = values[varies]
    return Quality(
        _samples(dataset, normalized, expressed),
        principal_components(expressed, normalized.transformed.columns, normalized.transformed.index[varies]),
        _distance(expressed, normalized.transformed.columns),
    )


def _samples(dataset: Dataset, normalized: Normalized, expressed: NDArray[np.float64]) -> pd.DataFrame:
    correlation = _mean_correlation(expressed, dataset.counts.shape[1])
    return pd.DataFrame(
        {
            "library_size": dataset.counts.sum(axis=0),
            "detected_genes": (dataset.counts > 0).sum(axis=0),
            "size_factor": normalized.size_factors,
            "mean_correlation": correlation,
            "outlier": _outliers(correlation),
        },
        index=dataset.counts.columns,
    )


def _mean_correlation(expressed: NDArray[np.float64], samples: int) -> NDArray[np.float64]:
    """Mean Spearman correlation of each sample with the others; NaN when there is nothing to correlate."""
    if samples < 2 or len(expressed) < 3:
        return np.full(samples, np.nan)
    ranks = np.column_stack([average_ranks(column) for column in expressed.T])
    with np.errstate(invalid="ignore", divide="ignore"):
        correlation = np.corrcoef(ranks, rowvar=False)
    return np.asarray((correlation.sum(axis=0) - 1) / (samples - 1))


def _outliers(correlation: NDArray[np.float64]) -> NDArray[np.bool_]:
    if len(correlation) < MIN_SAMPLES_FOR_OUTLIERS or np.isnan(correlation).any():
        return np.zeros(len(correlation), dtype=bool)
    centre = np.median(correlation)
    spread = 1.4826 * np.median(np.abs(correlation - centre))
    return np.asarray((centre - correlation) > OUTLIER_MAD * max(spread, 1e-3))


def principal_components(values: NDArray[np.float64], samples: pd.Index[str], genes: pd.Index[str]) -> Pca | None:
    """PCA of the most variable genes; None with fewer than three samples or two genes.

    Args:
        values: genes x samples, genes that vary, on a log2-like scale.
        samples: ids of the columns.
        genes: ids of the rows.
    """
    if len(samples) < 3 or len(values) < 2:
        return None
    chosen = np.argsort(-values.var(axis=1), kind="stable")[:MOST_VARIABLE]
    top = values[chosen]
    centred = top - top.mean(axis=1, keepdims=True)
    left, singular, right = np.linalg.svd(centred.T, full_matrices=False)
    variance = singular**2 / (singular**2).sum()
    n = min(COMPONENTS, len(samples) - 1, len(top))
    scores = left[:, :n] * singular[:n]
    # The sign of a component is arbitrary; fixed so that reports do not flip between machines.
    sign = np.where(np.abs(scores.min(axis=0)) > scores.max(axis=0), -1.0, 1.0)
    names = [f"PC{i + 1}" for i in range(n)]
    loadings = pd.DataFrame(right[:n].T * sign, index=genes[chosen], columns=names)
    return Pca(
        pd.DataFrame(scores * sign, index=samples, columns=names), tuple(map(float, variance[:n])), len(top), loadings
    )


def _distance(expressed: NDArray[np.float64], samples: pd.Index[str]) -> Distance | None:
    if len(samples) < 2 or not len(expressed):
        return None
    condensed = pdist(expressed.T)
    tree = hierarchy.linkage(condensed, method="complete", optimal_ordering=len(samples) <= 500)
    order = tuple(int(i) for i in hierarchy.leaves_list(tree))
    return Distance(pd.DataFrame(squareform(condensed), index=samples, columns=samples), tree, order)
