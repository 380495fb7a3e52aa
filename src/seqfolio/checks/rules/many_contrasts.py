"""Several comparisons, each with its own false discovery rate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from seqfolio.checks.check import Check
from seqfolio.model import Analysis, Contrast, Finding


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    several: Annotated[int, Field(ge=2)] = 2
    """From so many contrasts on a note is given."""


def _run(analysis: Analysis, settings: Settings) -> Iterator[Finding]:
    n = len(analysis.contrasts)
    if not n:
        yield CHECK.finding("not_applicable", "Nothing is compared.", reason="no contrasts")
    elif n < settings.several:
        yield CHECK.finding("passed", "There is one contrast." if n == 1 else f"There are {n} contrasts.")
    else:
        yield CHECK.finding(
            "note",
            f"{n} contrasts were tested, and {_adjusted(analysis.contrasts)}",
            "State which contrasts were planned; be careful with genes that are called in one of many contrasts only just.",
            contrasts=tuple(c.id for c in analysis.contrasts),
            values={"contrasts": n, "adjusted_over": analysis.contrasts[0].family},
        )


def _adjusted(contrasts: tuple[Contrast, ...]) -> str:
    """Which tests were adjusted together, and what that is worth."""
    if contrasts[0].family > 1:
        return (
            "p-values were adjusted over all of them together. The false discovery rate holds for the calls of all contrasts taken "
            "together; the list of a contrast with few changes may hold a larger share of false ones."
        )
    return (
        "p-values were adjusted within each of them. The false discovery rate holds for the list of one contrast; a gene picked "
        "because it is called in any of them is a false discovery more often."
    )


CHECK = Check(
    id="many_contrasts",
    title="Several contrasts",
    rationale="Every list of called genes may hold its share of false ones; the union of many lists holds more.",
    rule="two contrasts or more",
    source="limma User's Guide, section 13.3 (decideTests); Benjamini & Hochberg 1995, 10.1111/j.2517-6161.1995.tb02031.x",
    advice="State which contrasts were planned; be careful with genes that are called only just.",
    run=_run,
    Settings=Settings,
    severities=("note",),
)
