"""Estimated counts without the lengths of the transcripts behind them."""

from __future__ import annotations

from collections.abc import Iterator

from seqfolio.checks.check import Check, NoSettings
from seqfolio.model import Finding, Planned


def _run(known: Planned, settings: NoSettings) -> Iterator[Finding]:  # noqa: ARG001 - the seam's signature
    if known.dataset.values != "estimated_counts":
        yield CHECK.finding("not_applicable", "The values are not estimated counts.", reason="not estimated counts")
        return
    yield CHECK.finding(
        "note",
        "The counts were estimated from transcripts and come without their average lengths. A gene that changes from long to "
        "short transcripts looks as if its expression had changed.",
        "Give counts that are scaled by length (tximport's lengthScaledTPM; nf-core/rnaseq: "
        "salmon.merged.gene_counts_length_scaled.tsv). For 3' tag data the plain counts are right.",
    )


CHECK = Check(
    id="transcript_lengths",
    title="Lengths of transcripts",
    rationale="Salmon, kallisto and RSEM give reads per transcript; how many reads a molecule gives depends on its length.",
    rule="input.values is estimated_counts",
    source="Soneson et al. 2015, 10.12688/f1000research.7563",
    advice="Give counts that are scaled by length (lengthScaledTPM).",
    run=_run,
    needs="design",
    severities=("note",),
)
