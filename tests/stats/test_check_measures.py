"""Measures of association against SciPy and against slow obvious loops."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from seqfolio.stats.check_measures import cramers_v, inflation, one_way, simple_error_ratio


@pytest.mark.parametrize("table", [[[3, 1], [1, 3]], [[4, 0], [0, 4]], [[2, 5, 1], [7, 0, 3]], [[5, 5], [5, 5]]])
def test_cramers_v_is_scipys(table: list[list[int]]) -> None:
    assert cramers_v(table) == pytest.approx(stats.contingency.association(np.array(table), method="cramer"))


def test_cramers_v_by_hand_and_of_one_column() -> None:
    assert cramers_v([[3, 1], [1, 3]]) == pytest.approx(0.5)
    assert math.isnan(cramers_v([[3], [4]]))


def test_one_way_is_scipys_f_test_and_its_share_is_the_sums_of_squares() -> None:
    random = np.random.default_rng(3)
    y, labels = random.normal(size=14), np.array(["a"] * 5 + ["b"] * 3 + ["c"] * 6)
    explained, p = one_way(y, labels)
    groups = [y[labels == g] for g in "abc"]
    assert p == pytest.approx(stats.f_oneway(*groups).pvalue)
    within = sum(((g - g.mean()) ** 2).sum() for g in groups)
    assert explained == pytest.approx(1 - within / ((y - y.mean()) ** 2).sum())


def test_one_way_where_nothing_can_be_said() -> None:
    assert one_way([1.0, 1.0, 2.0, 2.0], list("aabb")) == (1.0, 0.0)
    assert one_way([3.0, 3.0, 3.0], list("aab"))[0] == 0.0
    assert math.isnan(one_way([1.0, 2.0], list("ab"))[1])
    assert math.isnan(one_way([1.0, 2.0], list("aa"))[1])


def test_inflation_is_the_ratio_of_variances_by_hand() -> None:
    batch, group = np.array([0, 0, 0, 0, 1, 1, 1, 1.0]), np.array([0, 0, 0, 1, 0, 1, 1, 1.0])
    design = np.column_stack([np.ones(8), batch, group])
    alone = 1 / 4 + 1 / 4
    r = np.corrcoef(batch, group)[0, 1]
    assert inflation(design, np.array([0, 0, 1.0]), alone) == pytest.approx(1 / (1 - r**2))


def test_sere_is_the_papers_formula_as_a_loop() -> None:
    one, other = [5, 0, 12, 100, 0], [9, 3, 20, 180, 0]
    total = [a + b for a, b in zip(one, other, strict=True)]
    squares, genes = 0.0, 0
    for j, e in enumerate(total):
        if e == 0:
            continue
        genes += 1
        for library in (one, other):
            expected = e * sum(library) / sum(total)
            squares += (library[j] - expected) ** 2 / expected
    assert simple_error_ratio(one, other) == pytest.approx(math.sqrt(squares / (genes * (2 - 1))))


def test_sere_of_copies_reruns_and_replicates() -> None:
    random = np.random.default_rng(5)
    truth = random.lognormal(5, 1, 3000)
    run, rerun = random.poisson(truth), random.poisson(1.7 * truth)
    assert simple_error_ratio(run, run) == 0
    assert simple_error_ratio(run, rerun) == pytest.approx(1, abs=0.03)
    assert simple_error_ratio(run, random.poisson(truth * random.gamma(10, 0.1, 3000))) > 1.5
    assert math.isnan(simple_error_ratio([0, 0], [1, 2]))
