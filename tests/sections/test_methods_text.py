"""The methods text says what was run, says nothing that was not run, and cites exactly what it lists."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from harness import Run, write
from seqfolio import pipeline
from seqfolio.citations import REFERENCES
from seqfolio.config import read
from seqfolio.render.markdown import to_text
from seqfolio.sections.compose import compose
from seqfolio.sections.pages import Plan
from small_projects import many, project

# option -> words that stand in the text when, and only when, it was used
SAID = {
    "negative binomial": "deseq2",
    "Wald tests": "wald",
    "likelihood ratio tests": {"deseq2 lrt", "deseq2 reduced"},
    "against a threshold": {"deseq2 threshold", "voom threshold"},
    "|log2FC| > 1": {"deseq2 threshold", "voom threshold"},
    "apeglm": {"deseq2 apeglm"},
    "independent filtering": "deseq2",
    "positive counts": {"deseq2 poscounts"},
    "at least 20 in at least 3 samples": {"deseq2 filter"},
    "RNA degraded": {"deseq2 exclude"},
    "precision weights": "voom",
    "trend over the mean expression": {"trend"},
    "moderated t-tests": {"voom", "voom block", "voom weights", "voom robust", "voom threshold", "voom no filter", "trend"},
    "moderated F-tests": {"voom reduced"},
    "common correlation": {"voom block"},
    "weighted by their quality": {"voom weights"},
    "estimated robustly": {"voom robust"},
    "filterByExpr": {"voom", "voom block", "voom weights", "voom robust", "voom threshold", "voom reduced", "trend"},
    "trimmed mean of M-values": "limma",
    "Student's t-test": {"ttest", "nominal"},
    "Welch's t-test": {"welch", "none"},
    "rank-sum": {"wilcoxon"},
    "Only the samples of the two groups": {"ttest", "nominal", "welch", "none", "wilcoxon"},
    "nominal p-value": {"nominal"},
    "without size factors": {"none"},
    "removeBatchEffect": "batch",
}  # fmt: skip
LIMMA = {"method": "limma-voom"}
RUNS: dict[str, dict[str, Any]] = {
    "deseq2": {"analysis": {"method": "deseq2"}},
    "deseq2 lrt": {"analysis": {"method": "deseq2", "test": "lrt"}},
    "deseq2 threshold": {"analysis": {"method": "deseq2", "lfc_threshold": 1}},
    "deseq2 apeglm": {"analysis": {"method": "deseq2", "shrinkage": "apeglm"}},
    "deseq2 poscounts": {"analysis": {"method": "deseq2", "normalization": "poscounts"}},
    "deseq2 filter": {"analysis": {"method": "deseq2", "filter": {"min_count": 20, "min_samples": 3}}},
    "deseq2 exclude": {"analysis": {"method": "deseq2"}, "input": {"exclude": {"a5": "RNA degraded"}}},
    "deseq2 reduced": {"analysis": {"method": "deseq2", "lfc_threshold": 1},
                       "design": {"contrasts": [{"id": "any", "reduced": "~ batch"}]}},
    "deseq2 own formula": {"analysis": {"method": "deseq2"}, "design": {"contrasts": [
        {"id": "plain", "factor": "group", "numerator": "b", "denominator": "a", "formula": "~ group"},
        {"id": "average", "factor": "group", "expression": "b - a"}]}},
    "voom": {"analysis": LIMMA},
    "voom block": {"analysis": LIMMA, "design": {"formula": "~ group", "block": "batch"}},
    "voom weights": {"analysis": {**LIMMA, "sample_weights": True}},
    "voom robust": {"analysis": {**LIMMA, "robust": True}},
    "voom threshold": {"analysis": {**LIMMA, "lfc_threshold": 1}},
    "voom reduced": {"analysis": {**LIMMA, "lfc_threshold": 1}, "design": {"contrasts": [{"id": "any", "reduced": "~ batch"}]}},
    "voom no filter": {"analysis": {**LIMMA, "filter": "none"}},
    "trend": {"analysis": {"method": "limma-trend"}},
    "ttest": {"analysis": {"method": "ttest"}},
    "welch": {"analysis": {"method": "welch"}},
    "wilcoxon": {"analysis": {"method": "wilcoxon"}},
    "nominal": {"analysis": {"method": "ttest", "select": "pvalue"}},
    "none": {"analysis": {"method": "welch", "normalization": "none"}},
}  # fmt: skip
FAMILIES = {
    "deseq2": {name for name in RUNS if name.startswith("deseq2")},
    "wald": {name for name in RUNS if name.startswith("deseq2")} - {"deseq2 lrt", "deseq2 reduced"},
    "voom": {name for name in RUNS if name.startswith("voom")},
    "limma": {name for name in RUNS if name.startswith(("voom", "trend"))},
    "batch": set(RUNS) - {"voom block"},  # the only one whose formula has the compared factor alone
}


def methods_text(folder: Path, changes: dict[str, Any]) -> str:
    counts, samples = many({"a": 5, "b": 4})
    base = {
        "design": {"formula": "~ batch + group"},
        "analysis": {"normalization": "auto"},
        "report": {"sections": None},
    }
    merged = {key: {**base.get(key, {}), **changes.get(key, {})} for key in {*base, *changes}}
    write(folder, project(merged, counts, samples))
    checked = pipeline.check(read(folder / "project.yaml"))
    only = tuple((s, settings) for s, settings in checked.plan.sections if s.id == "methods")
    made = compose(pipeline.analyse_checked(checked), Plan(only), "en", ())
    (page,) = made.pages()
    return to_text("\n\n".join(block.markdown for block in page.blocks))  # type: ignore[union-attr]


@pytest.mark.parametrize("name", list(RUNS))
def test_what_was_run_is_said_and_nothing_else(name: str, tmp_path: Path) -> None:
    text = methods_text(tmp_path, RUNS[name])
    paragraph, _, rest = text.partition("**References**")
    assert "\n" not in paragraph.strip(), "one paragraph on one line"
    for words, where in SAID.items():
        used = name in (FAMILIES[where] if isinstance(where, str) else where)
        assert (words in paragraph) == used, (words, used, paragraph)
    check_citations(paragraph, rest.partition("\n\n")[2].partition("\n\n")[0])
    assert not re.search(r"[^.]\.\.(?!\.)| ,| \.(?!\w)|\(\)|\[@|  ", paragraph), paragraph


def check_citations(paragraph: str, listed: str) -> None:
    """Numbers are cited in the order of the list, each of them, and no other."""
    cited = [int(n) for group in re.findall(r"\[(\d+(?:, \d+)*)\]", paragraph) for n in group.split(", ")]
    assert list(dict.fromkeys(cited)) == list(range(1, max(cited) + 1))
    assert [int(n) for n in re.findall(r"(?m)^(\d+)\. ", listed)] == list(range(1, max(cited) + 1))


def test_each_contrast_stands_with_its_own_test_formula_and_criterion(tmp_path: Path) -> None:
    text = methods_text(tmp_path, {
        "analysis": {"method": "deseq2", "lfc_threshold": 0.5},
        "design": {"contrasts": [{"id": "plain", "factor": "group", "numerator": "b", "denominator": "a", "formula": "~ group"},
                                 {"id": "any", "reduced": "~ batch", "title": "All groups"}]},
    })  # fmt: skip
    assert "for b vs a was ~ group (9 samples)" in text
    assert "for All groups was ~ batch + group (9 samples)" in text
    assert re.search(r"against a threshold \[\d\]: b vs a \(log2 fold change > 0: higher in b than in a\)", text)
    assert "likelihood ratio tests: All groups (" in text
    assert "padj < 0.05 in the test of |log2FC| > 0.5 (b vs a); padj < 0.05 (All groups)" in text


def test_the_bibliography_holds_what_is_cited(run: Run) -> None:
    counts, samples = many({"a": 4, "b": 4})
    changes = {"analysis": {"method": "limma-voom", "normalization": "auto"}, "report": {"sections": ["methods"]}}
    ran = run("run project.yaml -o out", project(changes, counts, samples))
    assert ran.code == 0, ran.err
    text, entries = ran.text("out/methods.md"), ran.text("out/references.bib")
    keys = re.findall(r"@article\{(\w+),", entries)
    assert sorted(REFERENCES[key].doi for key in keys) == sorted(re.findall(r"doi:(\S+)", text))
    assert {"law2014", "ritchie2015", "smyth2004", "chen2016", "robinson2010", "benjamini1995"} <= set(keys)
    assert not {"love2014", "storey2004", "anders2010"} & set(keys)
    assert not re.search(r"(?<!\\)&", re.sub(r"doi = .*", "", entries))
    assert entries.count("{") == entries.count("}")
