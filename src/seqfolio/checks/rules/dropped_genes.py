"""How many expressed genes have no verdict, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from seqfolio.checks.check import Check
from seqfolio.model import Analysis, Contrast, Finding
from seqfolio.wording import percent

WHY = {
    "low count": "too few reads for the filter",
    "independent filtering": "too few reads to be found even if they changed (independent filtering)",
    "count outlier": "one sample with an outlying count",
    "no variance": "the same value in all samples of a group",
    "not estimable": "no estimate possible",
}


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    share: Annotated[float, Field(gt=0, lt=1)] = 0.5
    """Above this share of expressed genes without a verdict a note is given."""
    outliers: Annotated[float, Field(gt=0, lt=1)] = 0.01
    """Above this share of expressed genes without a verdict because of an outlying count a note is given."""


def _run(analysis: Analysis, settings: Settings) -> Iterator[Finding]:
    if not analysis.contrasts:
        yield CHECK.finding("not_applicable", "Nothing is compared.", reason="no contrasts")
    for contrast in analysis.contrasts:
        yield _judged(contrast, settings)


def _judged(contrast: Contrast, settings: Settings) -> Finding:
    reason = contrast.table["reason"]
    reason = reason[reason != "spike-in"]  # no gene, so nobody misses its verdict
    expressed = int((reason != "all zero").sum())
    counts = {str(k): int(v) for k, v in reason[~reason.isin(["", "all zero"])].value_counts().items()}
    without = sum(counts.values())
    why = "; ".join(f"{n:,}: {WHY.get(k, k)}" for k, n in counts.items())
    seen = f"{contrast.comparison.title}: {without:,} of {expressed:,} genes with reads have no verdict{f' ({why})' if why else ''}."
    more: dict[str, Any] = {
        "contrasts": (contrast.id,),
        "values": {"expressed": expressed, "without_verdict": without, **counts},
    }
    if without > settings.share * expressed or counts.get("count outlier", 0) > settings.outliers * expressed:
        return CHECK.finding(
            "note",
            f"{seen} Nothing is known about them: the experiment says neither that they change nor that they stay the same.",
            "Before you read anything into a missing gene, look it up in the table: the column reason says why. More reads per sample "
            "bring genes with few reads back.",
            **more,
        )
    share = f" ({percent(without / expressed)})" if expressed else ""
    return CHECK.finding("passed", f"{seen[:-1]}{share}.", **more)


CHECK = Check(
    id="dropped_genes",
    title="Genes without a verdict",
    rationale="Genes that cannot be judged are left out so that the others are found more easily. Readers take a gene "
    "that is missing from a list for one that stays the same.",
    rule="expressed genes without an adjusted p-value above half of them, or above 1 % because of an outlying count: note",
    source="Bourgon, Gentleman & Huber 2010, 10.1073/pnas.0914005107; Love, Huber & Anders 2014, "
    "10.1186/s13059-014-0550-8; half and 1 % are conventions",
    advice="Look a missing gene up in the table before reading anything into it.",
    run=_run,
    Settings=Settings,
    severities=("note",),
)
