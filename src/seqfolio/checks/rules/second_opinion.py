"""Genes on which another method disagrees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from seqfolio.beyond_tests import Opinion
from seqfolio.checks.check import Check
from seqfolio.model import Analysis, Contrast, Finding
from seqfolio.sensitivity.words import called, opinion_sentence


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    opposite: Annotated[float, Field(ge=0, le=1)] = 0.01
    """A larger share of the genes that both methods call in opposite directions gives a warning."""
    agreement: Annotated[float, Field(ge=0, le=1)] = 0.5
    """When the two methods share less than this of the shorter of their two lists, there is a warning."""


def _run(analysis: Analysis, settings: Settings) -> Iterator[Finding]:
    opinions = analysis.sensitivity.opinions
    if not opinions:
        yield CHECK.finding("not_applicable", "No second method was asked for.", reason="not asked for")
    for opinion in opinions:
        yield _judged(analysis.contrast(opinion.contrast), opinion, settings)


def _judged(contrast: Contrast, opinion: Opinion, settings: Settings) -> Finding:
    n = opinion.overlap
    both = n["both"] + n["opposite"]
    shorter = both + min(n["only_first"], n["only_second"])
    turned = both > 0 and n["opposite"] > settings.opposite * both
    apart = shorter > 0 and n["both"] < settings.agreement * shorter
    action = (
        "Look at the counts of the genes on which they disagree, and at the assumptions of both methods, before you rely on "
        "either list."
    )
    return CHECK.finding(
        "warning" if turned or apart else "note" if n["both"] < settings.agreement * called(contrast) else "passed",
        f"{contrast.comparison.title}: {opinion_sentence(contrast, opinion)}",
        action if turned or apart else "",
        contrasts=(contrast.id,),
        values={"method": opinion.method, **n, "rank_correlation": opinion.correlation},
    )


CHECK = Check(
    id="second_opinion",
    title="Agreement with a second method",
    rationale="Sound methods agree on strong changes. Where they do not, an assumption of one of them does not hold.",
    rule="of the genes that both call, more than opposite (1 %) in opposite directions, or less than agreement (half) of the "
    "shorter list shared: warning; less than that share of the first method's list: note, for the other may only see less; the "
    "thresholds are a rule of thumb",
    source="Soneson & Delorenzi 2013, 10.1186/1471-2105-14-91; Irizarry et al. 2005, 10.1038/nmeth756",
    advice="Trust the genes that the methods share first, and look at the counts of those that only one calls.",
    run=_run,
    Settings=Settings,
)
