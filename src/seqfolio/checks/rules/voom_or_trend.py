"""limma-trend on libraries of very different size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from seqfolio.checks.check import Check
from seqfolio.errors import printable
from seqfolio.model import Analysis, Finding, Fit


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ratio: Annotated[float, Field(gt=1)] = 3.0
    """Largest library over smallest library above which limma-trend gives a warning."""


def _run(analysis: Analysis, settings: Settings) -> Iterator[Finding]:
    fits = [fit for fit in analysis.fits if fit.method == "limma-trend"]
    if not fits:
        yield CHECK.finding("not_applicable", "limma-trend was not used.", reason="another method")
    for fit in fits:
        yield _judged(analysis, fit, settings.ratio)


def _judged(analysis: Analysis, fit: Fit, limit: float) -> Finding:
    sizes = analysis.quality.samples.loc[list(fit.samples), "library_size"]
    ratio = float(sizes.max() / sizes.min())
    largest, smallest = printable(sizes.idxmax()), printable(sizes.idxmin())
    seen = f'The largest library ("{largest}") is {ratio:.1f} times as large as the smallest ("{smallest}").'
    values = {"ratio": round(ratio, 3)}
    if ratio <= limit:
        return CHECK.finding("passed", f"{seen} limma-trend is fine up to about {limit:g} times.", values=values)
    return CHECK.finding(
        "warning",
        f"{seen} limma-trend takes all samples for equally precise, which they are not: genes with few reads are "
        "judged wrongly.",
        "Use analysis: {method: limma-voom}, which weighs every count by its precision.",
        samples=(str(sizes.idxmin()), str(sizes.idxmax())),
        contrasts=tuple(c.id for c in analysis.contrasts if c.fit_id == fit.id),
        values=values,
    )


CHECK = Check(
    id="voom_or_trend",
    title="limma-trend or limma-voom",
    rationale="A log count is the less precise the fewer reads stand behind it. limma-trend lets precision depend on the gene "
    "only, limma-voom on gene and sample.",
    rule="method limma-trend and largest over smallest library above 3",
    source="limma User's Guide, chapter 15; Law et al. 2014, 10.1186/gb-2014-15-2-r29",
    advice="Use limma-voom.",
    run=_run,
    Settings=Settings,
    severities=("warning",),
)
