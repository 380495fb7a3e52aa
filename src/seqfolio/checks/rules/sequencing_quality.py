"""Measures of the sequencing beyond what facilities let pass."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from pydantic import BaseModel, ConfigDict

from seqfolio.checks.check import Check
from seqfolio.errors import listed
from seqfolio.measures import BY_ID, Measure
from seqfolio.model import Finding, Planned, Sequencing


class Settings(BaseModel):
    """Thresholds; null switches one off."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    min_reads: float | None = 10_000_000
    """Fewer reads give a note."""
    min_mapped: float | None = 70.0
    """A smaller percentage of mapped reads gives a warning."""
    min_unique: float | None = 60.0
    """A smaller percentage of uniquely mapped reads gives a note."""
    min_assigned: float | None = 50.0
    """A smaller percentage of reads assigned to genes gives a note."""
    max_duplication: float | None = 80.0
    """A larger percentage of duplicates gives a note."""
    max_rrna: float | None = 10.0
    """A larger percentage of ribosomal reads gives a warning."""
    min_insert_size: float | None = None
    """Shorter inserts (base pairs) give a note."""


MEANINGS = {
    "reads": (
        "note",
        "weakly expressed genes stay unseen",
        "Sequence these libraries once more, if weak genes matter.",
    ),
    "mapped": (
        "warning",
        "the rest may come from another species, adapters or degraded RNA",
        "See what the unmapped reads are, for example with FastQ Screen, and whether the genome is the right one.",
    ),
    "unique": (
        "note",
        "reads with several places are mostly not counted",
        "See whether ribosomal RNA or repeats take many reads.",
    ),
    "assigned": (
        "note",
        "reads outside of genes come from DNA, from unspliced RNA, or are counted on the wrong strand",
        "See whether the strandedness of the counting fits the library.",
    ),
    "duplication": (
        "note",
        "in RNA-seq strong genes make duplicates by themselves; together with few reads they mean a poor library",
        "Do not remove duplicates from RNA-seq without molecular identifiers; see whether little RNA went in.",
    ),
    "rrna": (
        "warning",
        "they are lost for the genes, and unequal depletion looks like a difference",
        "See whether the groups differ in it; normalisation corrects for depth only.",
    ),
    "insert_size": ("note", "short inserts come from degraded RNA", "Compare with the integrity of the RNA."),
}


def _run(known: Planned, settings: Settings) -> Iterator[Finding]:
    found = known.dataset.sequencing
    if found is None:
        yield CHECK.finding("not_applicable", "No data of MultiQC were given.", reason="no input.multiqc")
        return
    compared = 0
    beyond: list[Finding] = []
    for name, limit, below in thresholds(settings):
        if name in found.values:
            compared += 1
            beyond += _beyond(found, BY_ID[name], limit, below=below)
    yield from beyond
    if compared and not beyond:
        words = f"All {len(found.matched)} samples that MultiQC knows are within the thresholds of {compared} measures."
        yield CHECK.finding("passed", words)
    elif not compared:
        yield CHECK.finding("not_applicable", "MultiQC has none of the measures.", reason="no measure with a threshold")


def thresholds(settings: Settings) -> Iterator[tuple[str, float, bool]]:
    """(measure, threshold, whether values below it are bad) of those that are set."""
    for key, limit in settings.model_dump().items():
        if limit is not None:
            side, _, name = key.partition("_")
            yield name, limit, side == "min"


def _beyond(found: Sequencing, measure: Measure, limit: float, *, below: bool) -> Iterator[Finding]:
    values = found.values[measure.id].dropna()
    bad: pd.Series[float] = values[values < limit] if below else values[values > limit]
    if bad.empty:
        return
    severity, meaning, action = MEANINGS[measure.id]
    worst = float(bad.min() if below else bad.max())
    unit = {"%": " %", "reads": "", "bp": " bp"}[measure.unit]
    yield CHECK.finding(
        severity,  # type: ignore[arg-type]
        f"{measure.title}: {'below' if below else 'above'} {limit:,.0f}{unit} in {len(bad)} of {len(values)} samples "
        f"({listed(bad.index)}; the {'smallest' if below else 'largest'} {worst:,.1f}{unit}): {meaning}.",
        action,
        samples=tuple(map(str, bad.index)),
        values={"measure": measure.id, "threshold": limit, "worst": worst, "origin": found.origin[measure.id]},
    )


CHECK = Check(
    id="sequencing_quality",
    title="Quality of the sequencing",
    rationale="A library that was sequenced or prepared badly gives other genes, not only fewer reads.",
    rule="numbers of MultiQC per sample against min_reads (10 million), min_mapped (70 %), min_unique (60 %), min_assigned (50 %), "
    "max_duplication (80 %), max_rrna (10 %) and min_insert_size (off)",
    source="Conesa et al. 2016, 10.1186/s13059-016-0881-8 (mapping); Parekh et al. 2016, 10.1038/srep25533 (duplicates); "
    "the thresholds are common in facilities and can be changed",
    advice="Look at the sample in MultiQC's own report; leave it out with input.exclude when its preparation failed.",
    run=_run,
    Settings=Settings,
    needs="design",
)
