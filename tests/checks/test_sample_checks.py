"""Checks of normalised samples: an injected damage is found and named, the undamaged project passes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from known import libraries, measured, only, said, severities
from seqfolio.qc.outliers import centre_distance, outliers, replicate_correlation

FIVE = {"group": ["a"] * 5 + ["b"] * 5}


def effects(
    samples: int, group: list[str], donors: list[str] | None = None, genes: int = 400, seed: int = 3
) -> np.ndarray:
    """log2 effects of the group (a quarter of the genes, strong) and of donors (all genes)."""
    random = np.random.default_rng(seed)
    of_group = np.where(np.arange(genes) % 4 == 0, random.normal(0, 2, genes), 0)
    of_donor = {donor: random.normal(0, 0.8, genes) for donor in dict.fromkeys(donors or [])}
    return np.column_stack(
        [of_group * (group[i] == "b") + (of_donor[donors[i]] if donors else 0) for i in range(samples)]
    )


def clean(seed: int = 1, sheet: dict[str, list[Any]] = FIVE) -> np.ndarray:
    return libraries(10, effects=effects(10, sheet["group"]), seed=seed)


# --- one sample is odd


def test_agreement_with_replicates_is_the_median_over_the_group() -> None:
    correlation = pd.DataFrame([[1, 0.9, 0.5, 0], [0.9, 1, 0.7, 0], [0.5, 0.7, 1, 0], [0, 0, 0, 1]])
    groups = pd.Series(["a", "a", "a", "b"])
    assert replicate_correlation(correlation, groups)[:3] == pytest.approx([0.7, 0.8, 0.6])
    assert np.isnan(replicate_correlation(correlation, groups)[3])
    scores = pd.DataFrame({"PC1": [0, 1, 5, 9], "PC2": [0, 0, 3, 9]})
    assert centre_distance(scores, groups)[:3] == pytest.approx([1, 0, 5])


def test_both_measures_must_call_a_sample_odd() -> None:
    groups = pd.Series(["a"] * 6)
    agree, far = np.array([0.95, 0.96, 0.95, 0.94, 0.95, 0.80]), np.array([1.0, 1.1, 0.9, 1.0, 1.0, 4.0])
    assert outliers(agree, far, groups).tolist() == [False] * 5 + [True]
    assert not outliers(agree, np.ones(6), groups).any()
    assert not outliers(np.full(6, 0.95), far, groups).any()
    assert not outliers(np.full(6, np.nan), np.full(6, np.nan), groups).any()
    assert not outliers(agree[3:], far[3:], groups[3:]).any()  # three samples: nobody can say


def test_a_contaminated_sample_is_odd_in_finding_and_summary() -> None:
    counts = clean()
    assert severities("outlier_samples", measured(counts, FIVE)) == ["passed"]
    other = libraries(1, seed=77)[:, 0]
    counts[:, 3] = np.rint(0.5 * counts[:, 3] + 0.5 * other * counts[:, 3].sum() / other.sum())
    known = measured(counts, FIVE)
    found = only("outlier_samples", known)
    assert (found.severity, found.samples) == ("warning", ("s4",))
    assert known.quality.samples.index[known.quality.samples["outlier"]].tolist() == ["s4"]
    assert found.values["replicate_correlation"]["s4"] < known.quality.samples["replicate_correlation"].drop("s4").min()


def test_a_small_group_with_strong_effects_is_not_odd() -> None:
    sheet = {"group": ["a"] * 7 + ["b"] * 3}
    strong = 3 * effects(10, sheet["group"])
    assert severities("outlier_samples", measured(libraries(10, effects=strong), sheet)) == ["passed"]
    assert severities(
        "outlier_samples",
        measured(libraries(3), {"group": list("aab")}, {"design": {"formula": "~ group", "contrasts": []}}),
    ) == ["not_applicable"]


def test_a_sample_that_is_far_off_has_one_finding() -> None:
    moved = effects(10, FIVE["group"])
    moved[:, 6] += np.random.default_rng(8).normal(0, 2.5, len(moved))
    known = measured(libraries(10, effects=moved, seed=1), FIVE)
    assert known.quality.samples["outlier"]["s7"]
    assert [(f.severity, f.samples) for f in said("outlier_samples", known)] == [("warning", ("s7",))]


# --- replicates


def test_replicates_agree_as_scipys_spearman_says() -> None:
    known = measured(clean(), FIVE)
    found = only("replicate_correlation", known)
    values = known.normalized.transformed.to_numpy()[:, :5]
    expected = stats.spearmanr(values).statistic[np.triu_indices(5, 1)]
    assert found.severity == "passed"
    assert found.values["a"] == pytest.approx(np.median(expected), abs=1e-4)
    noisy = libraries(10, variation=1.5)
    assert severities("replicate_correlation", measured(noisy, FIVE)) == ["warning"]
    assert severities("replicate_correlation", measured(clean(), FIVE), good=0.999, poor=0.1) == ["note"]


def test_one_group_varies_more() -> None:
    counts = np.column_stack([libraries(5, variation=0.1), libraries(5, variation=0.9)])
    found = only("group_spread", measured(counts, FIVE))
    assert found.severity == "note"
    assert "Samples of b vary" in found.message
    assert severities("group_spread", measured(clean(), FIVE)) == ["passed"]


# --- library sizes


def scaled(counts: np.ndarray, factors: list[float]) -> np.ndarray:
    return np.rint(counts / counts.sum(axis=0) * 1e6 * np.array(factors))


def test_one_group_was_sequenced_deeper() -> None:
    deep = [1, 1.1, 0.9, 1.05, 1, 2, 2.1, 1.9, 2.2, 2]
    found = only("library_sizes", measured(scaled(clean(), deep), FIVE))
    assert found.severity == "warning"
    assert found.values["p_value"] == pytest.approx(
        stats.f_oneway(np.log2(deep[:5]), np.log2(deep[5:])).pvalue, rel=0.01
    )
    assert found.values["means"]["b"] / found.values["means"]["a"] == pytest.approx(
        stats.gmean(deep[5:]) / stats.gmean(deep[:5]), rel=1e-3
    )
    mixed = [1, 2, 1.1, 1.9, 1, 2.1, 1, 2, 1.2, 1.8]
    assert severities("library_sizes", measured(scaled(clean(), mixed), FIVE)) == ["passed"]


def test_libraries_more_than_three_times_apart() -> None:
    found = only("library_sizes", measured(scaled(clean(), [1, 3.2, 1, 2, 1, 2, 1, 2, 3, 1]), FIVE))
    assert (found.severity, found.values["ratio"]) == ("note", pytest.approx(3.2, abs=0.01))
    assert set(found.samples) & {"s2"}


def test_counts_that_were_normalised_before() -> None:
    counts = clean() * 10
    assert severities("normalized_input", measured(counts, FIVE)) == ["passed"]
    divided = np.rint(100 * counts / measured(counts, FIVE).normalized.size_factors.to_numpy())
    assert severities("normalized_input", measured(divided, FIVE)) == ["warning"]
    ttest = {"analysis": {"method": "welch", "normalization": "none"}}
    assert severities("normalized_input", measured(counts, FIVE, ttest)) == ["not_applicable"]


# --- exchanged tubes


def test_two_samples_exchanged_between_the_groups() -> None:
    counts = clean()
    assert severities("swapped_samples", measured(counts, FIVE)) == ["passed"]
    counts[:, [1, 7]] = counts[:, [7, 1]]
    found = only("swapped_samples", measured(counts, FIVE))
    assert (found.severity, found.samples) == ("warning", ("s2", "s8"))
    assert '"s2", "s8" may have been exchanged' in found.message
    assert severities("swapped_samples", measured(libraries(10), FIVE)) == ["passed"]  # groups that do not differ


def test_one_sample_in_the_wrong_group() -> None:
    counts = clean()
    counts[:, 1] = libraries(20, effects=effects(20, ["b"] * 20), seed=1)[:, 15]
    mean_b = libraries(10, effects=effects(10, ["b"] * 10), seed=1)
    counts[:, 1] = mean_b[:, 1]
    found = only("swapped_samples", measured(counts, FIVE))
    assert found.values == {"looks_like": {"s2": "b"}}


PAIRED = {"group": ["a"] * 5 + ["b"] * 5, "donor": list("vwxyzvwxyz")}
WITH_DONOR = {
    "design": {
        "formula": "~ donor + group",
        "contrasts": [{"id": "c", "factor": "group", "numerator": "b", "denominator": "a"}],
    }
}


def test_two_samples_exchanged_between_donors() -> None:
    counts = libraries(10, effects=effects(10, PAIRED["group"], PAIRED["donor"]))
    assert severities("swapped_samples", measured(counts, PAIRED, WITH_DONOR)) == ["passed"]
    counts[:, [6, 8]] = counts[:, [8, 6]]  # donors w and y of group b
    found = said("swapped_samples", measured(counts, PAIRED, WITH_DONOR))
    assert [f.severity for f in found] == ["warning"]
    assert {"s7", "s9"} <= set(found[0].samples)
    weak = libraries(10, effects=effects(10, PAIRED["group"]))
    assert severities("swapped_samples", measured(weak, PAIRED, WITH_DONOR)) == ["passed"]  # donors do not differ


# --- what was left out of the formula


def test_a_batch_that_the_formula_leaves_out() -> None:
    sheet = {**FIVE, "batch": list("xyxyxyxyxy"), "colour": list("rrggrggrrg")}
    assert severities("hidden_structure", measured(clean(), sheet)) == ["passed"]
    shift = np.random.default_rng(8).normal(0, 1.2, (400, 1)) * np.array([b == "y" for b in sheet["batch"]])
    counts = libraries(10, effects=effects(10, FIVE["group"]) + shift)
    found = only("hidden_structure", measured(counts, sheet))
    assert (found.severity, found.values["covariate"]) == ("warning", "batch")
    assert found.values["explained"] > 0.8
    untold = only("hidden_structure", measured(counts, FIVE))
    assert (untold.severity, untold.samples) == ("note", ())
    room = (untold.values["share"] - untold.values["by_chance"]) / (1 - untold.values["by_chance"])
    assert only("hidden_structure", measured(counts, FIVE), most=0.99 * room).severity == "warning"
    in_formula = {"design": {**WITH_DONOR["design"], "formula": "~ batch + group"}}
    assert severities("hidden_structure", measured(counts, {**FIVE, "batch": sheet["batch"]}, in_formula)) == ["passed"]
