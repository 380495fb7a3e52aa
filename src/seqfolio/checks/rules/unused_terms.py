"""Terms of the formula that the method does not use."""

from __future__ import annotations

from collections.abc import Iterator

from seqfolio.checks.check import Check, NoSettings
from seqfolio.checks.groups import uses_whole_design
from seqfolio.errors import listed
from seqfolio.model import Finding, Planned


def _run(known: Planned, settings: NoSettings) -> Iterator[Finding]:  # noqa: ARG001 - the seam's signature
    if uses_whole_design(known) or not known.comparisons:
        yield CHECK.finding("not_applicable", "The method uses the whole formula.", reason="another method")
        return
    unused = sorted({v for d in known.designs for c in d.comparisons for v in d.variables if v != c.factor})
    if not unused:
        yield CHECK.finding("passed", "The formula holds the compared factor only.")
        return
    yield CHECK.finding(
        "warning",
        f'The formula "{known.design.formula}" also holds {listed(unused)}, which a {known.method} cannot take '
        "into account. Differences between those groups stay in the data as noise, or as bias when they are unbalanced.",
        "Use a method that fits the whole design, or take the terms out of the formula.",
        contrasts=tuple(c.id for c in known.comparisons),
        values={"unused": unused},
    )


CHECK = Check(
    id="unused_terms",
    title="Terms of the formula that were not used",
    rationale="A reader who sees a batch in the formula believes that it was corrected for.",
    rule="the method compares two groups only, and the formula has variables other than the contrast's factor",
    source="limma User's Guide, chapter 9",
    advice="Use a method that fits the whole design, or take the terms out of the formula.",
    run=_run,
    needs="design",
    severities=("warning",),
)
