"""Values of genes made comparable for a heat map, and the tree that orders them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.cluster import hierarchy

LIMIT = 2.5  # z-scores beyond this have the end colour; a single outlier would wash out the rest


def z_scores(values: pd.DataFrame) -> pd.DataFrame:
    """Each row minus its mean, divided by its standard deviation; a constant row is 0."""
    centred = values.sub(values.mean(axis=1), axis=0)
    spread = values.std(axis=1, ddof=1)
    return centred.div(spread.where(spread > 0, 1.0), axis=0)


def tree(values: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """Average linkage of Euclidean distances between rows; None for fewer than three."""
    if len(values) < 3:
        return None
    return np.asarray(hierarchy.linkage(values, method="average", optimal_ordering=len(values) <= 500))
