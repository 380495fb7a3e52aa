"""What must hold for any data."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seqfolio.stats import edger, limma

FIELDS = ("log2_fold_change", "ci_low", "ave_expr", "t", "pvalue", "padj", "b")


def simulate(seed, genes=60, samples=8):
    rng = np.random.default_rng(seed)
    mean = np.exp(rng.normal(5, 1.2, (genes, 1))) * rng.uniform(0.5, 2, samples)
    counts = rng.poisson(rng.gamma(4, mean / 4)).astype(float)
    design = np.column_stack((np.ones(samples), rng.normal(size=samples), np.arange(samples) % 2))
    return counts, design


seeds = st.integers(0, 2**32 - 1)
quick = settings(max_examples=25, deadline=None)


def same(a, b, genes=slice(None)):
    for field in FIELDS:
        np.testing.assert_allclose(getattr(a, field)[genes], getattr(b, field), rtol=1e-7, atol=1e-9, err_msg=field)


@pytest.mark.parametrize("analysis", [limma.limma_voom, limma.limma_trend])
@pytest.mark.parametrize("robust", [False, True])
@quick
@given(seed=seeds)
def test_the_order_of_samples_and_genes_does_not_matter(analysis, robust, seed):
    counts, design = simulate(seed)
    rng = np.random.default_rng(seed)
    samples, genes = rng.permutation(counts.shape[1]), rng.permutation(counts.shape[0])
    reference = edger.effective_library_sizes(counts, edger.tmm(counts))
    plain = analysis(counts, design, lib_size=reference, robust=robust)
    shuffled = analysis(counts[genes][:, samples], design[samples], lib_size=reference[samples], robust=robust)
    same(plain, shuffled, genes)


@quick
@given(seed=seeds)
def test_another_basis_of_the_design_gives_the_same_tests(seed):
    counts, design = simulate(seed)
    change = np.array(((1, 2, 0), (0, 3, 1), (0, 0, -0.5)))
    # y = X b = (X A)(A^-1 b), so the old last coefficient is the last row of A times the new ones. voom's contrasts
    # are approximate with weights per gene, so the weights are shared here.
    values, weights = edger.log_cpm(counts), np.linspace(0.5, 2, 8)
    plain = limma.ebayes(limma.fit(values, design, weights))
    other = limma.ebayes(limma.contrasts_fit(limma.fit(values, design @ change, weights), change[2]))
    np.testing.assert_allclose(other.t[:, 0], plain.t[:, 2], rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(other.pvalue[:, 0], plain.pvalue[:, 2], rtol=1e-7)


@quick
@given(seed=seeds, factor=st.floats(0.01, 1000))
def test_the_scale_of_a_covariate_does_not_matter(seed, factor):
    counts, design = simulate(seed)
    scaled = design * (1, factor, 1)
    same(limma.limma_voom(counts, design), limma.limma_voom(counts, scaled))


@quick
@given(seed=seeds, factor=st.floats(1e-6, 1e6))
def test_the_scale_of_all_weights_does_not_matter(seed, factor):
    counts, design = simulate(seed)
    weighted = limma.voom(counts, design)
    plain = limma.top_table(limma.ebayes(limma.fit(weighted.values, design, weighted.weights)))
    scaled = limma.top_table(limma.ebayes(limma.fit(weighted.values, design, weighted.weights * factor)))
    np.testing.assert_allclose(plain.t, scaled.t, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(plain.pvalue, scaled.pvalue, rtol=1e-7)


@quick
@given(seed=seeds)
def test_adding_a_constant_to_log_expression_changes_the_mean_alone(seed):
    counts, design = simulate(seed)
    values = edger.log_cpm(counts)
    plain = limma.top_table(limma.ebayes(limma.fit(values, design), trend=True))
    raised = limma.top_table(limma.ebayes(limma.fit(values + 5, design), trend=True))
    np.testing.assert_allclose(raised.ave_expr, plain.ave_expr + 5, rtol=1e-12)
    np.testing.assert_allclose(raised.pvalue, plain.pvalue, rtol=1e-7)


@quick
@given(seed=seeds)
def test_equal_sample_weights_equal_none(seed):
    counts, design = simulate(seed)
    values = edger.log_cpm(counts)
    one = limma.fit(values, design)
    for weights in (np.ones(8), np.ones((60, 1)), np.ones((60, 8))):
        other = limma.fit(values, design, weights)
        np.testing.assert_allclose(other.coefficients, one.coefficients, rtol=1e-9, atol=1e-11)
        np.testing.assert_allclose(other.stdev_unscaled, one.stdev_unscaled, rtol=1e-9)
        np.testing.assert_allclose(other.sigma, one.sigma, rtol=1e-9)


@quick
@given(seed=seeds)
def test_a_contrast_and_its_negative_mirror_each_other(seed):
    counts, design = simulate(seed)
    plain, mirrored = (limma.limma_voom(counts, design, contrast=(0, sign, -sign)) for sign in (1, -1))
    np.testing.assert_allclose(mirrored.t, -plain.t)
    np.testing.assert_allclose(mirrored.pvalue, plain.pvalue)
    np.testing.assert_allclose(mirrored.ci_low, -plain.ci_high)


@quick
@given(seed=seeds)
def test_one_coefficient_f_is_t_squared(seed):
    counts, design = simulate(seed)
    weighted = limma.voom(counts, design)
    bayes = limma.ebayes(limma.fit(weighted.values, design, weighted.weights))
    ours = limma.f_test(bayes, (1,))
    np.testing.assert_allclose(ours.f, bayes.t[:, 1] ** 2)
    uncapped = bayes.df_total == bayes.df_prior + bayes.fit.df_residual
    np.testing.assert_allclose(ours.pvalue[uncapped], bayes.pvalue[uncapped, 1], rtol=1e-9)


@quick
@given(seed=seeds)
def test_treat_without_a_threshold_is_the_plain_test_and_a_threshold_only_raises_p(seed):
    counts, design = simulate(seed)
    weighted = limma.voom(counts, design)
    fitted = limma.fit(weighted.values, design, weighted.weights)
    plain, none, small, large = (limma.ebayes(fitted), *(limma.treat(fitted, lfc) for lfc in (0, 0.2, 1)))
    np.testing.assert_allclose(none.pvalue, plain.pvalue, rtol=1e-9)
    np.testing.assert_allclose(none.t, plain.t, rtol=1e-9)
    assert (small.pvalue <= large.pvalue + 1e-12).all()
    assert (none.pvalue <= small.pvalue + 1e-12).all()


@quick
@given(seed=seeds)
def test_the_block_labels_names_do_not_matter(seed):
    counts, design = simulate(seed, samples=10)
    values, block = edger.log_cpm(counts), np.repeat(range(4), (3, 2, 3, 2))
    plain = limma.duplicate_correlation(values, design, block)
    named = limma.duplicate_correlation(values, design, np.array(("z", "b", "q", "a"))[block])
    np.testing.assert_allclose(named.consensus, plain.consensus, rtol=1e-7, atol=1e-9)


@quick
@given(seed=seeds)
def test_a_noisy_sample_gets_the_smallest_weight(seed):
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(400, 9)) * np.where(np.arange(9) == 4, 4, 1)
    design = np.ones((9, 1))
    for method in ("reml", "genebygene"):
        weights = limma.array_weights(values, design, method=method).weights
        assert weights.argmin() == 4
        assert np.log(weights).sum() == pytest.approx(0, abs=1e-9)


@quick
@given(seed=seeds)
def test_after_removal_batches_have_the_same_means(seed):
    counts, _ = simulate(seed)
    values, batch = edger.log_cpm(counts), np.arange(8) % 3
    ours = limma.remove_batch_effect(values, batch)
    means = np.column_stack([ours[:, batch == b].mean(axis=1) for b in range(3)])
    np.testing.assert_allclose(means, np.broadcast_to(means[:, :1], means.shape), rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(limma.remove_batch_effect(ours, batch), ours, atol=1e-10)
