"""Coordinates of the MA plot."""

from __future__ import annotations

import numpy as np

from seqfolio.sections.cloud import Cloud, Settings, cloud, tested
from seqfolio.sections.section import NotApplicableError, View

__all__ = ["Settings", "compute"]


def compute(view: View) -> Cloud:
    """Mean expression and log2 fold change."""
    table = tested(view)
    table = table[table["baseMean"] > 0]
    if table.empty or view.analysis.dataset.values == "log2":
        raise NotApplicableError("the values are on a log scale already")
    return cloud(
        view, table, table["baseMean"].to_numpy(dtype=np.float64), table["log2FoldChange"].to_numpy(dtype=np.float64)
    )
