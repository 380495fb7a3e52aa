"""R squared and p of a covariate against SciPy's regression and analysis of variance."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from seqfolio.stats.association import association

RANDOM = np.random.default_rng(11)
VALUES = RANDOM.normal(size=(12, 3))


def test_a_number_is_a_linear_regression() -> None:
    x = RANDOM.normal(size=12)
    found = association(VALUES, x[:, None])
    for column, r2, p in zip(VALUES.T, found.r_squared, found.pvalue, strict=True):
        expected = stats.linregress(x, column)
        assert (r2, p) == pytest.approx((expected.rvalue**2, expected.pvalue))


def test_a_category_is_an_analysis_of_variance() -> None:
    groups = np.array([0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2])
    indicators = (groups[:, None] == [1, 2]).astype(float)
    found = association(VALUES, indicators)
    for column, p in zip(VALUES.T, found.pvalue, strict=True):
        assert p == pytest.approx(stats.f_oneway(*(column[groups == g] for g in range(3))).pvalue)


def test_columns_that_repeat_each_other_count_once() -> None:
    x = RANDOM.normal(size=(12, 1))
    once, twice = association(VALUES, x), association(VALUES, np.hstack([x, -3 * x]))
    assert twice.pvalue == pytest.approx(once.pvalue)


def test_no_verdict_without_freedom_or_variation() -> None:
    assert np.isnan(association(VALUES, np.eye(12)).pvalue).all()
    assert np.isnan(association(VALUES, np.ones((12, 1))).pvalue).all()
    assert np.isnan(association(np.ones((12, 1)), np.arange(12.0)[:, None]).pvalue).all()


def test_a_perfect_fit_has_p_0() -> None:
    x = np.arange(6.0)[:, None]
    found = association(2 * x, x)
    assert found.r_squared == pytest.approx(1.0)
    assert found.pvalue[0] < 1e-12
