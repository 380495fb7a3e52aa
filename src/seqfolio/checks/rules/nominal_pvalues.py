"""Genes called by the nominal p-value."""

from __future__ import annotations

from collections.abc import Iterator

from seqfolio.checks.check import Check, NoSettings
from seqfolio.differential.ranking import is_tested
from seqfolio.model import Analysis, Finding


def _run(analysis: Analysis, settings: NoSettings) -> Iterator[Finding]:  # noqa: ARG001 - the seam's signature
    nominal = [c for c in analysis.contrasts if c.criterion.startswith("pvalue")]
    if not analysis.contrasts:
        yield CHECK.finding("not_applicable", "Nothing is compared.", reason="no contrasts")
    elif not nominal:
        yield CHECK.finding("passed", "Genes are called by adjusted p-values.")
    for contrast in nominal:
        tested = int(is_tested(contrast.table).sum())
        expected = round(tested * contrast.alpha)
        called = sum(contrast.counts[call] for call in ("higher", "lower", "changed", "equivalent"))
        yield CHECK.finding(
            "warning",
            f"{contrast.comparison.title}: {called:,} genes have a nominal p-value below {contrast.alpha:g}. About "
            f"{expected:,} of the {tested:,} tested genes would get there by chance alone if nothing were different.",
            "Use analysis: {select: padj} for statements about single genes; read this list as a ranking only.",
            contrasts=(contrast.id,),
            values={"tested": tested, "called": called, "expected_by_chance": expected},
        )


CHECK = Check(
    id="nominal_pvalues",
    title="Nominal p-values in use",
    passed="Adjusted p-values in use",
    rationale="With thousands of tests, a nominal p-value below 0.05 is nothing unusual: one gene in twenty gets it by "
    "chance. Only adjusted p-values bound the share of false positives in a list.",
    rule="analysis.select is pvalue; expected by chance = tested genes x alpha",
    source="Benjamini & Hochberg 1995, 10.1111/j.2517-6161.1995.tb02031.x",
    advice="Use select: padj for statements about single genes.",
    run=_run,
    severities=("warning",),
)
