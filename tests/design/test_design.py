"""What is compared with what: weights and directions, checked by fitting data whose answer is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness import write
from seqfolio.config import read
from seqfolio.design import build
from seqfolio.load import load
from seqfolio.model import Comparison, Design
from small_projects import SAMPLES, many, project


@pytest.fixture
def design(tmp_path: Path):
    def one(formula: str | None, *contrasts: str | dict, samples: str = SAMPLES, **design_part) -> Design:
        specs = []
        for i, stated in enumerate(contrasts):
            spec = (
                dict(zip(("factor", "numerator", "denominator"), stated.split(), strict=True))
                if isinstance(stated, str)
                else stated
            )
            specs.append({"id": f"c{i}", **spec})
        names = [row.split(",")[0] for row in samples.splitlines()[1:]]
        counts = "gene," + ",".join(names) + "\ng," + ",".join("5" for _ in names) + "\n"
        changes = {"design": {"formula": formula, "contrasts": specs, **design_part}}
        write(tmp_path, project(changes, counts=counts, samples=samples))
        config = read(tmp_path / "project.yaml")
        return build(config, load(config))[0]

    return one


def weights(design: Design, which: int = 0) -> dict[str, float]:
    """The weights that are not zero, by the name of their column."""
    comparison = design.comparisons[which]
    return {str(name): weight for name, weight in zip(design.matrix.columns, comparison.weights, strict=True) if weight}


def estimate(design: Design, comparison: Comparison, values: np.ndarray) -> float:
    """The contrast of a least-squares fit."""
    coefficients = np.linalg.lstsq(design.matrix.to_numpy(), values, rcond=None)[0]
    return float(coefficients @ np.array(comparison.weights))


def test_the_denominator_is_the_reference(design) -> None:
    made = design("~ group", "group b a")
    assert made.levels == {"group": ("a", "b")}
    assert weights(made) == {"group[T.b]": 1.0}
    assert made.matrix["group[T.b]"].tolist() == [0, 0, 0, 1, 1, 1]
    assert made.comparisons[0].samples == (("b1", "b2", "b3"), ("a1", "a2", "a3"))
    assert made.comparisons[0].sentence == "log2 fold change > 0: higher in b than in a"


def test_turned_round(design) -> None:
    made = design("~ group", "group a b")
    assert made.levels == {"group": ("b", "a")}
    assert weights(made) == {"group[T.a]": 1.0}
    assert made.comparisons[0].sentence == "log2 fold change > 0: higher in a than in b"


def test_a_named_reference_wins_and_the_direction_stays(design) -> None:
    made = design("~ group", "group b a", reference={"group": "b"})
    assert made.levels == {"group": ("b", "a")}
    assert weights(made) == {"group[T.a]": -1.0}


def test_both_directions_in_one_design(design) -> None:
    made = design("~ group", "group b a", "group a b")
    assert weights(made, 0) == {"group[T.b]": 1.0}
    assert weights(made, 1) == {"group[T.b]": -1.0}


def test_two_levels_that_are_not_the_reference(design) -> None:
    made = design("~ batch", "batch y x", "batch z y")
    assert made.levels["batch"] == ("x", "y", "z")
    assert weights(made, 1) == {"batch[T.y]": -1.0, "batch[T.z]": 1.0}
    assert made.comparisons[1].samples == (("a3", "b3"), ("a2", "b2"))


def test_without_a_formula_the_factors_of_the_contrasts_are_the_design(design) -> None:
    assert design(None, "group b a").formula == "~ group"
    assert design(None, "group b a", "batch y x").formula == "~ group + batch"
    assert design(None).formula == "~ 1"


def test_without_an_intercept(design) -> None:
    made = design("~ 0 + group", "group b a")
    assert weights(made) == {"group[a]": -1.0, "group[b]": 1.0}


def test_a_paired_design_compares_within_pairs(design) -> None:
    made = design("~ batch + group", "group b a")
    assert weights(made) == {"group[T.b]": 1.0}
    values = np.array([1.0, 5.0, 9.0, 3.0, 7.0, 11.0])  # every b is 2 above the a of its batch
    assert estimate(made, made.comparisons[0], values) == pytest.approx(2)


def test_a_continuous_covariate_is_one_column(design) -> None:
    made = design("~ group + age", "group b a")
    assert list(made.matrix.columns) == ["Intercept", "group[T.b]", "age"]
    assert made.levels == {"group": ("a", "b")}
    assert weights(made) == {"group[T.b]": 1.0}


def test_numbers_that_are_categories(design, tmp_path: Path) -> None:
    sheet = SAMPLES.replace("group,batch,age", "group,batch,dose").replace(",31", ",5").replace(",44", ",5")
    sheet = sheet.replace(",29", ",10").replace(",52", ",5").replace(",38", ",10").replace(",41", ",10")
    write(tmp_path, project({"input": {"factors": ["dose"]}, "design": {"formula": "~ dose", "contrasts": [
        {"id": "d", "factor": "dose", "numerator": "10", "denominator": "5"}]}}, samples=sheet))  # fmt: skip
    config = read(tmp_path / "project.yaml")
    made = build(config, load(config))[0]
    assert made.levels == {"dose": ("5", "10")}
    assert weights(made) == {"dose[T.10]": 1.0}


INTERACTION = "sample,gt,drug\n" + "".join(
    f"s{i},{gt},{drug}\n"
    for i, (gt, drug) in enumerate((g, d) for g in ("wt", "ko") for d in ("no", "yes") for _ in "ab")
)


def test_in_an_interaction_the_contrast_is_the_one_at_the_reference_of_the_other_factor(design) -> None:
    made = design("~ gt * drug", "drug yes no", samples=INTERACTION, reference={"gt": "wt"})
    assert weights(made) == {"drug[T.yes]": 1.0}
    values = np.array([0, 0, 1, 1, 10, 10, 15, 15.0])  # the drug does 1 in wt, 5 in ko
    assert estimate(made, made.comparisons[0], values) == pytest.approx(1)
    turned = design("~ gt * drug", "drug yes no", samples=INTERACTION, reference={"gt": "ko"})
    assert estimate(turned, turned.comparisons[0], values) == pytest.approx(5)


def test_names_that_are_no_identifiers(design) -> None:
    sheet = SAMPLES.replace("group", "cell line")
    made = design("~ `cell line` + batch", samples=sheet)
    assert "cell line" in made.levels
    assert len(made.matrix.columns) == 4


def test_a_contrast_of_a_column_with_a_blank_needs_no_formula(tmp_path: Path) -> None:
    contrast = {"id": "x", "factor": "cell line", "numerator": "b", "denominator": "a"}
    write(tmp_path, project({"design": {"formula": None, "contrasts": [contrast]}},
                            samples=SAMPLES.replace("group", "cell line")))  # fmt: skip
    config = read(tmp_path / "project.yaml")
    made = build(config, load(config))[0]
    assert made.formula == "~ `cell line`"
    assert made.comparisons[0].samples[0] == ("b1", "b2", "b3")


@pytest.mark.parametrize("name", ["1st", "a-b", "C", "log", "group.1", "größe", "for", "Q(x)", "class", "I", "np"])
def test_any_column_can_be_compared(tmp_path: Path, name: str) -> None:
    contrast = {"id": "x", "factor": name, "numerator": "b", "denominator": "a"}
    write(tmp_path, project({"design": {"formula": None, "contrasts": [contrast]}},
                            samples=SAMPLES.replace("group", name)))  # fmt: skip
    config = read(tmp_path / "project.yaml")
    made = build(config, load(config))[0]
    assert made.comparisons[0].samples == (("b1", "b2", "b3"), ("a1", "a2", "a3"))
    assert made.matrix.shape == (6, 2)


def test_hostile_levels_are_levels(design) -> None:
    sheet = SAMPLES.replace(",a,", ',"<b>&""[T.x]""",').replace(",b,", ",'x') + 1,")
    made = design("~ group", samples=sheet)
    assert made.levels["group"] == ("'x') + 1", '<b>&"[T.x]"')


def test_transformations_of_a_number(design) -> None:
    made = design("~ group + log2(age)", "group b a")
    assert made.matrix.iloc[0, 2] == pytest.approx(np.log2(31))
    assert made.variables == ("group", "age")
    values = np.log2([31, 44, 29, 52, 38, 41]) * 3 + [0, 0, 0, 7, 7, 7]
    assert estimate(made, made.comparisons[0], values) == pytest.approx(7)
    assert design("~ group + poly(age, 2)", "group b a").matrix.shape == (6, 4)


@given(st.lists(st.floats(-5, 5), min_size=6, max_size=6))
def test_the_contrast_of_a_plain_fit_is_the_difference_of_means(values: list[float]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), project())
        config = read(Path(folder) / "project.yaml")
        made = build(config, load(config))[0]
    expected = np.mean(values[3:]) - np.mean(values[:3])
    assert estimate(made, made.comparisons[0], np.array(values)) == pytest.approx(expected, abs=1e-9)


def test_many_levels(tmp_path: Path) -> None:
    groups = {f"g{chr(97 + i)}": 2 for i in range(8)}
    counts, sheet = many(groups)
    contrasts = [{"id": f"{n}", "factor": "group", "numerator": n, "denominator": "ga"} for n in list(groups)[1:]]
    write(tmp_path, project({"design": {"contrasts": contrasts}}, counts=counts, samples=sheet))
    config = read(tmp_path / "project.yaml")
    made = build(config, load(config))[0]
    assert np.array([c.weights for c in made.comparisons])[:, 1:].tolist() == np.eye(7).tolist()


@pytest.mark.parametrize("spelling", ["group[T.b]", "groupb", "group_b_vs_a"])
def test_a_coefficient_in_the_spelling_of_every_program(design, spelling: str) -> None:
    assert weights(design("~ batch + group", {"coefficient": spelling})) == {"group[T.b]": 1.0}


def test_a_slope_is_a_coefficient(design) -> None:
    made = design("~ group + age", {"coefficient": "age"})
    assert weights(made) == {"age": 1.0}
    assert "per unit of age" in made.comparisons[0].sentence
    assert made.comparisons[0].levels == ()


def test_an_expression_of_levels(design) -> None:
    made = design("~ batch", {"factor": "batch", "expression": "z - (x + y)/2"})
    assert weights(made) == {"batch[T.y]": -0.5, "batch[T.z]": 1.0}
    values = np.array([1.0, 2.0, 6.0, 1.0, 2.0, 6.0])
    assert estimate(made, made.comparisons[0], values) == pytest.approx(6 - 1.5)


def test_the_interaction_itself_is_a_difference_of_differences(design) -> None:
    made = design("~ gt * drug", {"coefficient": "gt[T.ko]:drug[T.yes]"}, samples=INTERACTION,
                  reference={"gt": "wt", "drug": "no"})  # fmt: skip
    values = np.array([0, 0, 1, 1, 10, 10, 15, 15.0])
    assert estimate(made, made.comparisons[0], values) == pytest.approx((15 - 10) - (1 - 0))


def test_weights_as_they_are(design) -> None:
    assert design("~ batch", {"weights": [0, -1, 1]}).comparisons[0].weights == (0, -1, 1)


def test_a_smaller_formula_leaves_several_terms_out(design) -> None:
    made = design("~ group + batch", {"reduced": "~ group"})
    assert list(made.comparisons[0].reduced.columns) == ["Intercept", "group[T.b]"]
    assert not made.comparisons[0].directed


def test_a_contrast_with_its_own_formula_and_samples(tmp_path: Path) -> None:
    contrasts = [
        {"id": "all", "factor": "group", "numerator": "b", "denominator": "a"},
        {"id": "own", "factor": "group", "numerator": "b", "denominator": "a", "formula": "~ batch + group"},
        {"id": "few", "factor": "group", "numerator": "b", "denominator": "a", "exclude": {"a1": "odd"}},
    ]
    write(tmp_path, project({"design": {"contrasts": contrasts}}))
    config = read(tmp_path / "project.yaml")
    first, own, few = build(config, load(config))
    assert [c.id for c in first.comparisons] == ["all"]
    assert own.formula == "~ batch + group"
    assert len(own.matrix.columns) == 4
    assert few.samples == ["a2", "a3", "b1", "b2", "b3"]
    assert few.comparisons[0].samples[1] == ("a2", "a3")
