"""A t-test on log counts."""

from __future__ import annotations

from collections.abc import Iterator

from seqfolio.checks.check import Check, NoSettings
from seqfolio.model import Finding, Planned

T_TESTS = ("ttest", "welch")


def _run(known: Planned, settings: NoSettings) -> Iterator[Finding]:  # noqa: ARG001 - the seam's signature
    concerned = tuple(c.id for c in known.comparisons)
    if known.method not in T_TESTS or not concerned:
        yield CHECK.finding("not_applicable", "No t-test is made.", reason="another method")
    elif known.dataset.values in ("counts", "estimated_counts"):
        yield CHECK.finding(
            "warning",
            "The genes are tested with a t-test on log counts. It treats a gene with 5 reads like one with 5,000, and with "
            "few samples it knows each gene's variance badly, so it misses real changes and orders genes unreliably.",
            "Use a method made for counts, such as deseq2 or limma-voom; keep the t-test for a first look.",
            contrasts=concerned,
            values={"method": known.method},
        )
    else:
        yield CHECK.finding(
            "note",
            f"The genes are tested with a t-test on values that are not counts ({known.dataset.values}).",
            "If raw counts exist, analyse those.",
            contrasts=concerned,
        )


CHECK = Check(
    id="ttest_on_counts",
    title="t-test on log counts",
    rationale="The variance of a count depends on its mean, and a t-test estimates it for each gene alone from a handful "
    "of samples. Methods for counts model the first and borrow strength between genes for the second.",
    rule="the method is ttest or welch and the values are counts",
    source="Law et al. 2014, 10.1186/gb-2014-15-2-r29; Smyth 2004, 10.2202/1544-6115.1027",
    advice="Use a method made for counts.",
    run=_run,
    needs="design",
)
