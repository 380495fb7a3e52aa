"""The wide range: odd data that must work, and input that must be refused with advice."""

import numpy as np
import pytest
from deseq2_cases import case, fit

import seqfolio.stats
from seqfolio.stats import deseq2

GROUPS = np.column_stack([np.ones(6), np.repeat([0.0, 1.0], 3)])


def simulate(design, genes=300, seed=3, mean=200.0, alpha=0.1):
    rng = np.random.default_rng(seed)
    effect = rng.normal(0, 0.3, (genes, design.shape[1] - 1))
    center = np.exp(rng.normal(np.log(mean), 1, (genes, 1)))
    mu = center * np.exp(effect @ (design[:, 1:] - design[:, 1:].mean(axis=0)).T)
    dispersion = alpha * np.exp(rng.normal(0, 0.5, (genes, 1)))
    return rng.negative_binomial(1 / dispersion, 1 / (1 + dispersion * mu))


def test_the_package_can_be_called():
    counts = simulate(GROUPS)
    by_call = seqfolio.stats.deseq2(counts, GROUPS)
    np.testing.assert_array_equal(by_call.padj, deseq2.results(deseq2.fit(counts, GROUPS)).padj)
    with pytest.raises(AttributeError, match="nothing"):
        _ = seqfolio.stats.nothing


def test_no_gene_expressed_in_one_group():
    counts = simulate(GROUPS)
    counts[:20, 3:] = 0
    result = deseq2(counts, GROUPS)
    assert np.isfinite(result.log2_fold_change[:20]).all()
    assert (result.log2_fold_change[:20] < -3).all()
    assert (result.pvalue[:20] < 0.05).mean() > 0.8


def test_contrast_of_two_levels_without_counts():
    design = np.column_stack([np.ones(9), np.repeat(np.eye(3), 3, axis=0)[:, 1:]])
    counts = simulate(design)
    counts[0, 3:] = 0
    counts[0, :3] = 100
    fitted = deseq2.fit(counts, design)
    samples = np.arange(9) >= 3
    for contrast in (deseq2.levels([0, -1, 1], samples), [0, -1, 1]):
        result = deseq2.results(fitted, contrast)
        assert (result.log2_fold_change[0], result.stat[0], result.pvalue[0]) == (0, 0, 1)


def test_counts_up_to_two_to_the_thirty_one():
    counts = simulate(GROUPS)
    counts[0] = 2**31 - np.arange(6)
    counts[1] = [1, 0, 2**31, 5, 2, 2**30]
    result = deseq2(counts, GROUPS)
    assert np.isfinite(result.pvalue[0])
    assert np.isfinite(result.log2_fold_change[:2]).all()


def test_hundred_samples_and_many_coefficients():
    rng = np.random.default_rng(0)
    batches = np.repeat(np.arange(15), 7)[:100]
    design = np.column_stack([np.ones(100), *(batches == k for k in range(1, 15)), rng.permutation(np.arange(100) % 2)])
    result = deseq2(simulate(design, genes=80), design)
    assert np.isfinite(result.pvalue).all()


def test_interaction_and_continuous_covariate():
    dose = np.linspace(-1, 1, 12)
    group = np.arange(12) % 2
    design = np.column_stack([np.ones(12), group, dose, group * dose])
    result = deseq2(simulate(design), design, "interaction", coefficients=["i", "group", "dose", "interaction"])
    assert np.isfinite(result.pvalue).all()


def test_covariate_far_from_zero_gets_advice():
    design = np.column_stack([GROUPS, [20000.0, 20003, 20001, 20002, 20005, 20004]])
    fitted = deseq2.fit(simulate(GROUPS), design, coefficients=["i", "group", "day"])
    assert any("day" in word and "centre" in word for word in fitted.fallbacks)


def test_intercept_only():
    design = np.ones((6, 1))
    counts = simulate(GROUPS)
    fitted = deseq2.fit(counts, design)
    mean = (counts / fitted.size_factors).mean(axis=1)
    np.testing.assert_allclose(fitted.beta[:, 0], np.log2(mean))


def test_design_without_intercept_gives_the_same_contrast():
    counts = simulate(GROUPS)
    cells = np.column_stack([1 - GROUPS[:, 1], GROUPS[:, 1]])
    by_cells = deseq2(counts, cells, [-1, 1])
    plain = deseq2(counts, GROUPS)
    np.testing.assert_allclose(by_cells.log2_fold_change, plain.log2_fold_change, atol=1e-4)
    np.testing.assert_allclose(by_cells.pvalue, plain.pvalue, rtol=1e-2, atol=1e-6)


def test_every_gene_has_a_zero():
    with pytest.raises(deseq2.SizeFactorError, match="poscounts"):
        deseq2.fit(case("sim_every_gene_has_zero").counts, GROUPS)
    assert fit("sim_every_gene_has_zero").size_factors.shape == (6,)


def test_outlier_is_flagged_with_three_replicates_and_replaced_with_seven():
    counts = simulate(GROUPS, alpha=0.02)
    counts[0] = [100, 110, 95_000, 100, 105, 98]
    assert deseq2(counts, GROUPS).reason[0] == "count outlier"
    assert np.isfinite(deseq2(counts, GROUPS, cooks=False).pvalue[0])
    many = np.column_stack([np.ones(14), np.repeat([0.0, 1.0], 7)])
    counts = simulate(many, alpha=0.02)
    counts[0] = 100
    counts[0, 2] = 95_000
    fitted = deseq2.fit(counts, many)
    assert fitted.replaced[0]
    assert fitted.replaced_counts[0, 2] < 200
    assert fitted.counts[0, 2] == 95_000
    assert deseq2.results(fitted).reason[0] != "count outlier"
    assert deseq2.fit(counts, many, replace_at=float("inf")).replaced_counts is None


def test_gene_with_nothing_but_an_outlier():
    many = np.column_stack([np.ones(14), np.repeat([0.0, 1.0], 7)])
    counts = simulate(many, alpha=0.02)
    counts[0] = 0
    counts[0, 5] = 40_000
    fitted = deseq2.fit(counts, many)
    result = deseq2.results(fitted)
    assert fitted.base_mean[0] == 0
    assert (result.log2_fold_change[0], result.pvalue[0]) == (0, 1)
    assert deseq2.shrink(fitted).log2_fold_change[0] == 0
    assert deseq2.lrt(fitted, np.ones((14, 1))).pvalue[0] == 1


def test_local_takes_the_place_of_a_parametric_trend_that_fails():
    rng = np.random.default_rng(5)
    mean = np.exp(rng.normal(5, 1.5, (400, 1)))
    counts = rng.negative_binomial(1 / (1e-3 * mean), 1 / (1 + 1e-3 * mean**2), (400, 6)) + 1
    fitted = deseq2.fit(counts, GROUPS)
    assert fitted.trend.method == "local"
    assert fitted.fallbacks[0] == "dispersion trend: local instead of parametric"


@pytest.mark.parametrize(
    ("value", "words"),
    [(-1.0, "negative"), (np.nan, "missing"), (np.inf, "missing"), (0.5, "whole number")],
)
def test_bad_counts(value, words):
    counts = simulate(GROUPS).astype(float)
    counts[7, 2] = value
    with pytest.raises(deseq2.CountsError, match=rf"gene 7 .*sample 2 .*{words}"):
        deseq2.fit(counts, GROUPS)


def test_counts_may_carry_rounding_errors():
    counts = simulate(GROUPS)
    noisy = deseq2.fit(counts + 1e-9, GROUPS)
    np.testing.assert_array_equal(noisy.counts, counts)


@pytest.mark.parametrize("counts", [np.ones(6), np.ones((0, 6)), np.full((3, 6), "a")])
def test_counts_that_are_no_matrix_of_numbers(counts):
    with pytest.raises(deseq2.CountsError, match="counts must be"):
        deseq2.fit(counts, GROUPS)


@pytest.mark.parametrize(
    ("design", "words"),
    [
        (np.column_stack([GROUPS, 1 - GROUPS[:, 1]]), "c: a linear combination"),
        (np.column_stack([GROUPS, np.zeros(6)]), "c: zero in every sample"),
        (np.column_stack([GROUPS, [1, 2, 3, 4, 5, np.nan]]), "missing or infinite values in c"),
        (np.column_stack([GROUPS, *np.eye(6)[:2]])[:5], "one row for each of the 6 samples"),
    ],
)
def test_bad_designs(design, words):
    with pytest.raises(deseq2.DesignError, match=words):
        deseq2.fit(simulate(GROUPS), design, coefficients=["a", "b", "c", "d"][: design.shape[1]])


def test_one_replicate_a_group_is_refused_with_advice():
    for design in (np.array([[1.0, 0], [1, 1]]), np.eye(3)):
        with pytest.raises(deseq2.DesignError, match=r"no replicates.*smaller design"):
            deseq2.fit(simulate(GROUPS)[:, : len(design)], design)


def test_all_genes_equal_in_all_samples():
    with pytest.raises(deseq2.DispersionError, match="equal counts"):
        deseq2.fit(np.tile(np.arange(50)[:, None], (1, 6)), GROUPS)


def test_nothing_but_poisson_noise():
    counts = np.tile(np.arange(100, 150)[:, None], (1, 6)) + np.eye(50, 6, dtype=int)
    with pytest.raises(deseq2.DispersionError, match="lower limit"):
        deseq2.fit(counts, GROUPS)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"size_factors": [1, 2]}, "6 size factors"),
        ({"size_factors": [1, 2, 3, 4, 5, 0]}, "positive"),
        ({"size_factors": "median"}, "unknown kind"),
        ({"lengths": np.ones((2, 2))}, "shape of the counts"),
        ({"normalization_factors": -np.ones((300, 6))}, "positive"),
        ({"normalization_factors": np.ones((300, 6)), "lengths": np.ones((300, 6))}, "either"),
        ({"size_factors": np.ones(6), "lengths": np.ones((300, 6))}, "name their method"),
        ({"trend": "cubic"}, "unknown dispersion trend"),
        ({"replace_at": 2}, "at least 3 replicates"),
        ({"coefficients": ["one"]}, "1 names"),
    ],
)
def test_bad_options(options, words):
    with pytest.raises(ValueError, match=words):
        deseq2.fit(simulate(GROUPS), GROUPS, **options)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"contrast": "dose"}, "no coefficient 'dose'"),
        ({"contrast": 2}, "no coefficient 2"),
        ({"contrast": [1.0]}, "one weight for each"),
        ({"contrast": [0, 0]}, "not all zero"),
        ({"alternative": "two-sided"}, "unknown alternative"),
        ({"alternative": "lessAbs"}, "threshold above 0"),
        ({"lfc_threshold": -1}, "0 or more"),
        ({"alpha": 1.5}, "between 0 and 1"),
    ],
)
def test_bad_hypotheses(options, words):
    with pytest.raises(deseq2.ContrastError, match=words):
        deseq2.results(fit("sim_two_groups"), **options)


def test_bad_reduced_designs_and_shrinkage():
    model = fit("sim_two_groups")
    with pytest.raises(deseq2.ContrastError, match="not part"):
        deseq2.lrt(model, np.arange(6.0)[:, None])
    with pytest.raises(deseq2.ContrastError, match="fewer than 2"):
        deseq2.lrt(model, model.design)
    with pytest.raises(deseq2.ContrastError, match="unknown shrinkage"):
        deseq2.shrink(model, method="ashr")
    with pytest.raises(deseq2.DispersionError, match="subset=None"):
        deseq2.vst(case("sim_two_groups").counts, subset=1000)


def test_a_fit_cannot_be_changed():
    with pytest.raises(AttributeError):
        fit("sim_two_groups").beta = None


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda k, x: deseq2([[1, 2], [3]], x), deseq2.CountsError, "rows differ in length"),
        (lambda k, x: deseq2(k, [[1, 0], [1]]), deseq2.DesignError, "rows differ in length"),
        (lambda k, x: deseq2(k, [["a"]] * 6), deseq2.DesignError, "type <U1"),
        (lambda k, x: deseq2(k, x, ["a", "b"]), deseq2.ContrastError, "type <U1"),
        (lambda k, x: deseq2(k, x, coefficients=["a", "a"]), deseq2.DesignError, "different names"),
        (lambda k, x: deseq2(k, x, workers=0), deseq2.DESeq2InputError, "at least 1 thread"),
        (lambda k, x: deseq2(k, x, size_factors=["a"] * 6), deseq2.SizeFactorError, "type <U1"),
        (lambda k, x: deseq2.size_factors(k - 100), deseq2.CountsError, "negative"),
        (lambda k, x: deseq2.size_factors(k[0]), deseq2.CountsError, "shape"),
    ],
)
def test_refused_in_words(call, error, words):
    counts = np.random.default_rng(1).poisson(50, (20, 6))
    with pytest.raises(error, match=words):
        call(counts, np.column_stack([np.ones(6), [0, 0, 0, 1, 1, 1]]))
