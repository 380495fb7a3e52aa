"""p-values of the genes with a verdict, and of those that independent filtering took out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seqfolio.differential.ranking import is_tested
from seqfolio.sections.cloud import tested
from seqfolio.sections.floor import floor
from seqfolio.sections.section import View

SMALL = 0.05


@dataclass(frozen=True)
class Result:
    """The p-values, how many of the tested genes have a small one, and Storey's estimate of the share without a difference."""

    title: str
    pvalue: NDArray[np.float64]
    filtered: NDArray[np.float64]
    below: int
    expected: float
    small: float
    pi0: float


def compute(view: View) -> Result:
    """p-values, and how many lie below 0.05 against how many would by chance."""
    pvalue = tested(view)["pvalue"].to_numpy(dtype=np.float64)
    table = view.one.table
    filtered = table.loc[~is_tested(table), "pvalue"].dropna().to_numpy(dtype=np.float64)
    return Result(
        view.one.comparison.title,
        pvalue,
        filtered,
        int((pvalue < SMALL).sum()),
        SMALL * len(pvalue),
        SMALL,
        floor(view.one),
    )
