"""What must hold for any counts: symmetries, and genes that cannot matter to others."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seqfolio.stats import deseq2

SLOW = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
SEEDS = st.integers(0, 2**32 - 1)


def draw(seed, genes=120, samples=6):
    """Counts with realistic dispersions, and a design of two groups, a batch, or a dose."""
    rng = np.random.default_rng(seed)
    mean, alpha = np.exp(rng.normal(5, 1.5, (genes, 1))), np.exp(rng.normal(-2, 0.5, (genes, 1)))
    mu = mean * rng.uniform(0.5, 2, samples) * np.exp(rng.normal(0, 0.5, (genes, 1)) * (np.arange(samples) % 2))
    counts = rng.negative_binomial(1 / alpha, 1 / (1 + alpha * mu))
    columns = [np.ones(samples), np.arange(samples) % 2]
    extra = [[], [np.arange(samples) // 2 % 2], [rng.normal(size=samples)]][seed % 3]
    return counts, np.column_stack([*columns[:1], *extra, *columns[1:]]).astype(float)


def assert_close(ours, theirs, rtol=1e-4):
    np.testing.assert_allclose(ours.log2_fold_change, theirs.log2_fold_change, rtol=rtol, atol=1e-6)
    np.testing.assert_allclose(ours.pvalue, theirs.pvalue, rtol=10 * rtol, atol=1e-12)


@SLOW
@given(SEEDS, SEEDS)
def test_permuting_genes_permutes_results(seed, shuffle):
    counts, design = draw(seed)
    order = np.random.default_rng(shuffle).permutation(len(counts))
    plain, permuted = deseq2(counts, design), deseq2(counts[order], design)
    np.testing.assert_allclose(permuted.pvalue, plain.pvalue[order], rtol=1e-4)
    np.testing.assert_array_equal(permuted.reason, plain.reason[order])


@SLOW
@given(SEEDS, SEEDS)
def test_permuting_samples_changes_nothing(seed, shuffle):
    counts, design = draw(seed)
    order = np.random.default_rng(shuffle).permutation(counts.shape[1])
    assert_close(deseq2(counts[:, order], design[order]), deseq2(counts, design))


@SLOW
@given(SEEDS, st.integers(2, 9))
def test_scaling_a_library_changes_only_its_size_factor(seed, factor):
    counts, _ = draw(seed)
    scaled = counts.copy()
    scaled[:, 2] *= factor
    plain, changed = deseq2.size_factors(counts), deseq2.size_factors(scaled)
    share = factor ** (-1 / counts.shape[1])
    expected = plain * np.where(np.arange(counts.shape[1]) == 2, factor, 1) * share
    np.testing.assert_allclose(changed, expected)


@SLOW
@given(SEEDS, st.integers(0, 119))
def test_a_gene_without_counts_changes_nothing(seed, position):
    counts, design = draw(seed)
    plain = deseq2(counts, design, size_factors=deseq2.size_factors(counts))
    longer = deseq2(np.insert(counts, position, 0, axis=0), design)
    assert longer.reason[position] == "all zero"
    assert np.isnan([longer.pvalue[position], longer.log2_fold_change[position], longer.padj[position]]).all()
    np.testing.assert_allclose(np.delete(longer.pvalue, position), plain.pvalue, rtol=1e-6)
    np.testing.assert_allclose(np.delete(longer.log2_fold_change, position), plain.log2_fold_change, rtol=1e-6)


@SLOW
@given(SEEDS)
def test_swapping_the_groups_changes_the_sign(seed):
    counts, design = draw(seed - seed % 3)
    swapped = design.copy()
    swapped[:, -1] = 1 - swapped[:, -1]
    plain, other = deseq2(counts, design), deseq2(counts, swapped)
    np.testing.assert_allclose(other.log2_fold_change, -plain.log2_fold_change, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(other.pvalue, plain.pvalue, rtol=1e-3)


@SLOW
@given(SEEDS)
def test_padj_reason_and_bounds(seed):
    counts, design = draw(seed)
    counts[:5] = 0
    result = deseq2(counts, design)
    np.testing.assert_array_equal(np.isnan(result.padj), result.reason != "")
    assert set(result.reason) <= {"", "all zero", "count outlier", "independent filtering"}
    known = ~np.isnan(result.padj)
    assert (result.padj[known] >= result.pvalue[known]).all()
    assert (result.padj[known] <= 1).all()


@pytest.mark.parametrize("scale", [1.0, 7.0])
def test_equal_size_factors_need_not_be_one(scale):
    counts, design = draw(0)
    plain = deseq2(counts, design, size_factors=np.ones(6))
    scaled = deseq2(counts, design, size_factors=np.full(6, scale))
    np.testing.assert_allclose(scaled.base_mean * scale, plain.base_mean)


def test_normalization_factors_that_are_size_factors():
    counts, design = draw(1)
    factors = deseq2.size_factors(counts)
    by_gene = deseq2(counts, design, normalization_factors=np.tile(factors, (len(counts), 1)))
    assert_close(by_gene, deseq2(counts, design), rtol=1e-8)


def test_equal_lengths_are_no_lengths():
    counts, design = draw(2)
    factors = deseq2.size_factors(counts)
    centred = factors / np.exp(np.log(factors).mean())
    by_length = deseq2(counts, design, lengths=np.full(counts.shape, 1500.0))
    assert_close(by_length, deseq2(counts, design, size_factors=centred), rtol=1e-8)
