"""How much of the comparison the other terms of the formula take away."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from pydantic import BaseModel, ConfigDict

from seqfolio.checks.check import Check
from seqfolio.checks.groups import uses_whole_design
from seqfolio.errors import printable
from seqfolio.model import Comparison, Design, Finding, Planned
from seqfolio.stats.check_measures import inflation
from seqfolio.wording import percent


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    warning: float = 5.0
    """A variance inflation from this on gives a warning."""
    note: float = 2.5
    """A variance inflation from this on gives a note."""


def _run(known: Planned, settings: Settings) -> Iterator[Finding]:
    if not uses_whole_design(known):
        yield CHECK.finding(
            "not_applicable", "The method compares two groups alone.", reason="the method fits no formula"
        )
        return
    if not known.comparisons:
        yield CHECK.finding("not_applicable", "Nothing is compared.", reason="no contrasts")
    for design in known.designs:
        for comparison in design.comparisons:
            yield _judged(design, comparison, settings)


def _judged(design: Design, comparison: Comparison, settings: Settings) -> Finding:
    full = f"{design.matrix.shape[1]} coefficients, rank {design.rank}: every term can be estimated"
    about = (comparison.id,)
    if not comparison.levels or any(":" in str(name) for name in design.matrix.columns):
        return CHECK.finding("passed", f"{comparison.title}: {full}.", values={"rank": design.rank}, contrasts=about)
    found = _inflation(design, comparison)
    values = {"rank": design.rank, "inflation": round(found, 3)}
    if found < settings.note:
        return CHECK.finding(
            "passed",
            f"{comparison.title}: {full}; {_cost(found)}.",
            values=values,
            contrasts=about,
        )
    others = ", ".join(printable(name) for name in design.variables if name != comparison.factor)
    return CHECK.finding(
        "warning" if found >= settings.warning else "note",
        f"{comparison.title}: the groups are unevenly spread over {others}. Correcting for that makes the variance of "
        f"the comparison {found:.2g} times larger: it is worth as much as a comparison with {percent(1 / found)} of the samples.",
        "Say in the text that the comparison is partly confounded. If the terms are not needed, take them out of the formula; "
        "otherwise only more samples in the empty combinations help.",
        values=values,
        contrasts=about,
    )


def _cost(found: float) -> str:
    if found < 1.05:
        return "the other terms take nothing away from the comparison"
    return f"the other terms make the variance of the comparison {found:.2g} times larger"


def _inflation(design: Design, comparison: Comparison) -> float:
    alone = sum(1 / len(samples) for samples in comparison.samples)
    return inflation(design.matrix.to_numpy(np.float64), np.asarray(comparison.weights, dtype=np.float64), alone)


CHECK = Check(
    id="estimability",
    title="What the design can estimate",
    rationale="Groups that are spread unevenly over batches or donors can still be compared, but the more uneven they "
    "are, the less the data say about the comparison itself.",
    rule="variance of the contrast with the whole formula / without the other terms (variance inflation): from warning (5) "
    "on a warning, from note (2.5) on a note; a design that is not of full rank is refused with the columns that depend on others",
    source="O'Brien 2007, 10.1007/s11135-006-9018-6; DESeq2 vignette, model matrix not full rank",
    advice="Take terms out that are not needed; otherwise only samples in the empty combinations help.",
    run=_run,
    Settings=Settings,
    needs="design",
)
