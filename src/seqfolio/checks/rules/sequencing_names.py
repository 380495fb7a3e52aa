"""Samples that MultiQC does not know."""

from __future__ import annotations

from collections.abc import Iterator

from seqfolio.checks.check import Check, NoSettings
from seqfolio.errors import listed
from seqfolio.model import Finding, Planned


def _run(known: Planned, _: NoSettings) -> Iterator[Finding]:
    found = known.dataset.sequencing
    if found is None:
        yield CHECK.finding("not_applicable", "No data of MultiQC were given.", reason="no input.multiqc")
        return
    values = {"missing": list(found.missing), "others": list(found.others)}
    if found.missing:
        near = f" Names in MultiQC without a sample: {listed(found.others)}." if found.others else ""
        yield CHECK.finding(
            "note",
            f"MultiQC knows {len(found.matched)} of {len(found.matched) + len(found.missing)} samples, not "
            f"{listed(found.missing)}.{near}",
            "Name the samples alike, or declare a column with MultiQC's names as input.display_name.",
            samples=found.missing,
            values=values,
        )
    else:
        more = f"; {len(found.others)} of its names are of other samples" if found.others else ""
        yield CHECK.finding("passed", f"MultiQC knows all {len(found.matched)} samples{more}.", values=values)


CHECK = Check(
    id="sequencing_names",
    title="Samples without sequencing quality",
    rationale="A sample that MultiQC does not know was not checked, or has another name there: perhaps it is another sample.",
    rule="names in MultiQC are compared with ids and display names, also without marks of read, lane and demultiplexing at the end",
    source="MultiQC: Ewels et al. 2016, 10.1093/bioinformatics/btw354",
    advice="Name the samples alike, or declare a column with MultiQC's names as input.display_name.",
    passed="Samples with sequencing quality",
    run=_run,
    needs="design",
    severities=("note",),
)
