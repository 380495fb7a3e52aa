"""Student's and Welch's test: the tutorial's loop, R's tables, and the genes that no t-test can answer for."""

from __future__ import annotations

import gzip
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from seqfolio.stats.multiple_testing import benjamini_hochberg
from seqfolio.stats.ttest import ttest
from small_projects import REPOSITORY

REFERENCE = Path(__file__).parents[1] / "reference" / "ttest"
SETS = {"sim_two_groups": ((3, 6), (0, 3)), "sim_three_levels_batch": ((8, 12), (0, 4)),
        "sim_every_gene_has_zero": ((3, 6), (0, 3))}  # fmt: skip


def airway() -> tuple[pd.DataFrame, np.ndarray]:
    counts = pd.read_csv(REPOSITORY / "example_data" / "airway" / "counts.csv.gz", index_col=0)
    sheet = pd.read_csv(REPOSITORY / "example_data" / "airway" / "samples.csv", index_col=0)
    return counts, (sheet.loc[counts.columns, "dex"] == "trt").to_numpy()


def tutorial_loop(x: np.ndarray, y: np.ndarray, *, equal_variance: bool) -> tuple[np.ndarray, np.ndarray]:
    """What the tutorial does, literally: gene by gene."""
    statistics, pvalues = [], []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scipy warns of constant genes
        for a, b in zip(x, y, strict=True):
            result = stats.ttest_ind(a, b, equal_var=equal_variance)
            statistics.append(result.statistic)
            pvalues.append(result.pvalue)
    return np.array(statistics), np.array(pvalues)


@pytest.mark.parametrize("equal_variance", [True, False])
def test_airway_equals_the_tutorials_loop_but_for_ten_genes_without_variance(equal_variance: bool) -> None:
    counts, treated = airway()
    counts = counts[(counts > 0).any(axis=1)]
    values = np.log2(counts.to_numpy() + 1)
    x, y = values[:, treated], values[:, ~treated]

    ours = ttest(x, y, equal_variance=equal_variance)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        statistic, pvalue = stats.ttest_ind(x, y, axis=1, equal_var=equal_variance)

    constant = (np.ptp(x, axis=1) == 0) & (np.ptp(y, axis=1) == 0)
    assert constant.sum() == 10
    assert (ours.testable == ~constant).all()
    assert np.isnan(ours.pvalue[constant]).all()
    assert np.isnan(ours.stat[constant]).all()
    assert (pvalue[constant] == 0).all()  # why those genes have no test: the loop puts them on top
    np.testing.assert_allclose(ours.pvalue[~constant], pvalue[~constant], rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(ours.stat[~constant], statistic[~constant], rtol=1e-9)

    few = np.unique(np.r_[np.arange(0, len(x), 16), np.flatnonzero(constant)])  # the loop is slow
    loop_statistic, loop_pvalue = tutorial_loop(x[few], y[few], equal_variance=equal_variance)
    same = ~constant[few]
    np.testing.assert_allclose(ours.pvalue[few][same], loop_pvalue[same], rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(ours.stat[few][same], loop_statistic[same], rtol=1e-9)
    assert (loop_pvalue[~same] == 0).all()


@pytest.mark.parametrize("kind", ["student", "welch"])
def test_airway_equals_r(kind: str) -> None:
    counts, treated = airway()
    expected = pd.read_csv(REFERENCE / "airway.csv.gz", index_col=0)
    values = np.log2(counts.to_numpy() + 1)
    ours = ttest(values[:, treated], values[:, ~treated], equal_variance=kind == "student")
    table = pd.DataFrame(
        {"t": ours.stat, "p": ours.pvalue, "padj": benjamini_hochberg(ours.pvalue), "lfc": ours.difference},
        index=counts.index,
    ).loc[expected.index]
    np.testing.assert_allclose(table["lfc"], expected["lfc"], rtol=1e-10, atol=1e-12)
    for name in ("t", "p", "padj"):
        np.testing.assert_allclose(table[name], expected[f"{name}_{kind}"], rtol=1e-9)  # NaN where R has NA, too


@pytest.mark.parametrize("kind", ["student", "welch"])
@pytest.mark.parametrize("name", SETS)
def test_simulations_equal_r(name: str, kind: str) -> None:
    with gzip.open(REFERENCE / f"{name}_counts.csv.gz") as file:
        values = np.log2(pd.read_csv(file, index_col=0).to_numpy() + 1)
    expected = pd.read_csv(REFERENCE / f"{name}.csv.gz", index_col=0)
    (a, b), (c, d) = SETS[name]
    ours = ttest(values[:, a:b], values[:, c:d], equal_variance=kind == "student")
    np.testing.assert_allclose(ours.difference, expected["lfc"], rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(ours.stat, expected[f"t_{kind}"], rtol=1e-9)
    np.testing.assert_allclose(ours.pvalue, expected[f"p_{kind}"], rtol=1e-9)
    np.testing.assert_allclose(benjamini_hochberg(ours.pvalue), expected[f"padj_{kind}"], rtol=1e-9)


def test_student_by_hand() -> None:
    # Means 2 and 5, variances 1 and 1: pooled variance 1, standard error sqrt(2/3), t = -3 / 0.8165 = -3.674.
    result = ttest([[1, 2, 3]], [[4, 5, 6]], equal_variance=True)
    assert result.difference[0] == -3
    assert result.standard_error[0] == pytest.approx((2 / 3) ** 0.5)
    assert result.stat[0] == pytest.approx(-3 / (2 / 3) ** 0.5)
    assert result.df[0] == 4
    low, high = result.interval(0.95)
    assert (low[0], high[0]) == pytest.approx((-3 - 2.7764451052 * (2 / 3) ** 0.5, -3 + 2.7764451052 * (2 / 3) ** 0.5))


def test_welch_equals_scipys_interval() -> None:
    a, b = [1.0, 2.5, 3.0, 7.0], [4.0, 4.5, 9.0]
    expected = stats.ttest_ind(a, b, equal_var=False)
    result = ttest([a], [b], equal_variance=False)
    assert result.df[0] == pytest.approx(expected.df)
    interval = expected.confidence_interval(0.95)
    assert tuple(float(end[0]) for end in result.interval(0.95)) == pytest.approx((interval.low, interval.high))


def test_a_gene_that_is_constant_in_one_group_only_is_tested() -> None:
    # Means 5 and 2, standard error sqrt(1/3), 2 degrees of freedom: R's t.test(c(5,5,5), c(1,2,3)) gives p = 0.0351.
    result = ttest([[5, 5, 5]], [[1, 2, 3]], equal_variance=False)
    assert result.testable[0]
    assert result.stat[0] == pytest.approx(3 * 3**0.5)
    assert result.pvalue[0] == pytest.approx(2 * stats.t.sf(3 * 3**0.5, 2))


def test_swapping_the_groups_changes_signs_only() -> None:
    random = np.random.default_rng(3)
    x, y = random.normal(size=(50, 4)), random.normal(size=(50, 3))
    there, back = ttest(x, y, equal_variance=False), ttest(y, x, equal_variance=False)
    assert np.array_equal(there.stat, -back.stat)
    assert np.array_equal(there.pvalue, back.pvalue)


@pytest.mark.parametrize(
    ("a", "b", "words"),
    [
        ([[1.0]], [[1.0, 2.0]], "at least two samples"),
        ([[1.0, np.nan]], [[1.0, 2.0]], "not finite"),
        ([[1.0, 2.0]] * 2, [[1.0, 2.0]], "a has 2 genes and b has 1"),
        ([1.0, 2.0], [[1.0, 2.0]], "genes x samples"),
    ],
)
def test_what_cannot_be_tested_is_refused(a: list, b: list, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        ttest(a, b, equal_variance=True)
