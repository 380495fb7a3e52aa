"""Benjamini and Hochberg: scipy, a slow obvious loop, and properties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from seqfolio.stats.multiple_testing import benjamini_hochberg, storey_pi0

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


def slow_pi0(pvalue: list[float]) -> float:
    """The formula of qvalue's bootstrap estimate, one lambda after the other."""
    m = len(pvalue)
    lambdas = [i / 20 for i in range(1, 20)]
    above = [sum(p >= one for p in pvalue) for one in lambdas]
    estimates = [w / m / (1 - one) for w, one in zip(above, lambdas, strict=True)]
    low = float(np.quantile(estimates, 0.1))
    errors = [
        w / (m**2 * (1 - one) ** 2) * (1 - w / m) + (e - low) ** 2
        for w, one, e in zip(above, lambdas, estimates, strict=True)
    ]
    return min(1.0, estimates[errors.index(min(errors))])


@pytest.mark.parametrize("share", [1.0, 0.8, 0.3])
def test_storeys_share_is_the_formula_and_near_the_truth(share: float) -> None:
    random = np.random.default_rng(3)
    m = 4_000
    p = np.where(np.arange(m) < share * m, random.uniform(size=m), random.beta(0.2, 8, size=m))
    assert storey_pi0(p) == pytest.approx(slow_pi0(p.tolist()), rel=1e-12)
    assert storey_pi0(p) == pytest.approx(share, abs=0.06)


def test_storeys_share_without_large_or_any_pvalues_is_unknown() -> None:
    assert np.isnan(storey_pi0([]))
    assert np.isnan(storey_pi0([np.nan]))
    assert np.isnan(storey_pi0([1e-9, 1e-5]))
    assert storey_pi0([0.5, 0.6, 0.99, np.nan]) == pytest.approx(slow_pi0([0.5, 0.6, 0.99]))
