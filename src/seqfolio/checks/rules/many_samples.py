"""So many samples that the assumptions of a model matter more than its power."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from seqfolio.checks.check import Check
from seqfolio.errors import printable
from seqfolio.model import Comparison, Finding, Planned

COUNT_MODELS = ("deseq2", "edger-ql")
RANKS = "wilcoxon"


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    many: Annotated[int, Field(ge=3)] = 50
    """So many samples in each of the two groups, or more, give a note."""


def _run(known: Planned, settings: Settings) -> Iterator[Finding]:
    compared = [c for c in known.comparisons if c.levels]
    if known.method not in COUNT_MODELS or not compared:
        yield CHECK.finding(
            "not_applicable", "No two groups are compared by a negative binomial model.", reason="another method"
        )
    for c in compared if known.method in COUNT_MODELS else ():
        yield _judged(known, c, settings)


def _judged(known: Planned, c: Comparison, settings: Settings) -> Finding:
    sizes = {level: len(samples) for level, samples in c.levels}
    words = " and ".join(f"{n} x {printable(level)}" for level, n in sizes.items())
    values = {"group_sizes": sizes}
    if min(sizes.values()) < settings.many:
        return CHECK.finding("passed", f"{c.title}: {words}.", contrasts=(c.id,), values=values)
    return CHECK.finding(
        "note",
        f"{c.title}: {words}. With so many samples, as in studies of whole populations, single odd counts and hidden groups of "
        "people can break what a negative binomial model assumes, and then it calls too many genes; how often it does is disputed.",
        _advice(known),
        contrasts=(c.id,),
        values=values,
    )


def _advice(known: Planned) -> str:
    asked = known.provenance.parameters["analysis"]["concordance"] or ()
    compare = (
        "Compare with the rank tests of the second opinion"
        if RANKS in asked
        else f"Ask for rank tests beside it, analysis: {{concordance: [{RANKS}]}}"
    )
    return f"{compare} (they use the groups alone, no batch); genes that both call are the safer ones."


CHECK = Check(
    id="many_samples",
    title="Very many samples",
    passed="Not too many samples for the model",
    rationale="A handful of samples needs the help of a model; hundreds of them can tell where the model is wrong.",
    rule="method deseq2 or edger-ql, and many (50) samples or more in both groups: note",
    source="Li et al. 2022, 10.1186/s13059-022-02648-4; disputed: Hejblum et al. 2024, 10.1186/s13059-024-03231-9",
    advice="Ask for rank tests as a second opinion.",
    run=_run,
    Settings=Settings,
    needs="design",
    severities=("note",),
)
