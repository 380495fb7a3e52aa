"""Each check that looks at results, on numbers small enough to be counted by hand."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

sys.path.insert(0, str(Path(__file__).resolve().parent / "gallery"))

import damages
from simulated_projects import Plan, analysed, simulate, with_method

from seqfolio.checks.check import CHECKS
from seqfolio.model import Analysis, Finding

REFERENCE = Path(__file__).resolve().parents[1] / "reference"


@cache
def base(method: str = "deseq2") -> Analysis:
    """Three against three, nothing changed; tests put their own numbers in."""
    return analysed(with_method(simulate(Plan(sizes=(3, 3), changed=0)), method))


def ask(check: str, analysis: Analysis, **settings: Any) -> Finding:
    """The only finding of a check."""
    unit = CHECKS.get(check)
    (found,) = unit.run(analysis, unit.Settings(**settings))
    return found


def with_table(analysis: Analysis, counts: dict[str, int] | None = None, **columns: Any) -> Analysis:
    """The analysis with other columns in its contrast's table, and counts of calls to match."""
    contrast = analysis.contrasts[0]
    table = contrast.table.assign(**columns)
    if counts is None:
        seen = table["call"].value_counts()
        counts = {k: int(seen.get(k.replace("_", " "), 0)) for k in contrast.counts}
    return replace(analysis, contrasts=(replace(contrast, table=table, counts=counts),))


def with_fit(analysis: Analysis, **parts: Any) -> Analysis:
    return replace(analysis, fits=(replace(analysis.fits[0], **parts),))


def calls(higher: int, lower: int, tested: int = 2000) -> list[str]:
    n = len(base().contrasts[0].table)
    some = ["higher"] * higher + ["lower"] * lower
    return some + ["not significant"] * (tested - len(some)) + ["not tested"] * (n - tested)


def test_no_called_gene_is_a_note_with_the_usual_causes() -> None:
    found = ask("called_share", with_table(base(), call=calls(0, 0)))
    assert (found.severity, found.values) == ("note", {"tested": 2000, "called": 0})
    assert all(f"({i})" in found.action for i in range(1, 9))
    assert "does not show that the groups are the same" in found.action


@pytest.mark.parametrize(("higher", "tested", "severity"), [(3, 2000, "note"), (4, 2000, "passed"), (3, 900, "passed")])
def test_a_handful_of_called_genes_is_a_note(higher: int, tested: int, severity: str) -> None:
    found = ask("called_share", with_table(base(), call=calls(higher, 0, tested)))
    assert (found.severity, found.values) == (severity, {"tested": tested, "called": higher})
    assert ("when no gene differs" in found.message) == (severity == "note")


@pytest.mark.parametrize(("higher", "lower", "severity"), [(500, 500, "passed"), (501, 500, "warning")])
def test_more_than_half_of_the_genes_called(higher: int, lower: int, severity: str) -> None:
    found = ask("called_share", with_table(base(), call=calls(higher, lower)))
    assert found.severity == severity
    assert f"{higher + lower:,} of 2,000" in found.message


def test_a_rank_test_says_what_it_cannot_reach() -> None:
    found = ask("called_share", base("wilcoxon"))
    assert "3 against 3 samples gives 0.1 " in found.message  # 2 / (6 choose 3)


@pytest.mark.parametrize(("up", "severity"), [(700, "warning"), (599, "passed")])
def test_called_genes_that_go_one_way(up: int, severity: str) -> None:
    made = with_table(base(), call=calls(up, 0), log2FoldChange=0.0, baseMean=100.0)
    found = ask("global_shift", made)
    assert (found.severity, found.values["net_share"]) == (severity, round(up / 2000, 4))


@pytest.mark.parametrize(("median", "severity"), [(0.25, "passed"), (0.28, "warning")])
def test_fold_changes_that_follow_expression(median: float, severity: str) -> None:
    n = len(base().contrasts[0].table)
    mean = np.arange(1, n + 1) * 10.0
    change = np.where(mean > 0.9 * mean.max(), median, 0.0) + np.tile([-0.1, 0.1], n)[:n]
    found = ask("global_shift", with_table(base(), call="not significant", baseMean=mean, log2FoldChange=change))
    assert found.severity == severity  # log2(1.2) = 0.263
    assert ("strongly expressed genes" in found.message) == (severity == "warning")
    assert found.values["median_log2_fold_change"][-1] == pytest.approx(median, abs=0.11)


def test_small_fold_changes_are_counted_and_the_threshold_test_is_offered() -> None:
    change = np.full(len(base().contrasts[0].table), 2.0)
    change[:30] = -0.5  # 1.41 times
    found = ask("fold_change_cut", with_table(base(), call=calls(100, 100), log2FoldChange=change))
    assert (found.severity, found.values) == ("note", {"called": 200, "small": 30, "fold": 1.5})
    assert "lfc_threshold: 0.58" in found.action
    assert ask("fold_change_cut", with_table(base(), call=calls(200, 200), log2FoldChange=change)).severity == "passed"


def test_genes_without_a_verdict_are_counted_by_reason() -> None:
    n = len(base().contrasts[0].table)
    reason = ["low count"] * 100 + ["all zero"] * 500 + ["count outlier"] * 2 + [""] * (n - 602)
    found = ask("dropped_genes", with_table(base(), reason=reason))
    assert found.severity == "passed"
    assert found.values == {"expressed": n - 500, "without_verdict": 102, "low count": 100, "count outlier": 2}
    many = ["count outlier"] * 40 + [""] * (n - 40)  # more than 1 %
    assert ask("dropped_genes", with_table(base(), reason=many)).severity == "note"


def test_large_fold_changes_that_are_hardly_known() -> None:
    n = len(base().contrasts[0].table)
    change, error = np.full(n, 1.0), np.full(n, 0.2)
    change[:30], error[:26] = 6.0, 1.5  # 26 of the 50 largest
    made = with_table(base(), call=calls(60, 0), log2FoldChange=change, lfcSE=error)
    found = ask("noisy_fold_changes", made)
    assert (found.severity, found.values) == ("note", {"looked_at": 50, "hardly_known": 26})
    assert ask("noisy_fold_changes", with_table(made, log2FoldChange_shrunken=0.0)).severity == "passed"


def test_cooks_distances_pile_up_in_a_sample() -> None:
    names = list(base().fits[0].samples)
    cooks = pd.DataFrame(np.full((1000, 6), 0.1), columns=names)
    cooks.iloc[:11, 5] = 18.1  # 99 % quantile of F(2, 4) is 18.0
    found = ask("cooks_burden", with_fit(base(), cooks=cooks))
    assert (found.severity, found.samples) == ("warning", (names[5],))
    assert found.values["outlying"][names[5]] == 0.011
    cooks.iloc[:11, 5] = 17.9
    assert ask("cooks_burden", with_fit(base(), cooks=cooks)).severity != "warning"


def test_a_sample_that_is_foremost_too_often() -> None:
    names = list(base().fits[0].samples)
    random = np.random.default_rng(1)
    cooks = pd.DataFrame(random.random((2000, 6)), columns=names)
    assert ask("cooks_burden", with_fit(base(), cooks=cooks)).severity == "passed"
    cooks.loc[: 2000 * 0.55, names[2]] = 2.0  # the fair share is 1/6
    found = ask("cooks_burden", with_fit(base(), cooks=cooks))
    assert (found.severity, found.samples) == ("note", (names[2],))


def dispersions(ratio: float) -> pd.DataFrame:
    """2,000 genes on the trend on average, the best expressed tenth away from it."""
    mean = np.linspace(10, 2010, 2000)
    trend = 0.05 + 1 / mean
    spread = np.tile([0.5, 1.5], 1000)
    return pd.DataFrame(
        {"baseMean": mean, "trend": trend, "gene_wise": trend * spread * np.where(mean > 1810, ratio, 1), "final": 0.04}
    )


@pytest.mark.parametrize(("ratio", "severity"), [(1.9, "passed"), (2.2, "warning"), (0.55, "passed"), (0.4, "warning")])
def test_a_trend_that_misses_a_tenth_of_the_genes(ratio: float, severity: str) -> None:
    found = ask("dispersion_trend", with_fit(base(), dispersions=dispersions(ratio)))
    assert found.severity == severity
    assert found.values["worst_ratio"] == pytest.approx(ratio, rel=0.01)


@pytest.mark.parametrize(
    ("dispersion", "severity"), [(0.02**2, "warning"), (0.1**2, "passed"), (0.4**2, "passed"), (1.0, "note")]
)
def test_variation_between_replicates(dispersion: float, severity: str) -> None:
    made = with_fit(base(), dispersions=dispersions(1).assign(final=dispersion))
    found = ask("replicate_variation", made)
    assert found.severity == severity
    assert found.values["biological_coefficient_of_variation"] == pytest.approx(dispersion**0.5)


@pytest.mark.parametrize(
    ("fallbacks", "severity"),
    [
        ((), "passed"),
        (("gene-wise dispersion by grid search: 3 genes", "coefficients by L-BFGS-B: 1 gene"), "passed"),
        (("dispersion trend: local instead of parametric",), "note"),
        (("dispersion trend: mean instead of parametric",), "warning"),
        (("coefficients did not converge: 5 genes",), "note"),
        (("covariate age: centre and scale it, its values are far from zero",), "note"),
    ],
)
def test_detours_are_told(fallbacks: tuple[str, ...], severity: str) -> None:
    made = with_fit(base(), fallbacks=fallbacks, facts={"not_converged": 5.0})
    assert ask("fallbacks", made).severity == severity
    assert ask("fallbacks", made, not_converged=0.001).severity == severity.replace(
        "note", "note"
    ) or "converge" in str(fallbacks)


def test_many_genes_that_did_not_converge_are_a_warning() -> None:
    made = with_fit(base(), fallbacks=("coefficients did not converge: 40 genes",), facts={"not_converged": 40.0})
    assert ask("fallbacks", made).severity == "warning"  # of 3,000


@pytest.mark.parametrize(("smallest", "severity"), [(101, "passed"), (99, "warning")])
def test_limma_trend_wants_libraries_of_similar_size(smallest: int, severity: str) -> None:
    analysis = base("limma-trend")
    sizes = [300, 200, 200, 200, 200, smallest]
    quality = replace(analysis.quality, samples=analysis.quality.samples.assign(library_size=sizes))
    assert ask("voom_or_trend", replace(analysis, quality=quality)).severity == severity
    assert ask("voom_or_trend", base()).severity == "not_applicable"


def test_the_prior_of_limma_is_r_s() -> None:
    from seqfolio.differential.limma import _facts
    from seqfolio.stats import limma

    folder = REFERENCE / "pasilla"
    sheet = pd.read_csv(folder / "samples.csv", index_col=0)
    counts = pd.read_csv(folder / "counts.csv.gz", index_col=0)[sheet.index]
    kept = pd.read_csv(folder / "edger_filterbyexpr.csv.gz", index_col=0).iloc[:, 0].to_numpy(dtype=bool)
    tmm = pd.read_csv(folder / "edger_tmm.csv.gz", index_col=0)
    design = np.column_stack([np.ones(7), sheet["type"] == "single_read", sheet["condition"] == "treated"]).astype(
        float
    )
    sizes = (tmm["lib.size"] * tmm["norm.factors"]).to_numpy()
    model = limma.voom_model(counts.to_numpy(dtype=float)[kept], design, sizes)
    theirs = pd.read_csv(folder / "limma_voom_prior.csv.gz", index_col=0)
    assert _facts(model, robust=False)["prior_df"] == pytest.approx(float(theirs.index[0]), rel=1e-6)


@pytest.mark.parametrize(("df", "severity"), [(1e6, "note"), (4.8, "passed"), (0.5, "note")])
def test_the_prior_is_judged(df: float, severity: str) -> None:
    assert ask("prior_df", with_fit(base("limma-trend"), facts={"prior_df": df})).severity == severity


def test_genes_that_rest_on_one_sample() -> None:
    """Controls at 5; treated at 5, 5 and 8: without the last one nothing is left."""
    analysis = base()
    names = [*analysis.contrasts[0].comparison.samples[1], *analysis.contrasts[0].comparison.samples[0]]
    values = analysis.normalized.transformed.copy()
    values.loc[values.index[:40], names] = [5.0, 5.1, 4.9, 5.0, 5.0, 8.0]
    values.loc[values.index[40:100], names] = [5.0, 5.1, 4.9, 8.0, 8.1, 7.9]
    made = replace(analysis, normalized=replace(analysis.normalized, transformed=values))
    made = with_table(made, call=calls(100, 0), pvalue=np.linspace(0, 1, len(values)))
    found = ask("single_sample_genes", made)
    assert (found.severity, found.samples) == ("warning", (names[-1],))
    assert found.values["by_sample"] == {names[-1]: 40}
    assert ask("single_sample_genes", made, share=0.41).severity == "passed"


def test_several_contrasts_are_a_note() -> None:
    analysis = base()
    assert ask("many_contrasts", analysis).severity == "passed"
    twice = replace(analysis, contrasts=analysis.contrasts * 2)
    found = ask("many_contrasts", twice)
    assert (found.severity, found.values) == ("note", {"contrasts": 2, "adjusted_over": 1})
    assert "adjusted within each" in found.message
    together = replace(twice, contrasts=tuple(replace(c, family=2) for c in twice.contrasts))
    assert "adjusted over all of them together" in ask("many_contrasts", together).message
    assert ask("many_contrasts", together).values["adjusted_over"] == 2


def test_a_sample_that_is_somewhat_off_in_most_genes_is_named() -> None:
    """Not far from its replicates by correlation, but most of what samples share beyond the model."""
    analysis = analysed(damages.degraded(simulate(Plan(sizes=(5, 5))), 0.5))
    last = analysis.designs[0].samples[-1]
    assert not analysis.quality.samples["outlier"].any()
    found = ask("outlier_samples", analysis)
    assert (found.severity, found.samples) == ("note", (last,))
    assert f'"{last}"' in found.message
    assert ask("outlier_samples", analysis, most=0.05).severity == "warning"
    assert ask("outlier_samples", analysis, times=5).severity == "passed"
    beside = ask("hidden_structure", analysis)
    assert (beside.severity, beside.samples) == ("note", (last,))


def test_the_odd_sample_of_a_pair_is_named_with_its_partner() -> None:
    """Residuals of the two samples of a pair are mirror images: nobody can say which one is odd."""
    project = damages.degraded(simulate(Plan(sizes=(5, 5), paired=True)), 0.5)
    found = ask("outlier_samples", analysed(project))
    donor = project.sheet["donor"]
    assert set(found.samples) == set(donor.index[donor == donor.iloc[-1]])
    assert "cannot be told apart" in found.message


def test_a_bad_histogram_of_weak_genes_alone_is_a_note() -> None:
    n = len(base().contrasts[0].table)
    half = n // 2
    p = np.concatenate([np.sqrt(np.linspace(0.001, 0.999, half)), np.linspace(0.001, 0.999, n - half)])
    weak = np.where(np.arange(n) < half, 3.0, 300.0)
    assert (
        ask("pvalue_histogram", with_table(base(), call="not significant", pvalue=p, baseMean=weak)).severity == "note"
    )
    found = ask("pvalue_histogram", with_table(base(), call="not significant", pvalue=p, baseMean=300.0))
    assert (found.severity, found.values["shape"]) == ("warning", "conservative")


def test_a_shape_that_correlated_genes_give_by_chance_is_a_note() -> None:
    """A program that runs in samples at its own strength: the same p-values are held against independent genes only."""
    made, n = base(), len(base().contrasts[0].table)
    narrow = 2 * norm.sf(0.8 * norm.isf(np.linspace(0.0005, 0.9995, n) / 2))
    with_p = with_table(made, call="not significant", pvalue=narrow, baseMean=300.0)
    found = ask("pvalue_histogram", with_p)
    assert (found.severity, found.values["shape"]) == ("warning", "conservative")
    assert found.values["gene_correlation"] < 0.05
    found = ask("pvalue_histogram", _with_program(with_p))
    assert (found.severity, found.values["shape"]) == ("note", "conservative")
    assert f"correlation {found.values['gene_correlation']:.2f}" in found.message
    assert found.values["gene_correlation"] > 0.15
    assert found.action


def _with_program(analysis: Analysis) -> Analysis:
    random = np.random.default_rng(0)
    values = analysis.normalized.transformed
    moved = values + np.outer(random.normal(0, 0.5, len(values)), random.normal(0, 1, values.shape[1]))
    return replace(analysis, normalized=replace(analysis.normalized, transformed=moved))


def test_the_histogram_is_not_judged_in_a_test_against_a_threshold() -> None:
    project = simulate(Plan(sizes=(3, 3)))
    analysis = analysed(replace(project, analysis={"lfc_threshold": "1"}))
    assert ask("pvalue_histogram", analysis).severity == "not_applicable"
    assert ask("fold_change_cut", analysis).severity == "passed"
