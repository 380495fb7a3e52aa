"""Which genes are called, and which are the strongest: one definition for every table, figure and sentence."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

CALLED = ("higher", "lower", "changed", "equivalent")


def is_called(table: pd.DataFrame) -> NDArray[np.bool_]:
    """Which genes are called."""
    return table["call"].isin(CALLED).to_numpy()


def is_tested(table: pd.DataFrame) -> NDArray[np.bool_]:
    """Which genes have a verdict: a p-value alone is none when independent filtering took the gene out."""
    return (table["call"] != "not tested").to_numpy()


def strongest(table: pd.DataFrame, n: int | None = None) -> pd.DataFrame:
    """The called genes: smallest p-value first, ties by absolute log2 fold change."""
    called = table[is_called(table)]
    order = np.lexsort((-called["log2FoldChange"].abs().to_numpy(), called["pvalue"].to_numpy()))
    return called.iloc[order[:n]]


def most_probable(table: pd.DataFrame, n: int) -> pd.DataFrame:
    """The genes with the smallest p-values, called or not."""
    tested = table[is_tested(table)]
    order = np.lexsort((-tested["log2FoldChange"].abs().to_numpy(), tested["pvalue"].to_numpy()))
    return tested.iloc[order[:n]]


def of_interest(table: pd.DataFrame, wanted: Iterable[str]) -> pd.DataFrame:
    """The genes that the project file names by id or by name."""
    names = set(wanted)
    return table[table["gene_id"].isin(names) | table["gene_name"].isin(names)]
