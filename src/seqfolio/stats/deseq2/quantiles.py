"""Quantiles by R's rules, to the last bit: a cut-off that equals a value must not miss it by rounding."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from seqfolio.stats.deseq2.arrays import Floats


def quantiles(values: Floats, probabilities: Floats) -> Floats:
    """Linear interpolation of the order statistics (type 7), values (n,) at probabilities (m,)."""
    ordered = np.sort(values)
    position = (len(ordered) - 1) * probabilities
    low, high = np.floor(position).astype(np.intp), np.ceil(position).astype(np.intp)
    share = position - low
    lower, upper = ordered[low], ordered[high]
    return np.where(lower == upper, lower, (1.0 - share) * lower + share * upper)


def weighted_quantile(values: Floats, weights: Floats, probability: float) -> float:
    """Quantile of values with weights that are scaled to sum to their number, as ``Hmisc::wtd.quantile``."""
    order = np.argsort(values, kind="stable")
    ordered, weight = values[order], weights[order]
    cumulative = np.cumsum(weight * (len(weight) / weight.sum()))
    position = 1.0 + (len(weight) - 1) * probability
    low = max(np.floor(position), 1.0)
    high = min(low + 1.0, float(len(weight)))
    at = np.minimum(np.searchsorted(cumulative, [low, high], side="left"), len(ordered) - 1)
    share = position % 1.0
    return float((1.0 - share) * ordered[at[0]] + share * ordered[at[1]])
