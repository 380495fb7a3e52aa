"""Counts per contrast and the strongest genes."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, PositiveInt

from seqfolio.differential.ranking import strongest
from seqfolio.model import Contrast
from seqfolio.sections.alike import merged
from seqfolio.sections.names import untested
from seqfolio.sections.section import View


class Settings(BaseModel):
    """Keys under report.options.summary."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    top: PositiveInt = 10
    """How many of the strongest genes are listed per contrast."""


@dataclass(frozen=True)
class Answer:
    """One contrast: how many genes, and which are the strongest."""

    contrast: Contrast
    tested: int
    called: int
    top: int
    reasons: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Result:
    """The numbers of the first screen."""

    genes: int
    samples: int
    warnings: int
    description: str
    answers: tuple[Answer, ...]


def compute(view: View) -> Result:
    """Count the calls of every contrast."""
    analysis = view.analysis
    return Result(
        genes=len(analysis.dataset.counts),
        samples=analysis.dataset.counts.shape[1],
        warnings=sum(f.severity in ("stop", "warning") for f in merged(analysis.findings, analysis.titles)),
        description=str(analysis.project.get("description") or ""),
        answers=tuple(_answer(contrast, view.settings.top) for contrast in analysis.contrasts),
    )


def _answer(contrast: Contrast, top: int) -> Answer:
    called = sum(contrast.counts[call] for call in ("higher", "lower", "changed", "equivalent"))
    tested = sum(contrast.counts.values()) - contrast.counts["not_tested"]
    return Answer(contrast, tested, called, len(strongest(contrast.table, top)), untested(contrast.table))
