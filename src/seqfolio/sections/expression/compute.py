"""Values of a few genes per sample, by group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from seqfolio.differential.ranking import is_called, most_probable, strongest
from seqfolio.figures.groups import Covariate
from seqfolio.model import Analysis, Contrast
from seqfolio.sections.covariates import covariate_of, useful
from seqfolio.sections.names import gene_label
from seqfolio.sections.section import NotApplicableError, View

MOST_GROUPS = 12


class Settings(BaseModel):
    """Keys under report.options.expression."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    top: int = Field(default=8, ge=1, le=24)
    """How many of the strongest genes are shown."""


@dataclass(frozen=True)
class Result:
    """Genes to show.

    Attributes:
        names, padj: of the genes.
        values: genes x samples, normalised counts, or the values themselves when they are on a log scale.
        groups: the covariate that the samples stand by.
        order: its levels, those of the comparison first (what it is compared with, then what is compared).
        log: whether the axis is to be logarithmic.
    """

    contrast: Contrast
    names: list[str]
    padj: NDArray[np.float64]
    values: pd.DataFrame
    groups: Covariate
    order: tuple[str, ...]
    called: int
    log: bool
    scale: str


def compute(view: View) -> Result:
    """Take the strongest called genes; when none is called, those with the smallest p-values."""
    contrast, analysis, top = view.one, view.analysis, view.settings.top
    called = int(is_called(contrast.table).sum())
    chosen = strongest(contrast.table, top) if called else most_probable(contrast.table, top)
    if chosen.empty:
        raise NotApplicableError("no gene could be tested")
    groups = _groups(analysis, contrast)
    log = analysis.dataset.values != "log2"
    counts = analysis.normalized.counts.loc[chosen["gene_id"]]
    return Result(
        contrast,
        gene_label(chosen),
        chosen["padj"].to_numpy(dtype=np.float64),
        counts,
        groups,
        _order(groups, contrast),
        called,
        log,
        _scale(analysis),
    )


def _scale(analysis: Analysis) -> str:
    if analysis.dataset.values in ("counts", "estimated_counts"):
        return "count" if analysis.normalized.normalization == "none" else "normalised count"
    words = {"tpm": "TPM", "fpkm": "FPKM", "normalized": "normalised value", "log2": "log2 value"}
    return words[analysis.dataset.values]


def _groups(analysis: Analysis, contrast: Contrast) -> Covariate:
    """The compared factor, or the first category of the sample sheet that is useful."""
    samples = analysis.dataset.samples
    names = [contrast.comparison.factor] if contrast.comparison.factor else useful(analysis)
    for name in names:
        if name in samples and samples[name].dtype.kind != "f" and samples[name].nunique() <= MOST_GROUPS:
            return covariate_of(analysis, name)
    raise NotApplicableError("no category by which the samples could stand")


def _order(groups: Covariate, contrast: Contrast) -> tuple[str, ...]:
    c = contrast.comparison
    compared = [c.denominator, c.numerator] if c.numerator else []
    return tuple(dict.fromkeys([*compared, *groups.levels]))
