"""Results that rest on one sample."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from seqfolio.beyond_tests import Stability
from seqfolio.checks.check import Check
from seqfolio.model import Analysis, Contrast, Finding
from seqfolio.sensitivity.words import called, stability_sentence, weakest


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kept: Annotated[float, Field(ge=0, le=1)] = 0.5
    """When a smaller share of the called genes stays called without a sample, there is a warning."""


def _run(analysis: Analysis, settings: Settings) -> Iterator[Finding]:
    if not analysis.sensitivity.stability:
        yield CHECK.finding("not_applicable", "Leaving out samples was not asked for.", reason="not asked for")
    for found in analysis.sensitivity.stability:
        yield _judged(analysis, analysis.contrast(found.contrast), found, settings)


def _judged(analysis: Analysis, contrast: Contrast, found: Stability, settings: Settings) -> Finding:
    sample, n = weakest(found), called(contrast)
    sentence = stability_sentence(contrast, found, analysis.dataset.display_names)
    words = f"{contrast.comparison.title}: {sentence}"
    if sample is None or not n:
        reason = "no sample could be left out" if sample is None else "no gene is called"
        return CHECK.finding("not_applicable", words, reason=reason, contrasts=(contrast.id,))
    kept = int(found.samples["kept"].min())
    few = kept < settings.kept * n
    return CHECK.finding(
        "warning" if few else "note",
        words,
        "Follow up the genes that stay called in every leave-out first, and look at this sample's quality and at its "
        "place in the PCA. More replicates make a result less dependent on each of them."
        if few
        else "",
        samples=(sample,),
        contrasts=(contrast.id,),
        values={"called": n, "kept_without": {str(s): int(k) for s, k in found.samples["kept"].items()}},
    )


CHECK = Check(
    id="single_samples",
    title="Dependence on single samples",
    rationale="A list of genes that falls apart when one sample is left out describes that sample as much as the groups.",
    rule="leave-one-sample-out (analysis.stability): fewer than kept (half) of the called genes stay called without a "
    "sample: warning; otherwise a note that names the sample that matters most; the threshold is a rule of thumb",
    source="Degen & Medo 2025, 10.1371/journal.pcbi.1011630",
    advice="Look at the samples that are named; say in the text which genes depend on them.",
    run=_run,
    Settings=Settings,
)
