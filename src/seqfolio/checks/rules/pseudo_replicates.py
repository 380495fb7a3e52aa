"""Several samples of one donor that are taken for several donors."""

from __future__ import annotations

from collections.abc import Iterator

from seqfolio.checks.check import Check, NoSettings
from seqfolio.checks.covariates import is_subject
from seqfolio.checks.groups import categories, cells
from seqfolio.errors import printable
from seqfolio.model import Comparison, Design, Finding, Planned


def _run(known: Planned, settings: NoSettings) -> Iterator[Finding]:  # noqa: ARG001 - the seam's signature
    subjects = [name for name in categories(known) if is_subject(name)]
    compared = [(design, c) for design in known.designs for c in design.comparisons if c.levels]
    if not subjects or not compared:
        reason = "no donor recurs" if compared else "no two groups"
        yield CHECK.finding(
            "not_applicable", "No donor or subject has several samples in the compared groups.", reason=reason
        )
        return
    findings = [found for design, c in compared for name in subjects if (found := _judged(known, design, c, name))]
    yield from findings or [
        CHECK.finding("passed", "No donor is counted several times within a group without the model knowing it.")
    ]


def _judged(known: Planned, design: Design, c: Comparison, name: str) -> Finding | None:
    if name == c.factor or name in design.variables or design.block:
        return None
    column = cells(known, name)
    counts = {level: (len(group), column[column.index.isin(group)].nunique()) for level, group in c.levels}
    if all(n == donors or donors == 0 for n, donors in counts.values()):
        return None
    words = " and ".join(f"{n} samples of {printable(level)} from {donors}" for level, (n, donors) in counts.items())
    shown = printable(name)
    return CHECK.finding(
        "warning",
        f'{c.title}: {words} different levels of "{shown}". Samples of one {shown} are alike for other reasons than the '
        "group, so counting them as independent makes p-values too small.",
        f'Use method: limma-voom with design: {{block: "{shown}"}}, or add up the samples of each {shown} before the analysis.',
        contrasts=(c.id,),
        values={"covariate": name, "samples_and_subjects": {k: list(v) for k, v in counts.items()}},
    )


CHECK = Check(
    id="pseudo_replicates",
    title="Several samples of one subject",
    passed="One sample per subject",
    rationale="Ten samples of one mouse are one mouse. Tests that take them for ten find differences between mice and "
    "call them differences between groups.",
    rule="a column named like a subject with fewer levels than samples within a compared group, neither in the formula nor the block",
    source="Hurlbert 1984, 10.2307/1942661; Lazic 2010, 10.1186/1471-2202-11-5",
    advice="Use limma-voom with design.block, or add up the samples of each subject.",
    run=_run,
    needs="design",
    severities=("warning",),
)
