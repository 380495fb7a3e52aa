"""Benjamini and Hochberg: scipy, a slow obvious loop, and properties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from seqfolio.stats.multiple_testing import benjamini_hochberg

pvalues = arrays(np.float64, st.integers(1, 40), elements=st.floats(0, 1))


def slow(p: np.ndarray) -> list[float]:
    """The definition: for each p-value the smallest p_j m / rank_j among those that are not smaller."""
    ranked = sorted(p)
    m = len(p)
    return [min(1.0, *(ranked[j] * m / (j + 1) for j in range(m) if ranked[j] >= value)) for value in p]


@given(pvalues)
def test_equals_scipy(p: np.ndarray) -> None:
    np.testing.assert_allclose(benjamini_hochberg(p), stats.false_discovery_control(p, method="bh"), rtol=1e-14)


@given(pvalues)
def test_equals_the_definition(p: np.ndarray) -> None:
    np.testing.assert_allclose(benjamini_hochberg(p), slow(p), rtol=1e-14)


@given(pvalues)
def test_keeps_the_order_and_never_makes_smaller(p: np.ndarray) -> None:
    adjusted = benjamini_hochberg(p)
    assert (np.diff(adjusted[np.argsort(p, kind="stable")]) >= 0).all()
    assert (adjusted >= p * (1 - 1e-15)).all()  # p * m / m may lose the last bit, in R too
    assert (adjusted <= 1).all()


@given(pvalues, st.randoms(use_true_random=False))
def test_untested_genes_do_not_count(p: np.ndarray, random: np.random.Generator) -> None:
    with_gaps = np.full(len(p) * 2, np.nan)
    places = sorted(random.sample(range(len(with_gaps)), len(p)))
    with_gaps[places] = p
    adjusted = benjamini_hochberg(with_gaps)
    assert np.array_equal(adjusted[places], benjamini_hochberg(p))
    assert np.isnan(adjusted).sum() == len(p)


def test_by_hand() -> None:
    # m = 4: 0.01*4/1, 0.02*4/2, 0.03*4/3, 0.5*4/4
    assert benjamini_hochberg([0.5, 0.01, 0.03, 0.02]) == pytest.approx([0.5, 0.04, 0.04, 0.04])


def test_keeps_the_shape_and_copes_with_nothing() -> None:
    assert benjamini_hochberg([[0.1, np.nan], [0.2, 0.3]]).shape == (2, 2)
    assert benjamini_hochberg([]).size == 0
    assert np.isnan(benjamini_hochberg([np.nan, np.nan])).all()
