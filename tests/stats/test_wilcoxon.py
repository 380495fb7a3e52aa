"""The rank-sum test against a loop over scipy's."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu

from seqfolio.stats.array_checks import StatsInputError
from seqfolio.stats.wilcoxon import wilcoxon


def assert_same_as_scipy(values, first):
    ours = wilcoxon(values, first)
    theirs = [mannwhitneyu(row[first], row[~first], method="auto") for row in values]
    np.testing.assert_array_equal(ours.u, [r.statistic for r in theirs])
    np.testing.assert_allclose(ours.pvalue, [r.pvalue for r in theirs], rtol=1e-12)
    return ours


@pytest.mark.parametrize(("n1", "n2"), [(1, 1), (1, 5), (3, 3), (4, 7), (8, 8), (8, 200), (9, 9), (30, 25)])
@pytest.mark.parametrize("decimals", [9, 0])
def test_every_gene_as_scipy(n1, n2, decimals):
    rng = np.random.default_rng(n1 * n2)
    values = np.round(rng.normal(0, 2, (60, n1 + n2)), decimals)
    first = rng.permutation(n1 + n2) < n1
    ours = assert_same_as_scipy(values, first)
    if decimals:
        assert ours.exact.all() == (min(n1, n2) <= 8)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), samples=st.integers(2, 12))
def test_any_ties(data, samples):
    row = data.draw(st.lists(st.integers(0, 5), min_size=samples, max_size=samples))
    first = np.array(data.draw(st.lists(st.booleans(), min_size=samples, max_size=samples)))
    if first.all() or not first.any():
        first[0] = not first[0]
    assert_same_as_scipy(np.array((row, row), dtype=float), first)


def test_all_values_equal():
    ours = wilcoxon(np.ones((2, 6)), np.arange(6) < 3)
    np.testing.assert_array_equal(ours.pvalue, 1)


def test_swapping_the_groups_keeps_p():
    rng = np.random.default_rng(2)
    values, first = rng.normal(size=(50, 14)), np.arange(14) < 6
    one, other = wilcoxon(values, first), wilcoxon(values, ~first)
    np.testing.assert_allclose(one.pvalue, other.pvalue)
    np.testing.assert_array_equal(one.u + other.u, 6 * 8)


def test_monotone_transformations_keep_everything():
    rng = np.random.default_rng(3)
    values, first = rng.normal(size=(50, 30)), np.arange(30) < 12
    np.testing.assert_array_equal(wilcoxon(values, first).pvalue, wilcoxon(np.exp(values), first).pvalue)


@pytest.mark.parametrize("first", [(True,) * 4, (False,) * 4, (True, False)])
def test_wrong_groups(first):
    with pytest.raises(StatsInputError):
        wilcoxon(np.ones((2, 4)), first)


def test_hodges_lehmann_is_the_median_of_all_pairs() -> None:
    from seqfolio.stats.wilcoxon import hodges_lehmann

    rng = np.random.default_rng(5)
    a, b = rng.normal(0.3, 1, (40, 5)), rng.normal(0, 1, (40, 7))
    expected = [np.median([x - y for x in row for y in other]) for row, other in zip(a, b, strict=True)]
    np.testing.assert_allclose(hodges_lehmann(a, b), expected, rtol=1e-12)
