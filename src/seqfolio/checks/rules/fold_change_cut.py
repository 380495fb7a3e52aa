"""Small fold changes among the called genes, which people cut off afterwards."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Annotated, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from seqfolio.checks.check import Check
from seqfolio.checks.tested import called, plain_null
from seqfolio.differential.ranking import is_called
from seqfolio.model import Analysis, Contrast, Finding
from seqfolio.wording import percent


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fold: Annotated[float, Field(gt=1)] = 1.5
    """A called gene that changes by less than so many times counts as small."""
    share: Annotated[float, Field(gt=0, lt=1)] = 0.1
    """From this share of small changes on, the threshold test is offered."""
    minimum: Annotated[int, Field(ge=1)] = 10
    """With fewer called genes nothing is said."""


def _run(analysis: Analysis, settings: Settings) -> Iterator[Finding]:
    if not plain_null(analysis):
        yield CHECK.finding("passed", "Genes were tested against a fold change, so no cut afterwards is needed.")
        return
    concerned = [c for c in analysis.contrasts if c.comparison.directed and called(c) >= settings.minimum]
    if not concerned:
        yield CHECK.finding("not_applicable", "Hardly any gene is called.", reason="few called genes")
    yield from (_judged(contrast, settings) for contrast in concerned)


def _judged(contrast: Contrast, settings: Settings) -> Finding:
    change = contrast.table.loc[is_called(contrast.table), "log2FoldChange"].abs().to_numpy(dtype=np.float64)
    small = int((change < math.log2(settings.fold)).sum())
    seen = (
        f"{contrast.comparison.title}: {small:,} of {len(change):,} called genes ({percent(small / len(change))}) change by less "
        f"than {settings.fold:g} times."
    )
    more: dict[str, Any] = {
        "contrasts": (contrast.id,),
        "values": {"called": len(change), "small": small, "fold": settings.fold},
    }
    if small < settings.share * len(change):
        return CHECK.finding("passed", seen, **more)
    return CHECK.finding(
        "note",
        f"{seen} They pass the test that was asked for (is there any change), but may be too small to matter. Cutting the list at a "
        "fold change afterwards looks harmless, yet the false discovery rate then no longer holds for the genes that are left.",
        f"If only larger changes matter, ask for them: analysis: {{lfc_threshold: {math.log2(settings.fold):.2f}}} tests against "
        f"{settings.fold:g} times.",
        **more,
    )


CHECK = Check(
    id="fold_change_cut",
    title="Small fold changes among the called genes",
    rationale="An adjusted p-value bounds the false discoveries of the whole list of called genes, not of a part that "
    "was picked by its fold change. A test against a threshold asks the wanted question and keeps the bound.",
    rule="lfc_threshold is 0 and at least a tenth of the called genes change by less than 1.5 times",
    source="McCarthy & Smyth 2009, 10.1093/bioinformatics/btp053; Love, Huber & Anders 2014, 10.1186/s13059-014-0550-8; van Iterson "
    "et al. 2010, 10.1186/1471-2105-11-450; 1.5 times: edgeR's glmTreat help",
    advice="Test against a fold change with analysis.lfc_threshold instead of cutting the list.",
    run=_run,
    Settings=Settings,
    severities=("note",),
)
