"""Genes of interest: what a name means, and what is said about a gene."""

from __future__ import annotations

import pandas as pd
import pytest

from harness import Run
from seqfolio.differential.interest import remarks, resolve
from seqfolio.document import Figure, Table
from seqfolio.sections.compose import compose
from seqfolio.sections.pages import Plan
from seqfolio.sections.section import SECTIONS
from situations import checked
from small_projects import project

GENES = pd.DataFrame(
    {"gene_name": ["TP53", "DUP", "DUP", "", "KLF15"]},
    index=["ENSG00000141510.17", "ENSG00000000002", "ENSG00000000003", "ENSG00000000004.1", "ENSG00000163884"],
    dtype=object,
)


@pytest.mark.parametrize(
    ("name", "ids"),
    [("TP53", 1), ("ENSG00000141510", 1), ("ENSG00000141510.17", 1), ("ENSG00000000004", 1), ("DUP", 2), ("TP54", 0), ("", 0)],
)  # fmt: skip
def test_ids_with_and_without_version_and_names(name: str, ids: int) -> None:
    assert len(resolve(GENES, [name])[0].genes) == ids


def test_unknown_names_are_told_with_what_is_alike_and_ambiguous_ones_with_all_genes() -> None:
    said = list(remarks(resolve(GENES, ["KLF-15", "DUP", "TP53", "nothing like it"])))
    assert said == [
        '"KLF-15" is no gene of the counts; alike: "KLF15"',
        '"DUP" means 2 genes, all of them shown: "ENSG00000000002", "ENSG00000000003"',
        '"nothing like it" is no gene of the counts',
    ]


def test_check_and_the_findings_warn_of_unknown_genes(run: Run) -> None:
    files = project({"genes_of_interest": ["g_upp", "g_flat"]})
    told = " ".join(run("check project.yaml", files).out.split())
    assert '"g_upp" is no gene of the counts; alike: "g_up"' in told
    ran = run("run project.yaml -o out")
    assert '"severity": "warning"' in ran.text("out/seqfolio_summary.json")
    assert "g_upp" in ran.text("out/seqfolio_summary.json")


def page_of(situation: str) -> list[object]:
    made, analysis = checked(situation)
    section = SECTIONS.get("interest")
    settings = next(s for found, s in made.plan.sections if found.id == "interest")
    report = compose(analysis, Plan(((section, settings),)), "en", made.config.genes_of_interest)
    return list(next(iter(report.pages())).blocks)


def test_every_gene_has_a_row_and_a_panel_significant_or_not() -> None:
    _, analysis = checked("gene_sets")
    blocks = page_of("gene_sets")
    table = next(b for b in blocks if isinstance(b, Table))
    assert [row[0] for row in table.rows] == [f"gene{i}" for i in range(1, 15)]
    words = dict(zip((row[0] for row in table.rows), (row[-1] for row in table.rows), strict=True))
    calls = analysis.contrasts[0].table.set_index("gene_id")["call"]
    assert {words[g] for g in words if calls[g] == "not significant"} == {"not called: the data do not decide"}
    figures = [b for b in blocks if isinstance(b, Figure)]
    assert [f.id for f in figures] == ["counts-1", "counts-2", "heatmap"]
    assert b"gene14" in figures[1].svg
