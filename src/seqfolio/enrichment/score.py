"""By what the genes of a contrast are ranked."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from seqfolio.model import Contrast

WORDS = {
    "deseq2": "Wald statistic",
    "limma-voom": "moderated t-statistic",
    "limma-trend": "moderated t-statistic",
    "ttest": "t-statistic",
    "welch": "t-statistic of Welch's test",
    "wilcoxon": "rank-sum statistic",
    "edger-ql": "signed root of the quasi-likelihood F-statistic",
}


class NoDirectionError(Exception):
    """A contrast's genes cannot be ranked from lower to higher; the message says why."""


@dataclass(frozen=True)
class Score:
    """A number per row of the contrast's table, above 0 for higher in the numerator, and its name in words."""

    words: str
    values: NDArray[np.float64] = field(repr=False)


def score(contrast: Contrast, alternative: str) -> Score:
    """The test statistic with the sign of the fold change.

    Raises:
        NoDirectionError: the test has none.
    """
    if not contrast.comparison.directed:
        raise NoDirectionError(
            "the contrast tests several differences at once and so has no direction to rank genes by"
        )
    if alternative == "lessAbs":
        raise NoDirectionError("the contrast tests for equivalence, so its statistic does not rank genes by change")
    stat = contrast.table["stat"].to_numpy(dtype=np.float64)
    if contrast.comparison.reduced is None:
        return Score(WORDS.get(contrast.method, "test statistic"), stat)
    change = contrast.table["log2FoldChange"].to_numpy(dtype=np.float64)
    return Score("root of the test statistic with the sign of the fold change", np.sign(change) * np.sqrt(np.abs(stat)))
