"""Coordinates of the volcano plot."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from seqfolio.sections.cloud import Cloud, Settings, cloud, tested
from seqfolio.sections.section import View

__all__ = ["Settings", "compute"]


def compute(view: View) -> Cloud:
    """log2 fold change and -log10 p; a p-value of 0 is drawn at the top and counted in ``capped``."""
    table = tested(view)
    pvalue = table["pvalue"].to_numpy(dtype=np.float64)
    zero = pvalue == 0
    smallest = float(pvalue[~zero].min(initial=1.0))
    y = -np.log10(np.where(zero, smallest / 10, pvalue))
    points = cloud(view, table, table["log2FoldChange"].to_numpy(dtype=np.float64), y)
    return replace(points, threshold=_threshold(view, pvalue), capped=int(zero.sum()))


def _threshold(view: View, pvalue: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float | None:
    """The height above which genes are called: between the last called and the first uncalled p-value."""
    table = tested(view)
    called = table["call"].isin(("higher", "lower", "changed", "equivalent")).to_numpy()
    if not called.any() or called.all():
        return None
    last, first = pvalue[called].max(), pvalue[~called].min()
    if last >= first or last == 0:
        return None  # the call does not follow the p-value alone
    return float(-np.log10(last) - np.log10(first)) / 2
