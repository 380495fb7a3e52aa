"""Influence, exchange and hidden structure against fitting again, SciPy's tests and a planted pattern."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from seqfolio.stats.exchange import best_exchange
from seqfolio.stats.hidden_structure import concentration, explained, first_component
from seqfolio.stats.influence import least_squares, leave_one_out

RANDOM = np.random.default_rng(3)
GROUP = np.repeat([0.0, 1.0], [4, 5])
BATCH = np.array([0, 1, 0, 1, 0, 1, 0, 1, 1.0])
DESIGN = np.column_stack([np.ones(9), BATCH, GROUP])
VALUES = RANDOM.normal(size=(30, 9)) + 2 * np.outer(RANDOM.normal(size=30), GROUP)


def test_leaving_a_sample_out_is_fitting_without_it() -> None:
    weights = np.array([0.0, 0.5, 1.0])
    fast = leave_one_out(least_squares(VALUES, DESIGN), weights)
    for i in range(9):
        rest = np.arange(9) != i
        slow = weights @ np.linalg.lstsq(DESIGN[rest], VALUES[:, rest].T, rcond=None)[0]
        np.testing.assert_allclose(fast[:, i], slow, rtol=1e-9)


def test_a_sample_with_a_coefficient_to_itself_cannot_be_left_out() -> None:
    design = np.column_stack([DESIGN, np.eye(9)[:, 0]])
    assert np.isnan(leave_one_out(least_squares(VALUES, design), [0, 0, 1, 0])[:, 0]).all()


def test_every_exchange_is_scipys_t_test() -> None:
    design = np.column_stack([np.ones(9), GROUP])
    first, second = list(range(4, 9)), list(range(4))
    found = best_exchange(VALUES, design, [0, 1], first, second, level=0.05)
    shares = {}
    for i in first:
        for j in second:
            y = VALUES.copy()
            y[:, [i, j]] = VALUES[:, [j, i]]
            shares[i, j] = (stats.ttest_ind(y[:, 4:], y[:, :4], axis=1).pvalue < 0.05).mean()
    assert found.after == max(shares.values()) == shares[found.pair]
    others = [share for (i, j), share in shares.items() if i != found.pair[0] and j != found.pair[1]]
    assert found.rival == max(others)
    assert found.before == (stats.ttest_ind(VALUES[:, 4:], VALUES[:, :4], axis=1).pvalue < 0.05).mean()


def test_the_exchanged_pair_is_found() -> None:
    swapped = VALUES.copy()
    swapped[:, [1, 6]] = VALUES[:, [6, 1]]
    found = best_exchange(swapped, np.column_stack([np.ones(9), GROUP]), [0, 1], [4, 5, 6, 7, 8], [0, 1, 2, 3])
    assert found.pair == (6, 1)
    assert found.after > 2 * max(found.before, found.rival, found.further)


def test_a_planted_pattern_is_the_first_component() -> None:
    hidden = np.array([1, 1, -1, -1, 1, 1, -1, -1, 0.0])
    values = RANDOM.normal(size=(400, 9)) + np.outer(RANDOM.normal(size=400), hidden)
    found = first_component(values, DESIGN)
    outside = hidden - DESIGN @ np.linalg.lstsq(DESIGN, hidden, rcond=None)[0]
    assert abs(np.corrcoef(found.scores, outside)[0, 1]) > 0.98
    assert found.share > 1.5 * found.by_chance
    assert found.df == 6


def test_without_a_pattern_the_share_is_that_of_chance() -> None:
    found = first_component(RANDOM.normal(size=(400, 9)), DESIGN)
    assert found.share == pytest.approx(found.by_chance, rel=0.15)
    assert found.share > 1 / 6


def test_a_component_of_one_sample_is_concentrated_in_it() -> None:
    outside = np.eye(9) - DESIGN @ np.linalg.pinv(DESIGN)
    for sample in range(9):
        alone = outside[sample] / np.linalg.norm(outside[sample])
        held = concentration(alone, DESIGN)
        assert held[sample] == pytest.approx(1.0)
        directions = outside / np.linalg.norm(outside, axis=1, keepdims=True)
        np.testing.assert_allclose(held, (directions @ alone) ** 2)
    saturated = np.eye(3)[:, [0, 1, 2]]
    assert concentration([0.0, 0.0, 0.0], saturated).tolist() == [0, 0, 0]


def test_a_factors_share_is_one_way_analysis_of_variance() -> None:
    scores = RANDOM.normal(size=9)
    scores -= scores.mean()
    labels = np.array(list("aaabbbccc"))
    columns = (labels[:, None] == np.unique(labels)).astype(float)
    share, pvalue = explained(scores, columns, np.ones((9, 1)))
    assert pvalue == pytest.approx(stats.f_oneway(*(scores[labels == level] for level in "abc")).pvalue)
    means = np.array([scores[labels == label].mean() for label in labels])
    assert share == pytest.approx((means**2).sum() / (scores**2).sum())


def test_a_covariate_that_the_design_holds_explains_nothing_more() -> None:
    assert explained(RANDOM.normal(size=9), BATCH[:, None], DESIGN) == (0.0, 1.0)
    assert explained(RANDOM.normal(size=9), np.eye(9), DESIGN) == (0.0, 1.0)
