"""limma's own numbers on every data set: estimates, tests, intervals and the genes called."""

from types import SimpleNamespace

import numpy as np
import pytest
from limma_cases import Case, design_matrix

from seqfolio.stats import edger, limma

CLOSED_FORM = 1e-8
ITERATIVE = 1e-6
COLUMNS = {
    "logFC": "log2_fold_change",
    "CI.L": "ci_low",
    "CI.R": "ci_high",
    "AveExpr": "ave_expr",
    "t": "t",
    "P.Value": "pvalue",
    "adj.P.Val": "padj",
    "B": "b",
}


def assert_same_table(ours, r, rtol):
    for theirs in set(COLUMNS) & set(r.columns):
        # An estimate may be zero but for rounding; a p-value may not.
        atol = 0 if theirs in {"P.Value", "adj.P.Val"} else 1e-13
        np.testing.assert_allclose(getattr(ours, COLUMNS[theirs]), r[theirs], rtol=rtol, atol=atol, err_msg=theirs)
    np.testing.assert_array_equal(ours.padj < 0.05, r["adj.P.Val"] < 0.05)


def assert_same_result(ours, case, name, rtol):
    """The numbers of the genes in the table, and the calls of every gene."""
    r = case.table(name)
    rows = case.rows(r)
    assert (rows >= 0).all()
    columns = {name: getattr(ours, name) for name in COLUMNS.values()}
    some = SimpleNamespace(**{name: values[rows] for name, values in columns.items() if isinstance(values, np.ndarray)})
    assert_same_table(some, r, rtol)
    np.testing.assert_array_equal(ours.padj < 0.05, case.called(name))


@pytest.fixture(scope="module")
def voom(case):
    return limma.voom(case.counts, case.design, case.lib_size)


@pytest.fixture(scope="module")
def voom_fit(case, voom):
    return limma.fit(voom.values, case.design, voom.weights)


@pytest.fixture(scope="module")
def trend_fit(case):
    return limma.fit(edger.log_cpm(case.counts, case.lib_size, prior_count=3), case.design)


def test_voom_weights(case, voom):
    expected = case.table("limma_voom_weights")
    np.testing.assert_allclose(voom.weights[expected.index - 1], expected, rtol=CLOSED_FORM)


def test_voom_prior(case, voom_fit):
    expected = case.table("limma_voom_prior").reset_index().iloc[0]
    bayes = limma.ebayes(voom_fit)
    np.testing.assert_allclose(bayes.df_prior, expected["df.prior"], rtol=CLOSED_FORM)
    np.testing.assert_allclose(bayes.s2_prior, expected["s2.prior"], rtol=CLOSED_FORM)


def test_voom_table(case, voom_fit):
    assert_same_result(limma.top_table(limma.ebayes(voom_fit)), case, "limma_voom", CLOSED_FORM)


def test_treat_table(case, voom_fit):
    assert_same_result(limma.top_table(limma.treat(voom_fit, 1)), case, "limma_voom_treat_lfc1", CLOSED_FORM)


def test_trend_table(case, trend_fit):
    assert_same_result(limma.top_table(limma.ebayes(trend_fit, trend=True)), case, "limma_trend", CLOSED_FORM)


def test_robust_trend_table(case, trend_fit):
    ours = limma.top_table(limma.ebayes(trend_fit, trend=True, robust=True))
    assert_same_result(ours, case, "limma_trend_robust", ITERATIVE)


def test_one_call_gives_the_same(case):
    assert_same_result(limma.limma_voom(case.counts, case.design), case, "limma_voom", CLOSED_FORM)
    assert_same_result(limma.limma_trend(case.counts, case.design), case, "limma_trend", CLOSED_FORM)


def test_f_over_three_levels():
    three = Case("sim_three_levels_batch")
    weighted = limma.voom(three.counts, three.design, three.lib_size)
    bayes = limma.ebayes(limma.fit(weighted.values, three.design, weighted.weights))
    assert_same_f(limma.f_test(bayes, (-2, -1)), three.table("limma_voom_F"))


def assert_same_f(ours, r):
    np.testing.assert_allclose(ours.f, r["F"], rtol=CLOSED_FORM)
    np.testing.assert_allclose(ours.pvalue, r["P.Value"], rtol=CLOSED_FORM)
    np.testing.assert_allclose(ours.padj, r["adj.P.Val"], rtol=CLOSED_FORM)


@pytest.fixture(scope="module")
def crossed():
    return Case("sim_interaction")


@pytest.fixture(scope="module")
def crossed_fit(crossed):
    main = design_matrix(crossed.samples, ("genotype", "treatment"), {"genotype": "wt", "treatment": "ctl"})
    design = np.column_stack((main, main[:, 1] * main[:, 2]))
    counts = crossed.counts[edger.filter_by_expr(crossed.counts, design)]
    weighted = limma.voom(counts, design, edger.effective_library_sizes(counts, edger.tmm(counts)))
    return limma.fit(weighted.values, design, weighted.weights)


def test_an_interaction(crossed, crossed_fit):
    ours = limma.top_table(limma.ebayes(crossed_fit))
    assert_same_table(ours, crossed.table("limma_voom_interaction"), CLOSED_FORM)


def test_a_combined_contrast(crossed, crossed_fit):
    ours = limma.top_table(limma.ebayes(limma.contrasts_fit(crossed_fit, (0, 0, 1, 1))))
    assert_same_table(ours, crossed.table("limma_voom_drug_in_ko"), CLOSED_FORM)


def test_any_difference_between_four_groups(crossed, crossed_fit):
    ours = limma.f_test(limma.ebayes(crossed_fit), (1, 2, 3))
    assert_same_f(ours, crossed.table("limma_voom_F"))


@pytest.fixture(scope="module")
def many():
    """The 100 samples; these tables have every gene, the design ~ condition and the batch as block."""
    return Case("sim_many_samples")


@pytest.fixture(scope="module")
def condition(many):
    return design_matrix(many.samples, ("condition",), {})


def test_blocks(many, condition):
    model = limma.trend_model(many.all_counts.to_numpy(), condition, block=many.samples["batch"])
    expected = many.table("limma_block_correlation")["consensus"].iloc[0]
    np.testing.assert_allclose(model.correlation, expected, rtol=ITERATIVE)
    assert_same_table(limma.compare(model), many.table("limma_trend_block"), ITERATIVE)


def test_array_weights(many, condition):
    model = limma.trend_model(many.all_counts.to_numpy(), condition, sample_weights=True)
    expected = many.table("limma_array_weights")["weight"]
    np.testing.assert_allclose(model.sample_weights, expected, rtol=ITERATIVE)


def test_voom_with_quality_weights(many, condition):
    model = limma.voom_model(many.all_counts.to_numpy(), condition, sample_weights=True)
    expected = many.table("limma_voom_quality_weights")["weight"]
    np.testing.assert_allclose(model.sample_weights, expected, rtol=ITERATIVE)
    assert_same_table(limma.compare(model), many.table("limma_voom_quality"), ITERATIVE)
