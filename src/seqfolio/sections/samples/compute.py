"""Numbers per sample."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from seqfolio.figures.groups import Covariate
from seqfolio.sections.covariates import shown
from seqfolio.sections.section import View

ESTIMATORS = {
    "ratio": "the median-of-ratios method",
    "poscounts": "the median-of-ratios method on the positive counts",
    "tmm": "the trimmed mean of M-values (TMM)",
}


@dataclass(frozen=True)
class Result:
    """One row per sample, and what stands out."""

    sheet: pd.DataFrame
    quality: pd.DataFrame
    names: dict[str, str]
    excluded: dict[str, str]
    colour: Covariate | None
    ratio: float
    normalization: str
    values: str
    estimators: Mapping[str, str] = field(default_factory=lambda: ESTIMATORS)


def compute(view: View) -> Result:
    """Collect what is known about each sample."""
    analysis = view.analysis
    quality = analysis.quality.samples
    covariates = shown(analysis)
    smallest = float(quality["library_size"].min())
    return Result(
        sheet=analysis.dataset.samples,
        quality=quality,
        names=analysis.dataset.display_names,
        excluded=analysis.dataset.excluded,
        colour=covariates[0] if covariates else None,
        ratio=float(quality["library_size"].max()) / smallest if smallest > 0 else float("nan"),
        normalization=analysis.normalized.normalization,
        values=analysis.dataset.values,
    )
