"""Libraries of one project with different strandedness."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

from seqfolio.checks.check import Check
from seqfolio.errors import listed
from seqfolio.model import Finding, Planned


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    stranded: float = 80.0
    """At least this percentage of the reads on one strand: a stranded library."""
    unstranded: float = 60.0
    """At most this percentage on either strand: an unstranded one. Between the two it is undecided."""


def strandedness(sense: float, settings: Settings) -> str:
    """``forward``, ``reverse``, ``unstranded`` or ``undecided``; ``sense`` is in percent."""
    if max(sense, 100 - sense) >= settings.stranded:
        return "forward" if sense > 50 else "reverse"
    return "unstranded" if max(sense, 100 - sense) <= settings.unstranded else "undecided"


def _run(known: Planned, settings: Settings) -> Iterator[Finding]:
    found = known.dataset.sequencing
    if found is None or "sense" not in found.values:
        yield CHECK.finding("not_applicable", "No strandedness is known.", reason="no strandedness in input.multiqc")
        return
    sense = found.values["sense"].dropna()
    kinds = sense.map(lambda value: strandedness(value, settings))
    count = kinds.value_counts()
    if len(count) == 1 and count.index[0] != "undecided":
        yield CHECK.finding("passed", f"All {len(kinds)} libraries are {count.index[0]}.")
        return
    odd = tuple(str(sample) for sample in kinds.index[kinds != count.index[0]]) or tuple(map(str, kinds.index))
    told = ", ".join(f"{n} {kind}" for kind, n in count.items())
    yield CHECK.finding(
        "warning",
        f"The libraries differ in their strandedness: {told} (not as most: {listed(odd)}). Counted with one setting, "
        "some of them lose reads of genes that overlap others.",
        "Ask how the libraries were made; count each with its own setting. DNA in the RNA also lies on both strands.",
        samples=odd,
        values={str(kind): int(n) for kind, n in count.items()},
    )


CHECK = Check(
    id="sequencing_strand",
    title="Strandedness of the libraries",
    rationale="Libraries of one project are made with one kit. When one has another strandedness, a sample was swapped, made "
    "otherwise, or holds DNA.",
    rule="share of reads on the gene's strand (RSeQC infer_experiment or Salmon in MultiQC): at least stranded (80 %) on one side "
    "is stranded, at most unstranded (60 %) on either is unstranded; all samples should be the same",
    source="Wang et al. 2012, 10.1093/bioinformatics/bts356 (RSeQC); 80 % as in nf-core/rnaseq; 60 % is a convention, wider than its 55 %",
    advice="Ask how the libraries were made; count each with its own setting.",
    run=_run,
    Settings=Settings,
    needs="design",
    severities=("warning",),
)
