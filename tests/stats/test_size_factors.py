"""Median-of-ratios size factors: R's tables and what must not change them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from seqfolio.stats.deseq2 import size_factors
from small_projects import REPOSITORY

REFERENCE = Path(__file__).parents[1] / "reference" / "ttest"
KINDS = ("ratio", "poscounts")
counts = arrays(np.int64, st.tuples(st.integers(3, 15), st.integers(2, 6)), elements=st.integers(1, 5000))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["airway", "sim_two_groups", "sim_three_levels_batch", "sim_every_gene_has_zero"])
def test_equal_r(name: str, kind: str) -> None:
    path = REPOSITORY / "example_data/airway/counts.csv.gz" if name == "airway" else REFERENCE / f"{name}_counts.csv.gz"
    values = pd.read_csv(path, index_col=0)
    expected = pd.read_csv(REFERENCE / f"{name}_size_factors.csv.gz", index_col=0)[kind]
    if expected.isna().any():
        with pytest.raises(ValueError, match="poscounts"):
            size_factors(values, kind)
    else:
        if kind == "poscounts":  # as DESeq() uses them: the table has them before they are brought to mean 1
            expected = expected / np.exp(np.log(expected).mean())
        np.testing.assert_allclose(size_factors(values, kind), expected.loc[values.columns], rtol=1e-10)


def test_by_hand() -> None:
    # The second library is four times as deep in every gene: geometric means 2 c, factors 1/2 and 2.
    assert size_factors([[10, 40], [7, 28], [100, 400]]) == pytest.approx([0.5, 2.0])


@pytest.mark.parametrize("kind", KINDS)
@given(values=counts, random=st.randoms(use_true_random=False))
def test_order_of_samples_and_genes_does_not_matter(kind: str, values: np.ndarray, random: object) -> None:
    rows, columns = list(range(values.shape[0])), list(range(values.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    shuffled = size_factors(values[np.ix_(rows, columns)], kind)
    np.testing.assert_allclose(shuffled, size_factors(values, kind)[columns], rtol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
@given(values=counts, factor=st.integers(2, 50), data=st.data())
def test_a_deeper_library_changes_its_own_factor_only(
    kind: str, values: np.ndarray, factor: int, data: st.DataObject
) -> None:
    """Relative to the others: all factors together are bound to a geometric mean."""
    which = data.draw(st.integers(0, values.shape[1] - 1))
    deeper = values.copy()
    deeper[:, which] *= factor
    ratio = size_factors(deeper, kind) / size_factors(values, kind)
    others = np.delete(ratio, which)
    np.testing.assert_allclose(others, others[0], rtol=1e-9)
    assert ratio[which] / others[0] == pytest.approx(factor, rel=1e-9)


@pytest.mark.parametrize("kind", KINDS)
@given(values=counts)
def test_a_gene_without_counts_changes_nothing(kind: str, values: np.ndarray) -> None:
    with_zero = np.vstack([values, np.zeros(values.shape[1], dtype=values.dtype)])
    assert np.array_equal(size_factors(with_zero, kind), size_factors(values, kind))


@pytest.mark.parametrize("kind", KINDS)
@given(values=counts)
def test_equal_libraries_have_factor_one(kind: str, values: np.ndarray) -> None:
    np.testing.assert_allclose(size_factors(np.repeat(values[:, :1], 4, axis=1), kind), 1.0, rtol=1e-12)


def test_a_sample_without_counts_is_refused() -> None:
    with pytest.raises(ValueError, match="no count"):
        size_factors([[1, 0], [3, 0]], "poscounts")
