"""Estimated counts without the lengths of the transcripts behind them."""

from __future__ import annotations

from collections.abc import Iterator

from seqfolio.checks.check import Check, NoSettings
from seqfolio.model import Finding, Planned


def _run(known: Planned, settings: NoSettings) -> Iterator[Finding]:  # noqa: ARG001 - the seam's signature
    if known.dataset.values != "estimated_counts":
        yield CHECK.finding("not_applicable", "The values are not estimated counts.", reason="not estimated counts")
        return
    if known.dataset.lengths is not None:
        yield CHECK.finding(
            "passed", "The average lengths of the transcripts are known and go into the model as offsets."
        )
        return
    yield CHECK.finding(
        "note",
        "The counts were estimated from transcripts and come without their average lengths. A gene that changes from long to "
        "short transcripts looks as if its expression had changed.",
        "Give the folder of the quantifier itself (Salmon, kallisto, RSEM, nf-core/rnaseq), which brings the lengths along, or counts "
        "that are scaled by length (tximport's lengthScaledTPM). For 3' tag data the plain counts are right.",
    )


CHECK = Check(
    id="transcript_lengths",
    title="Lengths of transcripts",
    passed="Transcript lengths are corrected for",
    rationale="Salmon, kallisto and RSEM give reads per transcript; how many reads a molecule gives depends on its length.",
    rule="the counts are estimated, no lengths came with them, and they were not made from abundances",
    source="Soneson et al. 2015, 10.12688/f1000research.7563",
    advice="Give the folder of the quantifier, or counts that are scaled by length (lengthScaledTPM).",
    run=_run,
    needs="design",
    severities=("note",),
)
