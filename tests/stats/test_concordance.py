"""Agreement of rankings against an obvious loop and against SciPy."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from seqfolio.stats.concordance import concordance_at_top, list_sizes, places, rank_correlation


@given(st.integers(1, 40).flatmap(lambda n: st.tuples(st.permutations(range(n)), st.permutations(range(n)))))
def test_concordance_is_the_share_of_common_genes(lists: tuple[list[int], list[int]]) -> None:
    first, second = lists
    sizes = np.arange(1, len(first) + 1)
    obvious = [len(set(first[:n]) & set(second[:n])) / n for n in sizes]
    np.testing.assert_allclose(concordance_at_top(places(first), places(second), sizes), obvious)


@given(st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=3, max_size=30))
def test_rank_correlation_is_scipys(pairs: list[tuple[int, int]]) -> None:
    x, y = (np.array(values, dtype=float) for values in zip(*pairs, strict=True))
    found = rank_correlation(x, y)
    if np.ptp(x) == 0 or np.ptp(y) == 0:
        assert np.isnan(found)
    else:
        np.testing.assert_allclose(found, spearmanr(x, y).statistic, atol=1e-12)


def test_rank_correlation_without_items() -> None:
    assert np.isnan(rank_correlation([], []))


@given(st.integers(0, 100_000))
def test_sizes_reach_from_one_to_the_longest(longest: int) -> None:
    sizes = list_sizes(longest)
    assert len(sizes) < 130
    assert (np.diff(sizes) > 0).all()
    if longest:
        assert sizes[0] == 1
        assert sizes[-1] == longest
    assert (100 in sizes) == (longest >= 100)
