"""Samples that come in pairs, and a formula that does not know it."""

from __future__ import annotations

from collections.abc import Iterator

from seqfolio.checks.check import Check, NoSettings
from seqfolio.checks.covariates import is_subject, is_technical
from seqfolio.checks.groups import categories, cells
from seqfolio.errors import listed, printable
from seqfolio.model import Comparison, Design, Finding, Planned


def _run(known: Planned, settings: NoSettings) -> Iterator[Finding]:  # noqa: ARG001 - the seam's signature
    compared = [(design, c) for design in known.designs for c in design.comparisons if c.levels]
    if not compared:
        yield CHECK.finding("not_applicable", "No two groups are compared.", reason="no two groups")
        return
    findings = [
        found for design, c in compared for name in categories(known) if (found := _judged(known, design, c, name))
    ]
    yield from findings or [_passed(known)]


def _judged(known: Planned, design: Design, c: Comparison, name: str) -> Finding | None:
    if name == c.factor or name in design.variables or _blocks(known, design, name):
        return None
    column = cells(known, name)
    in_group = [[column[sample] for sample in group if sample in column.index] for _, group in c.levels]
    recurring = sorted(set(in_group[0]) & set(in_group[1]))
    named = is_subject(name)
    perfect = all(sorted(group) == recurring for group in in_group)
    if len(recurring) < 2 or not (named or perfect) or (is_technical(name) and not perfect):
        return None
    shown = printable(name)
    return CHECK.finding(
        "warning" if named else "note",
        f'{c.title}: {len(recurring)} levels of "{shown}" have samples in both groups ({listed(recurring, 4)}), and the '
        "formula does not know it. What differs between them counts as noise and hides real changes.",
        f'If samples of one "{shown}" belong together, add it to the formula: "~ {shown} + {printable(c.factor)}".',
        contrasts=(c.id,),
        values={"covariate": name, "recurring": recurring},
    )


def _blocks(known: Planned, design: Design, name: str) -> bool:
    """Whether the column is the block of the design."""
    block = design.block or {}
    return bool(block) and all(
        block.get(sample) == level for sample, level in cells(known, name).items() if sample in block
    )


def _passed(known: Planned) -> Finding:
    subjects = [name for name in categories(known) if is_subject(name) and name in known.design.variables]
    if subjects:
        return CHECK.finding("passed", f"The formula knows that samples belong together: {listed(subjects)}.")
    return CHECK.finding(
        "passed", "No column of the sample sheet pairs samples of the groups without the formula knowing it."
    )


CHECK = Check(
    id="pairing",
    title="Pairs that the formula ignores",
    passed="No overlooked pairs",
    rationale="Samples of one donor, before and after, are more alike than samples of two donors. Comparing within "
    "donors takes that difference out, and often doubles the number of genes found.",
    rule="a category outside the formula whose levels recur in both groups: warning when it is named like a subject, a note "
    "when each level has one sample in each group",
    source="edgeR User's Guide, section 3.4; Smyth 2005, 10.1007/0-387-29362-0_23; DESeq2 vignette",
    advice="Add the subject to the formula.",
    run=_run,
    needs="design",
)
