"""Normalized -> Quality: what the samples look like before anybody asks about genes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.cluster import hierarchy
from scipy.spatial.distance import pdist, squareform

from seqfolio.model import Dataset, Distance, Normalized, Pca, Quality
from seqfolio.qc.outliers import centre_distance, judged_groups, outliers, replicate_correlation
from seqfolio.stats.ranks import average_ranks

MOST_VARIABLE = 500  # genes, as DESeq2's plotPCA
COMPONENTS = 10


def quality(dataset: Dataset, normalized: Normalized, groups: pd.Series[Any] | None = None) -> Quality:
    """Library sizes, detected genes, PCA, distances, and samples unlike their replicates.

    Args:
        dataset: for the counts.
        normalized: for everything else.
        groups: sample -> group of replicates; None is one group.
    """
    samples, values = normalized.transformed.columns, normalized.transformed.to_numpy()
    varies = (np.ptp(values, axis=1) > 0) & ~normalized.transformed.index.isin(dataset.spike_ins)
    expressed = values[varies]
    correlation = _correlation(expressed, samples)
    pca = principal_components(expressed, samples, normalized.transformed.index[varies])
    one_group = pd.Series("all samples", index=samples, dtype=object)
    frame = _samples(dataset, normalized, correlation, pca, judged_groups(one_group if groups is None else groups))
    return Quality(frame, pca, _distance(expressed, samples), correlation)


def _samples(
    dataset: Dataset, normalized: Normalized, correlation: pd.DataFrame | None, pca: Pca | None, groups: pd.Series[Any]
) -> pd.DataFrame:
    with_replicates = replicate_correlation(correlation, groups)
    distance = centre_distance(pca.scores if pca else None, groups)
    return pd.DataFrame(
        {
            "library_size": dataset.counts.sum(axis=0),
            "detected_genes": (dataset.counts > 0).sum(axis=0),
            "size_factor": normalized.size_factors,
            "mean_correlation": _mean_correlation(correlation, len(groups)),
            "replicate_correlation": with_replicates,
            "pca_distance": distance,
            "outlier": outliers(with_replicates, distance, groups),
        },
        index=dataset.counts.columns,
    )


def _correlation(expressed: NDArray[np.float64], samples: pd.Index[str]) -> pd.DataFrame | None:
    """Spearman, samples x samples; None when there is nothing to correlate."""
    if len(samples) < 2 or len(expressed) < 3:
        return None
    ranks = np.column_stack([average_ranks(column) for column in expressed.T])
    with np.errstate(invalid="ignore", divide="ignore"):
        return pd.DataFrame(np.corrcoef(ranks, rowvar=False), index=samples, columns=samples)


def _mean_correlation(correlation: pd.DataFrame | None, samples: int) -> NDArray[np.float64]:
    """Mean correlation of each sample with all others; NaN when there is nothing to correlate."""
    if correlation is None:
        return np.full(samples, np.nan)
    return np.asarray((correlation.to_numpy().sum(axis=0) - 1) / (samples - 1))


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
