"""The tests of all contrasts as one family: adjusted p-values that bound the false discovery rate over the whole report.

Source: Benjamini & Hochberg 1995 on the pooled p-values, as limma's ``decideTests(method = "global")`` (Smyth 2004) does.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seqfolio.config.model import Analysis as Settings
from seqfolio.differential.calls import asked, calls, count
from seqfolio.model import Contrast
from seqfolio.stats.multiple_testing import benjamini_hochberg


def adjusted(contrasts: tuple[Contrast, ...], settings: Settings) -> tuple[Contrast, ...]:
    """The contrasts with p-values adjusted over the family that ``analysis.adjust`` names.

    A method that filters before it adjusts (independent filtering) keeps its filter: tests without an adjusted p-value
    of their own do not enter.
    """
    if settings.adjust == "contrast" or len(contrasts) < 2:
        return contrasts
    pooled = np.concatenate([_pvalues(contrast.table) for contrast in contrasts])
    padj = np.split(benjamini_hochberg(pooled), len(contrasts))
    return tuple(_decided(c, p, settings, len(contrasts)) for c, p in zip(contrasts, padj, strict=True))


def _pvalues(table: pd.DataFrame) -> NDArray[np.float64]:
    return table["pvalue"].where(table["padj"].notna()).to_numpy(dtype=np.float64)


def _decided(contrast: Contrast, padj: NDArray[np.float64], settings: Settings, family: int) -> Contrast:
    table = contrast.table.assign(padj=padj)
    table["call"] = calls(table, asked(settings, contrast.comparison), directed=contrast.comparison.directed)
    words = f" (adjusted over all {family} contrasts together)" if settings.select == "padj" else ""
    return replace(
        contrast, criterion=contrast.criterion + words, counts=count(table["call"]), table=table, family=family
    )
