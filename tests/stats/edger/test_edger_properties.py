"""What must hold for any counts, and what single cases must give."""

from importlib import import_module

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata

from seqfolio.stats import edger

tmm_module = import_module("seqfolio.stats.edger.tmm")  # the package has a function of that name
seeds = st.integers(0, 2**32 - 1)
quick = settings(max_examples=40, deadline=None)


def simulate(seed, genes=80, samples=5):
    rng = np.random.default_rng(seed)
    mean = np.exp(rng.normal(3, 1.5, (genes, 1))) * rng.uniform(0.5, 2, samples)
    return rng.poisson(rng.gamma(3, mean / 3)).astype(float) + (np.arange(genes) == 0)[:, None]


@quick
@given(seed=seeds)
def test_factors_multiply_to_one_and_follow_their_samples(seed):
    counts = simulate(seed)
    order = np.random.default_rng(seed).permutation(5)
    for method in (edger.tmm, edger.tmmwsp):
        factors = method(counts, reference=1)
        assert np.prod(factors) == pytest.approx(1)
        shuffled = method(counts[:, order], reference=int(np.flatnonzero(order == 1)[0]))
        np.testing.assert_allclose(shuffled, factors[order])
    # TMMwsp breaks ties by the order of the genes, as edgeR does.
    np.testing.assert_allclose(edger.tmm(counts[::-1], reference=1), edger.tmm(counts, reference=1))


@quick
@given(seed=seeds)
def test_genes_without_counts_change_nothing(seed):
    counts = simulate(seed)
    more = np.vstack((counts, np.zeros((7, 5))))
    np.testing.assert_array_equal(edger.tmm(more), edger.tmm(counts))
    np.testing.assert_array_equal(edger.filter_by_expr(more)[:80], edger.filter_by_expr(counts))
    assert not edger.filter_by_expr(more)[80:].any()


@quick
@given(seed=seeds)
def test_cpm_adds_up_to_a_million(seed):
    np.testing.assert_allclose(edger.cpm(simulate(seed)).sum(axis=0), 1e6)


@quick
@given(seed=seeds, prior=st.floats(0.01, 10))
def test_a_zero_has_the_same_log_value_in_every_sample(seed, prior):
    counts = simulate(seed)
    counts[3] = 0
    assert np.ptp(edger.log_cpm(counts, prior_count=prior)[3]) < 1e-12


@quick
@given(values=st.lists(st.integers(-4, 4), min_size=1, max_size=60), trim=st.sampled_from((0.05, 0.3)))
def test_trimming_is_by_mean_ranks(values, trim):
    x = np.array(values, dtype=float)
    low = np.floor(x.size * trim) + 1
    expected = (rankdata(x) >= low) & (rankdata(x) <= x.size + 1 - low)
    ours = tmm_module._within_ranks(x.copy(), trim, lambda genes: x[genes])
    np.testing.assert_array_equal(ours, expected)


def test_equal_libraries_have_factor_one():
    counts = np.repeat(simulate(1)[:, :1], 4, axis=1) * (1, 2, 3, 4)
    np.testing.assert_allclose(edger.tmm(counts), 1)
    np.testing.assert_allclose(edger.tmmwsp(counts), 1)


def test_libraries_without_a_common_gene():
    counts = np.array(((5.0, 0), (7, 0), (0, 4), (0, 9)))
    np.testing.assert_allclose(edger.tmm(counts), 1)
    assert np.isfinite(edger.tmmwsp(counts)).all()


def test_one_sample_and_one_gene():
    np.testing.assert_array_equal(edger.tmm(np.array(((5.0,), (6.0,)))), 1)
    np.testing.assert_allclose(edger.tmm(np.array(((5.0, 9.0),))), 1)


def test_mostly_zero_libraries_take_the_deepest_as_reference():
    counts = np.zeros((200, 4))
    counts[:20] = simulate(3, 20, 4) + 1
    np.testing.assert_array_equal(edger.tmm(counts), edger.tmm(counts, reference=int(np.sqrt(counts).sum(0).argmax())))


def test_a_count_at_the_cut_off_is_kept():
    counts = np.zeros((3, 3))
    counts[0] = 999_990
    counts[1], counts[2] = 10, 9
    counts[0, 0] += 123_457
    counts[0, 2] -= 150_000
    np.testing.assert_array_equal(edger.filter_by_expr(counts, group=("a", "a", "a")), (True, False, False))
    np.testing.assert_array_equal(edger.filter_by_expr(counts, group=("a", "b", "c")), (True, True, True))
