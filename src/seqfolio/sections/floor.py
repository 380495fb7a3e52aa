"""When the floor of the p-values is estimated: the picture and the methods text agree on it."""

from __future__ import annotations

import numpy as np

from seqfolio.differential.ranking import is_tested
from seqfolio.model import Contrast
from seqfolio.stats.multiple_testing import storey_pi0

ENOUGH = 100  # p-values; with fewer the estimate is worth nothing


def floor(contrast: Contrast) -> float:
    """Storey's share of the tested genes without a difference; NaN with too few genes."""
    table = contrast.table
    pvalue = table.loc[is_tested(table), "pvalue"].dropna().to_numpy(dtype=np.float64)
    return storey_pi0(pvalue) if len(pvalue) >= ENOUGH else float("nan")
