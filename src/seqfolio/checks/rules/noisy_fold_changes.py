"""Large fold changes that are hardly known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from seqfolio.checks.check import Check
from seqfolio.checks.tested import called
from seqfolio.differential import METHODS
from seqfolio.differential.ranking import is_called
from seqfolio.model import Analysis, Contrast, Finding


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    top: Annotated[int, Field(ge=10)] = 50
    """How many of the called genes with the largest fold changes are looked at."""
    error: Annotated[float, Field(gt=0)] = 1.0
    """A fold change is hardly known when its standard error (log2) is above this: four times either way."""
    share: Annotated[float, Field(gt=0, lt=1)] = 0.5
    """Above this share of hardly known ones a note is given."""


def _run(analysis: Analysis, settings: Settings) -> Iterator[Finding]:
    able = [c for c in analysis.contrasts if "shrinkage" in METHODS.get(c.method).needs.features]
    concerned = [c for c in able if c.comparison.directed and called(c) >= settings.top]
    if not concerned:
        yield CHECK.finding(
            "not_applicable", "Few genes are called, or the method has no shrinkage.", reason="few genes"
        )
    yield from (_judged(contrast, settings) for contrast in concerned)


def _judged(contrast: Contrast, settings: Settings) -> Finding:
    if "log2FoldChange_shrunken" in contrast.table:
        words = f"{contrast.comparison.title}: shrunken fold changes are in the table for ranking by size."
        return CHECK.finding("passed", words, contrasts=(contrast.id,))
    table = contrast.table[is_called(contrast.table)]
    largest = np.argsort(-table["log2FoldChange"].abs().to_numpy(dtype=np.float64), kind="stable")[: settings.top]
    hardly = int((table["lfcSE"].to_numpy(dtype=np.float64)[largest] > settings.error).sum())
    seen = (
        f"{contrast.comparison.title}: of the {len(largest)} called genes with the largest fold changes, {hardly} are known to "
        f"within a factor of {2 ** (2 * settings.error):.0f} at best (standard error of the log2 fold change above {settings.error:g})."
    )
    more: dict[str, Any] = {"contrasts": (contrast.id,), "values": {"looked_at": len(largest), "hardly_known": hardly}}
    if hardly <= settings.share * len(largest):
        return CHECK.finding("passed", seen, **more)
    return CHECK.finding(
        "note",
        f"{seen} That they change is safe, by how much is not: sorting by fold change brings the noisiest genes to the top.",
        "Rank by p-value, or let the fold changes be shrunken: analysis: {shrinkage: apeglm}.",
        **more,
    )


CHECK = Check(
    id="noisy_fold_changes",
    title="Large fold changes that are hardly known",
    passed="How well large fold changes are known",
    rationale="With few reads a fold change can come out as 30 times when it is 3 times. Shrinkage draws such values "
    "towards 0 and leaves well-known ones alone.",
    rule="no shrinkage, and among the 50 called genes with the largest fold changes more than half have a standard error "
    "above 1 (log2)",
    source="Zhu, Ibrahim & Love 2018, 10.1093/bioinformatics/bty895; Stephens 2017, 10.1093/biostatistics/kxw041; the numbers "
    "are conventions",
    advice="Rank by p-value, or use analysis.shrinkage.",
    run=_run,
    Settings=Settings,
    severities=("note",),
)
