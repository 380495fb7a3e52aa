"""Which samples are unlike their replicates: by correlation and by distance in the principal components."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

CORRELATION_MADS = 5.0  # as nf-core/differentialabundance
DISTANCE_MADS = 3.0  # Leys et al. 2013, 10.1016/j.jesp.2013.03.013: "very conservative"
MIN_SAMPLES = 4
MIN_GROUP = 3  # of two samples that disagree nobody can say which one is odd
LEAST_SPREAD = 0.1  # of the typical value: below that samples agree so well that MADs mean nothing


def replicate_correlation(correlation: pd.DataFrame | None, groups: pd.Series[Any]) -> NDArray[np.float64]:
    """Median correlation of each sample with the other samples of its group; NaN where there is none."""
    found = np.full(len(groups), np.nan)
    if correlation is None:
        return found
    values = correlation.to_numpy(copy=True)
    np.fill_diagonal(values, np.nan)
    for positions in groups_of(groups, 2):
        found[positions] = np.nanmedian(values[np.ix_(positions, positions)], axis=1)
    return found


def centre_distance(scores: pd.DataFrame | None, groups: pd.Series[Any]) -> NDArray[np.float64]:
    """Distance of each sample from its group's median in the principal components; NaN where there is none."""
    found = np.full(len(groups), np.nan)
    if scores is None:
        return found
    values = scores.to_numpy()
    for positions in groups_of(groups, 2):
        own = values[positions]
        found[positions] = np.linalg.norm(own - np.median(own, axis=0), axis=1)
    return found


def judged_groups(groups: pd.Series[Any]) -> pd.Series[Any]:
    """The groups, or all samples as one when no group is large enough to tell which sample is odd."""
    if any(len(positions) >= MIN_GROUP for positions in groups_of(groups, MIN_GROUP)):
        return groups
    return pd.Series("all samples", index=groups.index, dtype=object)


def outliers(
    correlation: NDArray[np.float64], distance: NDArray[np.float64], groups: pd.Series[Any]
) -> NDArray[np.bool_]:
    """Samples that agree badly with their replicates and lie far from them: both must say so.

    Args:
        correlation: (samples,), of ``replicate_correlation``.
        distance: (samples,), of ``centre_distance``.
        groups: sample -> group.
    """
    if len(groups) < MIN_SAMPLES:
        return np.zeros(len(groups), dtype=bool)
    disagrees = _excess(1 - correlation, groups) > CORRELATION_MADS
    return np.asarray(disagrees & (_excess(distance, groups) > DISTANCE_MADS))


def _excess(values: NDArray[np.float64], groups: pd.Series[Any]) -> NDArray[np.float64]:
    """How many MADs of all samples each lies above its group's median, relative to that median; -inf if unknown."""
    relative = np.full(len(values), np.nan)
    for positions in groups_of(groups, MIN_GROUP):
        typical = np.nanmedian(values[positions]) if np.isfinite(values[positions]).any() else np.nan
        relative[positions] = values[positions] / typical - 1 if typical > 0 else 0.0
    if not np.isfinite(relative).any():
        return np.full(len(values), -np.inf)
    spread = max(1.4826 * float(np.nanmedian(np.abs(relative))), LEAST_SPREAD)
    return np.where(np.isfinite(relative), relative / spread, -np.inf)


def groups_of(groups: pd.Series[Any], least: int) -> list[NDArray[np.intp]]:
    """Positions of the samples of each group that has at least ``least``."""
    labels = np.asarray(groups, dtype=str)
    found = [np.flatnonzero(labels == label) for label in dict.fromkeys(labels.tolist())]
    return [positions for positions in found if len(positions) >= least]
