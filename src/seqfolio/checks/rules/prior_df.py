"""How much the genes lend each other in limma's moderation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from seqfolio.checks.check import Check
from seqfolio.differential.limma import INFINITE_DF
from seqfolio.model import Analysis, Finding


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tiny: Annotated[float, Field(gt=0)] = 1.0
    """Fewer prior degrees of freedom than this give a note."""


def _run(analysis: Analysis, settings: Settings) -> Iterator[Finding]:
    fits = [fit for fit in analysis.fits if "prior_df" in fit.facts]
    if not fits:
        yield CHECK.finding("not_applicable", "The method has no prior of this kind.", reason="another method")
    for fit in fits:
        yield _judged(fit.facts["prior_df"], settings.tiny)


def _judged(df: float, tiny: float) -> Finding:
    values = {"prior_df": round(df, 3)}
    if df >= INFINITE_DF:
        return CHECK.finding(
            "note",
            "All genes seem to vary alike between replicates (infinite prior degrees of freedom), so one variance is used for "
            "genes of similar expression. This is unusual for biological replicates.",
            "Find out whether the replicates are separate biological samples rather than one RNA sequenced several times.",
            values=values,
        )
    if df < tiny:
        return CHECK.finding(
            "note",
            f"Genes differ widely in how much they vary between replicates (prior degrees of freedom {df:.2g}), so they "
            "can hardly lend each other strength and fewer changes are found.",
            "Try analysis: {robust: true}, which sets a few very variable genes aside, and look at the PCA for an outlying sample.",
            values=values,
        )
    return CHECK.finding("passed", f"The genes lend each other {df:.1f} degrees of freedom.", values=values)


CHECK = Check(
    id="prior_df",
    title="Strength of limma's moderation",
    rationale="limma draws each gene's variance towards that of all genes; how strongly is estimated from the data.",
    rule="prior degrees of freedom infinite, or below 1: note",
    source="Smyth 2004, 10.2202/1544-6115.1027; Phipson et al. 2016, 10.1214/16-AOAS920; the limit of 1 is a convention",
    advice="Check that replicates are separate biological samples; try analysis.robust.",
    run=_run,
    Settings=Settings,
    severities=("note",),
)
