"""Through the YAML, the numbers are those of R's originals: DESeq2 1.38.3, limma 3.54.1 (tests/reference)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from seqfolio.config import read
from seqfolio.model import Analysis, Contrast
from seqfolio.pipeline import analyse

REFERENCE = Path(__file__).parent.parent / "reference"

DESIGNS = {
    "airway": (
        "~ cell + dex",
        {"cell": "N052611", "dex": "untrt"},
        "{id: x, factor: dex, numerator: trt, denominator: untrt}",
    ),
    "pasilla": (
        "~ type + condition",
        {"condition": "untreated"},
        "{id: x, factor: condition, numerator: treated, denominator: untreated}",
    ),
    "sim_three_levels_batch": ("~ batch + condition", {}, "{id: x, factor: condition, numerator: C, denominator: A}"),
    "sim_outliers": ("~ condition", {}, "{id: x, factor: condition, numerator: B, denominator: A}"),
    "sim_continuous": ("~ condition + dose", {}, "{id: x, coefficient: dose}"),
    "sim_two_groups": ("~ condition", {}, "{id: x, factor: condition, numerator: B, denominator: A}"),
}


def analysed(
    tmp_path: Path, name: str, analysis: str, contrast: str | None = None, formula: str | None = None
) -> Analysis:
    """The analysis of a reference data set by a project file."""
    usual, reference, usual_contrast = DESIGNS.get(name, ("", {}, ""))
    references = ", ".join(f"{k}: {v}" for k, v in reference.items())
    (tmp_path / "project.yaml").write_text(
        f"""seqfolio: 1
input: {{counts: "{REFERENCE / name / "counts.csv.gz"}", samples: "{REFERENCE / name / "samples.csv"}"}}
design:
  formula: "{formula or usual}"
  reference: {{{references}}}
  contrasts: [{contrast or usual_contrast}]
analysis: {{{analysis}}}
"""
    )
    return analyse(read(tmp_path / "project.yaml"))


def r_table(name: str, table: str) -> pd.DataFrame:
    return pd.read_csv(REFERENCE / name / f"{table}.csv.gz", index_col=0)


def whole(name: str, table: str) -> pd.DataFrame:
    """P-value and call of every gene (thin_tables.py says which tables hold some genes only)."""
    genes = r_table(name, "counts").index
    if (REFERENCE / name / "whole.csv.gz").exists():
        columns = pd.read_csv(REFERENCE / name / "whole.csv.gz").set_axis(genes, axis=0)
        if f"{table}:p" in columns:
            return pd.DataFrame({"pvalue": columns[f"{table}:p"], "called": columns[f"{table}:call"] == 1})
    theirs = r_table(name, table)
    return pd.DataFrame({"pvalue": theirs["pvalue"], "called": theirs["padj"] < 0.05})


def by_gene(contrast: Contrast) -> pd.DataFrame:
    return contrast.table.set_index("gene_id")


def assert_close_p(ours: pd.Series, theirs: pd.Series) -> None:
    """Relative 1e-6 for 99 % of the genes (small sets have R's own noise), all within 0.1 %, the same genes missing."""
    theirs = theirs.reindex(ours.index)
    assert (ours.isna() == theirs.isna()).all()
    known = ours.notna() & (theirs > 1e-290)
    off = (ours[known] / theirs[known] - 1).abs()
    assert off.quantile(0.99) < 1e-6
    assert off.max() < 1e-3


@pytest.mark.parametrize("name", list(DESIGNS))
def test_deseq2_equals_r(tmp_path: Path, name: str) -> None:
    contrast = analysed(tmp_path, name, "method: deseq2, alpha: 0.05").contrast("x")
    ours, theirs = by_gene(contrast), r_table(name, "deseq2_results_alpha05")
    everything = whole(name, "deseq2_results_alpha05")
    assert_close_p(ours["pvalue"], everything["pvalue"])
    assert_close_p(ours.loc[theirs.index, "padj"], theirs["padj"])
    called = set(ours.index[ours["call"].isin(["higher", "lower"])])
    assert called == set(everything.index[everything["called"]])
    change = r_table(name, "deseq2_results_alpha05" if name == "airway" else "deseq2_results")[
        "log2FoldChange"
    ].dropna()
    np.testing.assert_allclose(ours.loc[change.index, "log2FoldChange"], change, atol=1e-6)


@pytest.mark.parametrize("alternative", ["greaterAbs", "lessAbs"])
def test_deseq2_threshold_equals_r(tmp_path: Path, alternative: str) -> None:
    settings = f"method: deseq2, alpha: 0.1, lfc_threshold: 1, alternative: {alternative}"
    contrast = analysed(tmp_path, "sim_three_levels_batch", settings).contrast("x")
    ours, theirs = by_gene(contrast), r_table("sim_three_levels_batch", f"deseq2_results_lfc1_{alternative}")
    assert_close_p(ours["pvalue"], theirs["pvalue"])
    calls = set(contrast.table["call"])
    assert ("equivalent" in calls) == (alternative == "lessAbs")


def test_likelihood_ratio_test_equals_r_and_has_no_direction(tmp_path: Path) -> None:
    contrast = analysed(tmp_path, "sim_three_levels_batch", "method: deseq2, alpha: 0.1, test: lrt").contrast("x")
    theirs = r_table("sim_three_levels_batch", "deseq2_lrt")
    assert_close_p(by_gene(contrast)["pvalue"], theirs["pvalue"])
    assert set(contrast.table["call"]) <= {"changed", "not significant", "not tested"}


def test_reduced_formula_is_the_same_test(tmp_path: Path) -> None:
    contrast = analysed(
        tmp_path, "sim_three_levels_batch", "method: deseq2, alpha: 0.1", '{id: x, reduced: "~ batch"}'
    ).contrast("x")
    assert_close_p(by_gene(contrast)["pvalue"], r_table("sim_three_levels_batch", "deseq2_lrt")["pvalue"])


@pytest.mark.parametrize(
    ("contrast", "table"),
    [
        ("{id: x, coefficient: genotypeko.treatmentdrug}", "deseq2_interaction"),
        ('{id: x, expression: "treatmentdrug + `genotypeko:treatmentdrug`"}', "deseq2_drug_in_ko"),
        ("{id: x, weights: [0, 0, 1, 0.5]}", "deseq2_drug_average"),
    ],
)
def test_interactions_and_combinations_equal_r(tmp_path: Path, contrast: str, table: str) -> None:
    formula = "~ genotype * treatment"
    references = {"genotype": "wt", "treatment": "ctl"}
    DESIGNS["sim_interaction"] = (formula, references, "")
    made = analysed(tmp_path, "sim_interaction", "method: deseq2, alpha: 0.1", contrast).contrast("x")
    assert_close_p(by_gene(made)["pvalue"], r_table("sim_interaction", table)["pvalue"])


@pytest.mark.parametrize("name", list(DESIGNS))
@pytest.mark.parametrize(
    ("settings", "table"),
    [
        ("method: limma-voom", "limma_voom"),
        ("method: limma-trend", "limma_trend"),
        ("method: limma-trend, robust: true", "limma_trend_robust"),
        ("method: limma-voom, lfc_threshold: 1", "limma_voom_treat_lfc1"),
    ],
)
def test_limma_equals_r(tmp_path: Path, name: str, settings: str, table: str) -> None:
    ours = by_gene(analysed(tmp_path, name, settings).contrast("x"))
    theirs = r_table(name, table)
    tested = ours[ours["pvalue"].notna()]
    kept = r_table(name, "counts").index[r_table(name, "edger_filterbyexpr")["keep"]]
    assert set(tested.index) == set(kept)
    assert set(ours.loc[~ours.index.isin(kept), "reason"]) <= {"low count", "all zero"}
    tested = tested.loc[theirs.index]
    np.testing.assert_allclose(tested["log2FoldChange"], theirs["logFC"], rtol=1e-8, atol=1e-10)
    np.testing.assert_allclose(tested["pvalue"], theirs["P.Value"], rtol=1e-6 if "robust" in settings else 1e-8)


def test_limma_f_test_equals_r(tmp_path: Path) -> None:
    made = analysed(tmp_path, "sim_three_levels_batch", "method: limma-voom", '{id: x, reduced: "~ batch"}').contrast(
        "x"
    )
    theirs = r_table("sim_three_levels_batch", "limma_voom_F")
    tested = by_gene(made).reindex(theirs.index)
    np.testing.assert_allclose(tested["pvalue"], theirs["P.Value"], rtol=1e-8)
