"""Designs that cannot be estimated, and formulas that are more than formulas."""

from __future__ import annotations

import pytest

from harness import Run
from small_projects import SAMPLES, project


def said(
    run: Run, formula: str | None, *contrasts: tuple[str, str, str] | dict, samples: str = SAMPLES, **design
) -> str:
    """What `check` answers, with exit code 2 and nothing written."""
    names = ("factor", "numerator", "denominator")
    specs = [
        {"id": f"c{i}", **(c if isinstance(c, dict) else dict(zip(names, c, strict=True)))}
        for i, c in enumerate(contrasts)
    ]
    method = "welch" if all("factor" in spec for spec in specs) else "deseq2"
    changes = {"analysis": {"method": method}, "design": {"formula": formula, "contrasts": specs, **design}}
    files = project(changes, samples=samples)
    ran = run("check project.yaml", files)
    assert ran.code == 2
    assert sorted(p.name for p in ran.folder.iterdir()) == sorted(files)
    return ran.err


def test_an_unknown_factor_with_the_nearest(run: Run) -> None:
    words = said(run, "~ group", ("gruop", "b", "a"))
    assert 'no covariate "gruop"' in words
    assert "design.contrasts[0].factor" in words
    assert 'Did you mean "group"?' in words


def test_an_unknown_variable_of_the_formula(run: Run) -> None:
    words = said(run, "~ group + bacth", ("group", "b", "a"))
    assert 'design.formula: the sample sheet has no covariate "bacth"' in words
    assert 'Did you mean "batch"?' in words


def test_a_bracket_without_a_partner(run: Run) -> None:
    assert '"~ group + (" is not a formula: a bracket has no partner' in said(run, "~ group + (", ("group", "b", "a"))


def test_an_unknown_level_with_the_nearest(run: Run) -> None:
    samples = SAMPLES.replace(",a,", ",untrt,").replace(",b,", ",trt,")
    words = said(run, "~ group", ("group", "trt", "untrtd"), samples=samples)
    assert 'no sample has the level "untrtd" of "group"' in words
    assert 'Did you mean "untrt"?' in words
    assert 'Levels: "a", "b"' in said(run, "~ group", ("group", "zzz", "a"))


def test_an_unknown_denominator_is_told_at_the_contrast(run: Run) -> None:
    assert "design.contrasts[0].denominator" in said(run, "~ group", ("group", "b", "zzz"))


def test_an_unknown_reference(run: Run) -> None:
    words = said(run, "~ group", ("group", "b", "a"), reference={"group": "c"})
    assert "design.reference" in words
    words = said(run, "~ group", ("group", "b", "a"), reference={"grp": "a"})
    assert "design.reference" in words
    assert 'Did you mean "group"?' in words


def test_a_reference_of_a_factor_that_is_not_used_is_told(run: Run) -> None:
    words = said(run, "~ group", ("group", "b", "a"), reference={"batch": "nothing"})
    assert "design.reference" in words


def test_a_reference_of_a_number(run: Run) -> None:
    words = said(run, "~ group + age", ("group", "b", "a"), reference={"age": "31"})
    assert '"age" is a continuous covariate' in words


def test_a_factor_that_is_not_in_the_formula(run: Run) -> None:
    words = said(run, "~ batch", ("group", "b", "a"))
    assert 'the factor "group" is not in the formula' in words


def test_a_number_has_no_levels(run: Run) -> None:
    words = said(run, "~ age", ("age", "52", "31"))
    assert "continuous" in words
    assert "input.factors: [age]" in words


def test_a_confounded_batch_names_the_dependent_columns(run: Run) -> None:
    samples = SAMPLES.replace("batch", "run").replace(",a,x", ",a,r1").replace(",a,y", ",a,r1").replace(",a,z", ",a,r1")
    samples = samples.replace(",b,x", ",b,r2").replace(",b,y", ",b,r2").replace(",b,z", ",b,r2")
    words = said(run, "~ run + group", ("group", "b", "a"), samples=samples)
    assert '"group[T.b]" = "run[T.r2]"' in words
    assert "3 coefficients, rank 2" in words
    assert "design-not-full-rank" in words


def test_a_sum_of_columns_is_written_as_one(run: Run) -> None:
    sheet = "sample,group,batch,extra\na1,a,x,p\na2,a,y,q\na3,a,z,q\nb1,b,x,p\nb2,b,y,q\nb3,b,z,q\n"
    words = said(run, "~ batch + extra + group", ("group", "b", "a"), samples=sheet)
    assert '"extra[T.q]" = "batch[T.y]" + "batch[T.z]"' in words


def test_a_number_that_is_the_same_everywhere(run: Run) -> None:
    sheet = "sample,group,age\n" + "".join(f"{n},{n[0]},30\n" for n in ("a1", "a2", "a3", "b1", "b2", "b3"))
    words = said(run, "~ group + age", ("group", "b", "a"), samples=sheet)
    assert '"age" = 30 x "Intercept"' in words


def test_more_coefficients_than_samples(run: Run) -> None:
    words = said(run, "~ group * batch + age", ("group", "b", "a"))
    assert "7 coefficients, rank 6" in words


def test_a_factor_with_one_level(run: Run) -> None:
    sheet = "sample,group,lab\n" + "".join(f"{n},{n[0]},here\n" for n in ("a1", "a2", "a3", "b1", "b2", "b3"))
    words = said(run, "~ group + lab", ("group", "b", "a"), samples=sheet)
    assert '"lab" has one level only' in words


def test_levels_are_alike_but_for_blanks_are_one_level(run: Run) -> None:
    ran = run("check project.yaml", project(samples=SAMPLES.replace("a2,a,", "a2, a ,")))
    assert ran.code == 0
    assert 'a (3): "a1", "a2", "a3"' in ran.out


@pytest.mark.parametrize("method", ["ttest", "welch"])
def test_no_replicates_and_the_way_out(run: Run, method: str) -> None:
    sheet = "sample,group\na1,a\na2,a\na3,a\nb1,b\nb2,c\nb3,c\n"
    ran = run("run project.yaml", project({"analysis": {"method": method}}, samples=sheet))
    assert ran.code == 2
    assert f'contrast "b_vs_a": "b" has 1 sample, the method "{method}" needs 2' in ran.err
    assert "contrasts: []" in ran.err
    assert len(list(ran.folder.iterdir())) == 3
    assert run("run project.yaml", project({"design": {"formula": None, "contrasts": []}}, samples=sheet)).code == 0


CODE = [
    "~ __import__('os').system('touch hacked')",
    "~ `__import__('os').system('touch hacked')`",
    "~ {__import__('os').system('touch hacked')}",
    "~ (lambda: 1)()",
    "~ group.__class__",
    "~ {group.__class__}",
    "~ C(group.str.upper())",
    "~ log(group.values)",
    "~ log(open('hacked', 'w'))",
    "~ eval('1')",
    "~ open('hacked', 'w')",
    "~ {[x for x in ().__class__.__base__.__subclasses__()]}",
    "~ log(age if 1 else 2)",
    "~ log([age][0])",
    "~ C(group, contr.treatment(base=open('hacked', 'w')))",
    "~ C(group, levels=open('hacked', 'w'))",
    "~ log(f'{open(chr(104), chr(119))}')",
    "~ np.log(age)",
    "~ exp(age)(1)",
    "~ log(log(age))",
    "~ C(group, **{'a': 1})",
    "~ log(*age)",
    "~ poly(age, degree=10**9)",
    "~ group + {age := 3}",
]


@pytest.mark.parametrize("formula", CODE)
def test_code_in_a_formula_is_refused_and_not_run(run: Run, formula: str) -> None:
    words = said(run, formula, ("group", "b", "a"))
    assert "[formula-code]" in words or "[formula-syntax]" in words or "[unknown-column]" in words


@pytest.mark.parametrize(
    "formula",
    [
        "group ~ batch",
        "~ group | batch",
        "~ (1 | batch) + group",
        "~",
        "group +",
        "~ + * group",
        "~ (group",
        "~ group ]",
    ],
)
def test_what_is_no_right_hand_side(run: Run, formula: str) -> None:
    words = said(run, formula, ("group", "b", "a"))
    assert "[formula-syntax]" in words or "[contrast-not-estimable]" in words
    assert "\x1b" not in words


@pytest.mark.parametrize("formula", ["~ group^100000", "~ (group + batch + age)^999999", "~ group**100000000"])
def test_a_formula_that_unfolds_without_end_is_stopped(run: Run, formula: str) -> None:
    assert "has a power above 5" in said(run, formula, ("group", "b", "a"))


def test_a_power_in_a_name_is_no_power(run: Run) -> None:
    files = project({"design": {"formula": "~ group + `age^99`"}}, samples=SAMPLES.replace("age", "age^99"))
    assert run("check project.yaml", files).code == 0


def test_a_column_that_no_formula_can_name(run: Run) -> None:
    words = said(run, None, ("a`b", "b", "a"), samples=SAMPLES.replace("group", "a`b"))
    assert "[formula-syntax]" in words


@pytest.mark.parametrize(
    "formula",
    ["~ group + log(batch)", "~ group + poly(age, 9)", "~ group + nothing(age)", "~ group + log(age, 1, 2, 3)"],
)
def test_what_cannot_be_evaluated_is_said_in_words(run: Run, formula: str) -> None:
    said(run, formula, ("group", "b", "a"))


def test_a_logarithm_of_zero_is_said_in_words(run: Run) -> None:
    words = said(run, "~ group + log(age)", ("group", "b", "a"), samples=SAMPLES.replace(",31", ",0"))
    assert '"log(age)" is not a finite number for "a1"' in words


@pytest.mark.parametrize(
    ("contrast", "words"),
    [
        ({"coefficient": "gruopb"}, ("design.contrasts[0].coefficient", "groupb")),
        ({"factor": "batch", "expression": "z - w"}, ("design.contrasts[0].expression", '"w"')),
        ({"expression": "__import__('os')"}, ("design.contrasts[0].expression",)),
        ({"expression": "group[T.b] ** 9 ** 9 ** 9"}, ("design.contrasts[0].expression",)),
        ({"expression": "groupb *"}, ("design.contrasts[0].expression",)),
        ({"expression": "groupb * groupb"}, ("design.contrasts[0].expression",)),
        ({"expression": "3"}, ("design.contrasts[0].expression",)),
        ({"expression": "groupb / 0"}, ("design.contrasts[0].expression",)),
        ({"weights": [1, 0]}, ("design.contrasts[0].weights", "2 weights", "4 coefficients", "Intercept")),
        ({"weights": [0, 0, 0, 0]}, ("design.contrasts[0].weights", "not all 0")),
        ({"weights": ["nan", 0, 0, 1]}, ("design.contrasts[0].weights",)),
        ({"reduced": "~ group + batch"}, ("design.contrasts[0].reduced", "is not a part of the formula")),
        ({"reduced": "~ age"}, ("design.contrasts[0].reduced",)),
        ({"reduced": "~ {open('hacked', 'w')}"}, ("design.contrasts[0].reduced",)),
        ({"coefficient": "groupb", "weights": [0, 0, 0, 1]}, ("different ways to name a contrast",)),
        ({"coefficient": "groupb", "exclude": {"a9": "x"}}, ("design.contrasts[0].exclude", '"a9"')),
        ({"coefficient": "groupb", "formula": "~ gruop"}, ("gruop", 'Did you mean "group"?')),
        ({"coefficient": "groupb", "block": "donor"}, ("donor",)),
    ],
)
def test_contrasts_by_other_ways(run: Run, contrast: dict, words: tuple[str, ...]) -> None:
    answer = said(run, "~ batch + group", contrast)
    for word in words:
        assert word in answer


@pytest.mark.parametrize(
    ("analysis", "where"),
    [
        ({"test": "lrt"}, "analysis.test"),
        ({"lfc_threshold": 1}, "analysis.lfc_threshold"),
        ({"shrinkage": "apeglm"}, "analysis.shrinkage"),
        ({"robust": True}, "analysis.robust"),
        ({"sample_weights": True}, "analysis.sample_weights"),
    ],
)
def test_what_a_method_cannot_do_is_refused_and_not_ignored(run: Run, analysis: dict, where: str) -> None:
    ran = run("check project.yaml", project({"analysis": analysis}))
    assert ran.code == 2
    assert where in ran.err
    assert "It can be done by" in ran.err


def test_one_sample_against_one_is_refused_also_beside_a_group_with_replicates(run: Run) -> None:
    files = project(
        {"analysis": {"method": "deseq2", "normalization": "auto"}},
        samples=SAMPLES.replace("a2,a", "a2,c").replace("a3,a", "a3,c").replace("b2,b", "b2,c").replace("b3,b", "b3,c"),
    )
    ran = run("check project.yaml", files)
    assert ran.code == 2
    assert '"b", "a" have one sample each' in ran.err
    assert "contrasts: []" in ran.err
    one_of_five = SAMPLES.replace("a2,a", "a2,b").replace("a3,a", "a3,b")
    ran = run("check project.yaml", {**files, "samples.csv": one_of_five})
    assert ran.code == 0
    assert "a is a single sample" in " ".join(ran.out.split())


def test_names_with_spaces_want_backticks(run: Run) -> None:
    words = said(run, "~ Treatment group + batch", ("group", "b", "a"))
    assert 'between backticks: "~ `Treatment group` + batch"' in words
    assert "backticks" not in said(run, "~ `Treatment group` + group +", ("group", "b", "a"))


def test_mistakes_of_all_models_at_once(run: Run) -> None:
    words = said(
        run,
        "~ group",
        ("group", "bb", "a"),
        {"factor": "group", "numerator": "b", "denominator": "a", "formula": "~ bacth + group"},
        {"factor": "group", "numerator": "b", "denominator": "a", "exclude": {"s99": "gone"}},
    )
    assert 'design.contrasts[0].numerator: no sample has the level "bb"' in words
    assert 'design.contrasts[1].formula: the sample sheet has no covariate "bacth"' in words
    assert 'design.contrasts[2].exclude: there is no sample "s99"' in words


@pytest.mark.parametrize("level", ["none", "null", "None"])
def test_none_is_a_treatment(run: Run, level: str) -> None:
    sheet = SAMPLES.replace(",a,", f",{level},")
    changes = {
        "design": {
            "formula": "~ group",
            "contrasts": [{"id": "c", "factor": "group", "numerator": "b", "denominator": level}],
        }
    }
    ran = run("check project.yaml", project(changes, samples=sheet))
    assert ran.code == 0, ran.err
    assert f"b vs {level}" in ran.out
