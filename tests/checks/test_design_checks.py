"""Checks of sheet, formula and numbers: damaged data give the finding, clean data pass, others say why not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from known import libraries, only, planned, said, severities

AB = ["a", "a", "a", "a", "b", "b", "b", "b"]
COUNTS = np.arange(1, 41).reshape(5, 8)


def sheet(**columns: list[Any]) -> dict[str, list[Any]]:
    return {"group": AB, **columns}


def design(formula: str) -> dict[str, Any]:
    contrast = {"id": "b_vs_a", "factor": "group", "numerator": "b", "denominator": "a"}
    return {"design": {"formula": formula, "contrasts": [contrast]}}


NOTHING = {"design": {"formula": "~ group", "contrasts": []}}


# --- replicates and degrees of freedom


@pytest.mark.parametrize(("n", "expected"), [(2, "warning"), (3, "note"), (5, "note"), (6, "passed")])
def test_few_replicates_looks_at_the_smallest_group(n: int, expected: str) -> None:
    known = planned(np.ones((3, n + 7)), {"group": ["a"] * n + ["b"] * 7})
    found = only("few_replicates", known)
    assert (found.severity, found.values["group_sizes"]) == (expected, {"b": 7, "a": n})


def test_a_group_of_one_is_named() -> None:
    found = only("few_replicates", planned(np.ones((3, 6)), {"group": ["a"] + ["b"] * 5}))
    assert found.severity == "warning"
    assert "a is a single sample" in found.message
    two = only("few_replicates", planned(np.ones((3, 6)), {"group": ["a"] * 2 + ["b"] * 4}))
    assert "single" not in two.message


def test_residual_degrees_of_freedom_are_samples_minus_rank() -> None:
    found = only("residual_df", planned(COUNTS, sheet(donor=list("wxyzwxyz")), design("~ donor + group")))
    assert (found.severity, found.values) == ("passed", {"samples": 8, "rank": 5, "residual_df": 3})
    six = {"group": ["a"] * 3 + ["b"] * 3, "donor": list("xyzxyz")}
    assert severities("residual_df", planned(COUNTS[:, :6], six, design("~ donor + group"))) == ["note"]  # 6 - 4
    four = {"group": ["a"] * 2 + ["b"] * 2, "donor": list("xyxy")}
    assert severities("residual_df", planned(COUNTS[:, :4], four, design("~ donor + group"))) == ["warning"]  # 4 - 3
    assert severities("residual_df", planned(COUNTS[:, :2], {"group": ["a", "b"]})) == ["stop"]
    assert only("residual_df", planned(COUNTS, sheet(), NOTHING)).reason == "no contrasts"


# --- confounding


def test_a_balanced_batch_costs_nothing() -> None:
    known = planned(COUNTS, sheet(batch=list("xyxyxyxy")), design("~ batch + group"))
    assert only("estimability", known).values == {"rank": 3, "inflation": 1.0}
    assert only("confounding", known).values == {"batch": 0.0}


def test_an_uneven_batch_inflates_the_variance_as_computed_by_hand() -> None:
    batch = ["x", "x", "x", "x", "y", "y", "y", "x"]  # b: three of y, one of x; a: all x
    known = planned(COUNTS, sheet(batch=batch), design("~ batch + group"))
    # within x: 4 a and 1 b give 1/4 + 1/1, y holds no a; without the batch 1/4 + 1/4
    assert only("estimability", known).values["inflation"] == pytest.approx((1 / 4 + 1) / (1 / 4 + 1 / 4))
    found = only("confounding", known)
    assert found.severity == "note"
    assert found.values["cross_table"] == {"x": {"b": 1, "a": 4}, "y": {"b": 3, "a": 0}}
    assert found.values["inflation"] == pytest.approx(2.5)
    assert found.values["cramers_v"] == pytest.approx(np.sqrt(0.6), abs=1e-4)  # chi squared 4.8 of 8 samples


@pytest.mark.parametrize(
    ("name", "severity"),
    [("run_date", "warning"), ("LibraryPrep", "warning"), ("sex", "warning"), ("treatment", "note")],
)
def test_a_column_outside_the_formula_that_says_the_same_as_the_group(name: str, severity: str) -> None:
    found = only("confounding", planned(COUNTS, sheet(**{name: ["p"] * 4 + ["q"] * 4})))
    assert (found.severity, found.values["cramers_v"], found.values["inflation"]) == (severity, 1.0, None)
    assert "completely confounded" in found.message
    assert "p: 4 a; q: 4 b" in found.message


def test_confounding_does_not_apply_without_groups_or_categories() -> None:
    assert only("confounding", planned(COUNTS, sheet())).reason == "no other category"
    assert only("confounding", planned(COUNTS, sheet(tube=list("stuvwxyz")))).reason == "no other category"
    assert only("confounding", planned(COUNTS, sheet(batch=list("xyxyxyxy")), NOTHING)).reason == "no two groups"


def test_every_guilty_column_is_named() -> None:
    known = planned(COUNTS, sheet(lane=list("11112222"), plate=list("xxxyxyyy")))
    assert [(f.values["covariate"], f.severity) for f in said("confounding", known)] == [("lane", "warning")]
    assert [f.values["covariate"] for f in said("confounding", known, note=1.2)] == ["lane", "plate"]


# --- pairs


def test_donors_in_both_groups_and_not_in_the_formula() -> None:
    found = only("pairing", planned(COUNTS, sheet(patient_id=list("wxyzwxyz"))))
    assert (found.severity, found.values["recurring"]) == ("warning", ["w", "x", "y", "z"])
    assert '"~ patient_id + group"' in found.action
    assert severities("pairing", planned(COUNTS, sheet(well=list("wxyzwxyz")))) == ["note"]
    assert severities("pairing", planned(COUNTS, sheet(batch=list("xxyyxxyy")))) == ["passed"]
    assert severities("pairing", planned(COUNTS, sheet(patient=list("wxyzstuv")))) == ["passed"]
    assert severities("pairing", planned(COUNTS, sheet(patient=list("wxyzwxyz")), design("~ patient + group"))) == [
        "passed"
    ]
    assert severities("pairing", planned(COUNTS, sheet(patient=list("wxyzwxyz")), NOTHING)) == ["not_applicable"]


def test_a_block_is_known_to_the_model() -> None:
    with_block = {**design("~ group"), "analysis": {"method": "limma-voom", "normalization": "auto"}}
    with_block["design"]["block"] = "donor"
    known = planned(COUNTS, sheet(donor=list("wxyzwxyz")), with_block)
    assert severities("pairing", known) == ["passed"]
    assert severities("pseudo_replicates", known) == ["passed"]


def test_two_samples_of_a_mouse_are_one_mouse() -> None:
    found = only("pseudo_replicates", planned(COUNTS, sheet(mouse=list("wwxxyyzz"))))
    assert found.severity == "warning"
    assert found.values["samples_and_subjects"] == {"b": [4, 2], "a": [4, 2]}
    assert severities("pseudo_replicates", planned(COUNTS, sheet(mouse=list("wxyzwxyz")))) == ["passed"]
    assert only("pseudo_replicates", planned(COUNTS, sheet())).reason == "no donor recurs"


# --- what the numbers are


def of_sum(total: float, genes: int = 200, samples: int = 4) -> np.ndarray:
    numbers = np.random.default_rng(2).lognormal(4, 2, (genes, samples))
    return np.rint(numbers / numbers.sum(axis=0) * total)


TWO = {"group": ["a", "a", "b", "b"]}


def test_tpm_is_stopped_where_it_is_called_estimated_counts() -> None:
    assert severities("not_raw_counts", planned(of_sum(1e6), TWO, values="estimated_counts")) == ["stop"]
    assert severities("not_raw_counts", planned(of_sum(1e6), TWO)) == ["warning"]
    assert severities("not_raw_counts", planned(of_sum(7e6), TWO)) == ["warning"]  # all the same
    assert severities("not_raw_counts", planned(libraries(4), TWO)) == ["passed"]
    assert only("not_raw_counts", planned(libraries(4, genes=50), TWO)).reason == "too few genes or samples"


def test_logarithms_are_stopped() -> None:
    found = only("not_raw_counts", planned(np.rint(np.log2(libraries(4) + 1)), TWO))
    assert found.severity == "stop"
    assert "logarithms" in found.message
    shallow = np.random.default_rng(1).poisson(0.4, (300, 4))
    assert severities("not_raw_counts", planned(shallow, TWO)) == ["passed"]


def test_estimated_counts_come_without_lengths() -> None:
    assert severities("transcript_lengths", planned(libraries(4), TWO, values="estimated_counts")) == ["note"]
    assert only("transcript_lengths", planned(libraries(4), TWO)).reason == "not estimated counts"


def named(ids: list[str], names: list[str] | None = None, **columns: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"gene_name": names or [""] * len(ids), **columns}, index=ids, dtype=object)


def test_names_that_a_spreadsheet_changed() -> None:
    damaged = ["1-Mar", "Sep-02", "2-Sep-06", "2006/09/02", "2.31E+13", "40787", "Mar-01"]
    fine = [
        "MARCHF1",
        "sep-1",
        "HLA-A",
        "Y74C9A.3",
        "RP11-34P13.7",
        "AC000001.1",
        "1433B",
        "DEC1",
        "7SK",
        "ENSG00000000003.15",
    ]
    genes = named([*damaged, *fine])
    found = only("excel_names", planned(np.ones((len(genes), 4)), TWO, genes=genes))
    assert (found.severity, sorted(found.values["names"])) == ("warning", sorted(damaged))
    assert "SEPTIN" in found.message
    entrez = named(["7157", "40787", "36789", "100133331"])
    assert severities("excel_names", planned(np.ones((4, 4)), TWO, genes=entrez)) == ["passed"]
    by_name = named(["g1", "g2"], ["1-Dec", "TP53"])
    assert only("excel_names", planned(np.ones((2, 4)), TWO, genes=by_name)).values["names"] == ["1-Dec"]


def test_sparse_matrices_look_like_cells() -> None:
    eight = sheet()
    cells = np.random.default_rng(1).poisson(0.1, (500, 8))
    found = only("sparse_counts", planned(cells, eight))
    seen = cells[(cells > 0).any(axis=1)]
    assert (found.severity, found.values["zeros"]) == ("warning", pytest.approx((seen == 0).mean(), abs=1e-4))
    assert severities("sparse_counts", planned(libraries(8), eight)) == ["passed"]
    assert severities("sparse_counts", planned(cells[:, :4], TWO)) == ["not_applicable"]


def test_a_copy_stops_and_a_rerun_warns() -> None:
    counts = libraries(4)
    assert severities("duplicated_samples", planned(counts, TWO)) == ["passed"]
    copied = counts.copy()
    copied[:, 2] = copied[:, 0]
    found = only("duplicated_samples", planned(copied, TWO))
    assert (found.severity, found.samples, found.values) == ("stop", ("s1", "s3"), {"sere": 0.0, "identical": True})
    rerun = counts.copy()
    truth = np.random.default_rng(4).lognormal(6, 1, len(counts))
    rerun[:, :2] = np.random.default_rng(9).poisson(np.column_stack([truth, 1.4 * truth]))
    found = only("duplicated_samples", planned(rerun, TWO))
    assert (found.severity, found.samples) == ("warning", ("s1", "s2"))
    assert found.values["sere"] == pytest.approx(1, abs=0.05)
    shallow = np.random.default_rng(9).poisson(2, (500, 4))
    assert severities("duplicated_samples", planned(shallow, TWO)) == ["not_applicable"]


def test_a_copy_is_found_among_many_samples() -> None:
    counts = libraries(40)
    counts[:, 31] = counts[:, 7]
    found = only("duplicated_samples", planned(counts, {"group": ["a"] * 20 + ["b"] * 20}))
    assert found.samples == ("s8", "s32")


# --- composition


def shares(kinds: dict[str, list[float]], genes: dict[str, str]) -> Any:
    """Counts of 100,000 per sample in which the named genes have these shares, the rest in one other gene."""
    rows = [np.array(kinds[name]) * 1e5 for name in kinds]
    rest = 1e5 - np.sum(rows, axis=0)
    ids = [*(genes[name] for name in kinds), "ENSG00000111640"]
    return planned(np.vstack([*rows, rest]), {"group": ["a", "a", "b", "b"]}, genes=named(ids, [*kinds, "GAPDH"]))


def test_ribosomal_rna_and_globins() -> None:
    genes = {"RNA28SN1": "x1", "HBB": "x2", "MT-CO1": "x3"}
    low = shares({"RNA28SN1": [0.05] * 4, "HBB": [0.01] * 4, "MT-CO1": [0.2] * 4}, genes)
    assert severities("composition", low) == ["passed"]
    high = shares({"RNA28SN1": [0.05, 0.12, 0.31, 0.05], "HBB": [0.1, 0, 0, 0], "MT-CO1": [0.2] * 4}, genes)
    assert [(f.severity, f.samples) for f in said("composition", high)] == [
        ("warning", ("s2", "s3")),
        ("note", ("s1",)),
    ]
    by_id = shares({"": [0.4] * 4}, {"": "ENSG00000198804.2"})
    assert [f.severity for f in said("composition", by_id)] == ["note"]
    assert only("composition", planned(COUNTS, sheet())).reason == "no such gene known by id or name"


def test_a_share_that_goes_with_the_groups() -> None:
    found = said("composition", shares({"mt-Nd1": [0.02, 0.021, 0.10, 0.11]}, {"mt-Nd1": "m"}))
    assert [f.severity for f in found] == ["warning"]
    assert found[0].values["means"] == {"a": pytest.approx(0.0205), "b": pytest.approx(0.105)}


def test_one_gene_with_a_third_of_the_reads() -> None:
    counts = np.full((1000, 4), 7.0)
    assert severities("dominant_gene", planned(counts, TWO)) == ["passed"]
    counts[4, 1] = 999 * 7 / 9  # a tenth
    assert severities("dominant_gene", planned(counts, TWO)) == ["note"]
    counts[4, 1] = 999 * 7
    found = only("dominant_gene", planned(counts, TWO))
    assert (found.severity, found.samples, found.values) == ("warning", ("s2",), {"share": 0.5, "gene": "g5"})
    assert severities("dominant_gene", planned(COUNTS, sheet())) == ["not_applicable"]


def test_spike_ins_take_part() -> None:
    found = only("spike_ins", planned([[5, 5, 5, 5], [95, 95, 95, 95]], TWO, genes=named(["ERCC-00002", "g"])))
    assert (found.severity, found.values["spike_ins"], found.values["share"]["s1"]) == ("note", 1, 0.05)
    assert severities("spike_ins", planned([[0] * 4, [9] * 4], TWO, genes=named(["ERCC-00002", "g"]))) == ["passed"]
    assert severities("spike_ins", planned([[5] * 4], TWO, genes=named(["ERCC1"]))) == [
        "not_applicable"
    ]  # a human gene


def test_reads_outside_of_protein_coding_genes() -> None:
    genes = named(["p", "r"], gene_biotype=["protein-coding", "lncRNA"])
    found = only("biotypes", planned([[60, 60, 40, 60], [40, 40, 60, 40]], TWO, genes=genes))
    assert (found.severity, found.samples, found.values["protein_coding"]["s3"]) == ("warning", ("s3",), 0.4)
    assert severities("biotypes", planned([[60] * 4, [40] * 4], TWO, genes=genes)) == ["passed"]
    assert severities("biotypes", planned(COUNTS, sheet())) == ["not_applicable"]


def test_depth_of_whole_transcriptomes() -> None:
    deep = np.full((10_000, 4), 600.0)
    assert severities("sequencing_depth", planned(deep, TWO)) == ["passed"]
    deep[:, 2] = 499
    assert only("sequencing_depth", planned(deep, TWO)).samples == ("s3",)
    assert severities("sequencing_depth", planned(COUNTS, sheet())) == ["not_applicable"]


# --- sex


def sexes(pattern: str, columns: dict[str, list[str]], genes: dict[str, str] | None = None) -> Any:
    """m: Y genes only, f: XIST only, b: both, n: neither; of a million counts each."""
    xist = [500.0 if kind in "fb" else 0.0 for kind in pattern]
    of_y = [100.0 if kind in "mb" else 0.0 for kind in pattern]
    rows = [xist, of_y, of_y, [1e6 - x - 2 * y for x, y in zip(xist, of_y, strict=True)]]
    ids = genes or {"XIST": "ENSG00000229807.14", "RPS4Y1": "ENSG00000129824", "": "ENSG00000067048.17"}
    annotation = named([*ids.values(), "ENSG00000111640"], [*ids, "GAPDH"])
    return planned(rows, {"group": list("abab")[: len(pattern)], **columns}, NOTHING, genes=annotation)


def test_the_sheet_is_wrong_about_one_sample() -> None:
    found = only("sex_genes", sexes("mmfm", {"Sex": ["male", "male", "female", "F"]}))
    assert (found.severity, found.samples) == ("warning", ("s4",))
    assert found.values == {"by_expression": {"s4": "male"}, "by_sheet": {"s4": "female"}}
    assert "exchanged" not in found.message


def test_two_that_contradict_each_other_may_have_been_exchanged() -> None:
    found = only("sex_genes", sexes("mffm", {"gender": ["f", "F", "m", "M"]}))
    assert found.samples == ("s1", "s3")
    assert "may have been exchanged" in found.message


def test_sexes_that_agree_or_cannot_be_told() -> None:
    assert severities("sex_genes", sexes("mmff", {"sex": ["m", "m", "f", "f"]})) == ["passed"]
    assert "1 undecided" in only("sex_genes", sexes("mmfb", {"sex": ["m", "m", "f", "m"]})).message
    assert only("sex_genes", sexes("nnnn", {"sex": ["m", "m", "f", "m"]})).reason == "not expressed"
    assert "no column of the sex" in only("sex_genes", sexes("mmff", {})).reason
    assert severities("sex_genes", planned(COUNTS, sheet(sex=list("mmffmmff")))) == ["not_applicable"]


def test_one_donor_has_one_sex() -> None:
    found = only("sex_genes", sexes("mmmf", {"donor": ["d1", "d1", "d2", "d2"]}))
    assert (found.severity, found.samples) == ("warning", ("s3", "s4"))
    assert severities("sex_genes", sexes("mmff", {"donor": ["d1", "d1", "d2", "d2"]})) == ["passed"]


@pytest.mark.parametrize("genes", [
    {"Xist": "ENSMUSG00000086503", "Ddx3y": "m2", "": "ENSMUSG00000068457.8"},
    {"Xist": "a", "Kdm5d": "b", "Eif2s3y": "c"},
    {"": "7503", " ": "6192", "  ": "8653"},
])  # fmt: skip
def test_sex_genes_are_known_by_name_ensembl_and_entrez_of_human_and_mouse(genes: dict[str, str]) -> None:
    if "7503" in genes.values():
        rows = [[500, 0, 0, 0], [0, 100, 100, 100], [0, 100, 100, 100], [1e6] * 4]
        known = planned(
            rows, {"group": list("abab"), "sex": list("fmmm")}, NOTHING, genes=named(["7503", "6192", "8653", "2597"])
        )
    else:
        known = sexes("fmmm", {"sex": list("fmmm")}, genes)
    assert severities("sex_genes", known) == ["passed"]
    assert only("sex_genes", known).values["by_expression"]["s1"] == "female"


# --- methods


def test_terms_that_a_test_of_two_groups_ignores() -> None:
    changes = {**design("~ batch + group"), "analysis": {"method": "welch", "normalization": "none"}}
    known = planned(COUNTS, sheet(batch=list("xyxyxyxy")), changes)
    assert only("unused_terms", known).values == {"unused": ["batch"]}
    assert severities("ttest_on_counts", known) == ["warning"]
    assert only("residual_df", known).reason == only("estimability", known).reason == "the method fits no formula"
    assert severities("unused_terms", planned(COUNTS, sheet())) == ["not_applicable"]
    assert severities("ttest_on_counts", planned(COUNTS, sheet())) == ["not_applicable"]


@pytest.mark.parametrize(("n", "severity"), [(50, "note"), (49, "passed")])
def test_very_many_samples_ask_for_rank_tests(n: int, severity: str) -> None:
    counts = np.random.default_rng(3).poisson(50, (20, n + 60))
    groups = {"group": ["a"] * n + ["b"] * 60}
    found = only("many_samples", planned(counts, groups))
    assert (found.severity, found.values) == (severity, {"group_sizes": {"b": 60, "a": n}})
    assert ("concordance: [wilcoxon]" in found.action) == (severity == "note")


def test_very_many_samples_with_a_second_opinion_or_another_method() -> None:
    counts, groups = np.random.default_rng(3).poisson(50, (20, 120)), {"group": ["a"] * 60 + ["b"] * 60}
    asked = {"analysis": {"method": "deseq2", "normalization": "auto", "concordance": ["wilcoxon"]}}
    assert only("many_samples", planned(counts, groups, asked)).action.startswith("Compare with the rank tests")
    ranks = {"analysis": {"method": "wilcoxon", "normalization": "auto"}}
    assert severities("many_samples", planned(counts, groups, ranks)) == ["not_applicable"]
