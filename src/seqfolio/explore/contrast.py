"""The genes of a contrast, the smallest p-value first: in this order the bound on false positives holds."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seqfolio import payload
from seqfolio.model import Contrast

DIGITS, P_DIGITS = 4, 3  # what the report's tables show
MEASURED = {"baseMean": DIGITS, "log2FoldChange": DIGITS, "lfcSE": DIGITS, "stat": DIGITS, "pvalue": P_DIGITS,
            "padj": P_DIGITS}  # fmt: skip
EXTRAS = {"log2FoldChange_shrunken": DIGITS, "svalue": P_DIGITS}


def contrast_block(contrast: Contrast, kept: NDArray[np.bool_]) -> bytes:
    """The columns of the genes that are kept.

    Args:
        contrast: whose.
        kept: genes of the page, in the order of the counts.
    """
    table = contrast.table[kept]
    order = by_p(table)
    sorted_table = table.iloc[order]
    columns = {"gene": payload.integers(order), **dict(_columns(sorted_table))}
    return payload.packed(columns, {"rows": len(table)})


def by_p(table: pd.DataFrame) -> NDArray[np.intp]:
    """Rows by p-value, ties by the size of the change; genes without a verdict last, in their own order."""
    untested = (table["call"] == "not tested").to_numpy()
    p = np.where(untested, np.inf, table["pvalue"].fillna(np.inf).to_numpy(dtype=np.float64))
    change = np.where(untested, 0.0, table["log2FoldChange"].fillna(0).abs().to_numpy(dtype=np.float64))
    return np.lexsort((-change, p, untested))


def _columns(table: pd.DataFrame) -> Iterator[tuple[str, payload.Column]]:
    for name, digits in {**MEASURED, **EXTRAS}.items():
        if name in table:
            yield name, payload.decimals(table[name], digits)
    yield "call", payload.levels([str(call) for call in table["call"]])
    yield "reason", payload.levels([str(reason) for reason in table["reason"]])
