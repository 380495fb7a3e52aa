"""Genes of interest that are not there, or not one gene."""

from __future__ import annotations

from collections.abc import Iterator

from seqfolio.checks.check import Check, NoSettings
from seqfolio.differential.interest import remarks, resolve
from seqfolio.model import Finding, Planned


def _run(known: Planned, settings: NoSettings) -> Iterator[Finding]:  # noqa: ARG001 - the seam's signature
    names = known.provenance.parameters.get("genes_of_interest") or []
    if not names:
        yield CHECK.finding("not_applicable", "The project names no genes of interest.", reason="none named")
        return
    wanted = resolve(known.dataset.genes, names)
    unknown, several = [w for w in wanted if not w.genes], [w for w in wanted if len(w.genes) > 1]
    if unknown:
        yield CHECK.finding(
            "warning",
            f"{'; '.join(remarks(unknown))}.",
            "Correct the names under genes_of_interest, or write the ids of the counts.",
            values={"unknown": [w.name for w in unknown]},
        )
    if several:
        yield CHECK.finding(
            "note", f"{'; '.join(remarks(several))}.", "Write the id of the gene that is meant.",
            values={"ambiguous": {w.name: list(w.genes) for w in several}},
        )  # fmt: skip
    if not unknown and not several:
        yield CHECK.finding("passed", f"All {len(wanted):,} genes of interest are genes of the counts.")


CHECK = Check(
    id="unknown_genes",
    title="Genes of interest",
    rationale="A mistyped gene is missing from the report without anybody noticing.",
    rule="a name under genes_of_interest is no gene id and no gene name, or is the name of several genes",
    source="HUGO Gene Nomenclature Committee: names are unique in one annotation, but not over all Ensembl ids",
    advice="Correct the names under genes_of_interest, or write the ids of the counts.",
    run=_run,
    needs="design",
)
