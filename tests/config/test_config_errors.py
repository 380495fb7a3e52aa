"""What is wrong in a project file is told all at once, with line, key path, and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import Run
from seqfolio.config import Config, read
from seqfolio.errors import InputError, Problem
from small_projects import project

HEAD = "seqfolio: 1\ninput: {counts: counts.csv, samples: samples.csv}\n"
NONE = HEAD + "design: {contrasts: []}\n"


@pytest.fixture
def config(tmp_path: Path):
    def one(text: str | bytes) -> Config:
        path = tmp_path / "project.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read(path)

    return one


@pytest.fixture
def problems(config):
    def one(text: str | bytes) -> tuple[Problem, ...]:
        with pytest.raises(InputError) as caught:
            config(text)
        assert caught.value.exit_code == 2
        return caught.value.problems

    return one


def test_all_problems_at_once_each_with_its_line(problems) -> None:
    text = """\
seqfolio: 1
projekt: {}
input:
  counts: counts.csv
  sample: samples.csv
design:
  contrasts: []
analysis:
  alpha: 2
  select: p
report:
  formats: [html, docx]
"""
    found = {p.where: p for p in problems(text)}
    assert set(found) == {
        "project.yaml:2", "project.yaml:3", "project.yaml:5", "project.yaml:9", "project.yaml:10", "project.yaml:12",
    }  # fmt: skip
    assert found["project.yaml:2"].message == "projekt: there is no such key"
    assert found["project.yaml:2"].hint == 'Did you mean "project"?'
    assert found["project.yaml:3"].message == "input.samples: this key is needed"
    assert "sample sheet" in found["project.yaml:3"].hint
    assert found["project.yaml:5"].hint == 'Did you mean "samples"?'
    assert "analysis.alpha" in found["project.yaml:9"].message
    assert "a number above 0 and below 1 is needed" in found["project.yaml:9"].message
    assert '"padj", "pvalue"' in found["project.yaml:10"].hint
    assert 'report.formats[1]: "docx" is not allowed' in found["project.yaml:12"].message


@pytest.mark.parametrize(
    ("text", "where", "message", "hint"),
    [
        ("analysis: {metod: welch}", 4, "analysis.metod: there is no such key", 'Did you mean "method"?'),
        ("analysis: {zzzz: 1}", 4, "analysis.zzzz: there is no such key", 'Allowed here: "method"'),
        ("project: {people: [{name: A, rolle: b}]}", 4, "project.people[0].rolle", 'Did you mean "role"?'),
        ("analysis: {filter: {min_cuont: 3}}", 4, "analysis.filter.min_cuont", 'Did you mean "min_count"?'),
        ("analysis: {filter: {min_count: -3}}", 4, "analysis.filter.min_count", ""),
        ("analysis: {filter: some}", 4, 'analysis.filter: "some"', ""),
        ("analysis: {alpha: 0}", 4, "analysis.alpha", ""),
        ("analysis: {alpha: nan}", 4, "analysis.alpha", ""),
        ("analysis: {alpha: five}", 4, 'analysis.alpha: "five" does not fit', ""),
        ("analysis: {normalization: ratoi}", 4, "analysis.normalization", 'Did you mean "ratio"?'),
        ("project: {id: a b}", 4, "project.id: an id has letters", ""),
        ("project: {id: ../x}", 4, "project.id: an id has letters", ""),
        ("report: {lang: e}", 4, "report.lang", ""),
        ("report: {pdf: {paper: a3}}", 4, "report.pdf.paper", '"a4", "letter"'),
        ("report:", 4, "report: nothing does not fit", ""),
        ("report: [html]", 4, "report", ""),
        ("seqfolio: 2\n", 1, "", ""),
    ],
)
def test_one_problem(problems, text: str, where: int, message: str, hint: str) -> None:
    if text.startswith("seqfolio"):
        (problem,) = problems(NONE.replace("seqfolio: 1\n", text))
        assert '"2" is not allowed' in problem.message
    else:
        (problem,) = problems(NONE + text)
    assert problem.where == f"project.yaml:{where}"
    assert problem.message.startswith(message)
    assert hint in problem.hint


CONTRAST = "{id: x, factor: g, numerator: b, denominator: a}"


@pytest.mark.parametrize(
    ("contrasts", "words"),
    [
        ("[{id: x, factor: g, numerator: b}]", "missing: denominator"),
        ("[{id: x, factor: g, numerator: b, denominator: b}]", 'numerator and denominator are both "b"'),
        (f"[{CONTRAST}, {CONTRAST.replace('x', 'X')}]", 'two contrasts have the id "x"'),
        ("[{id: results, factor: g, numerator: b, denominator: a}]", "the name of another file"),
        ("[{id: Normalized_Counts, factor: g, numerator: b, denominator: a}]", "the name of another file"),
        ("[{id: a.called, factor: g, numerator: b, denominator: a}]", "the name of another file"),
        ("[{id: 'dex vs. none!', factor: g, numerator: b, denominator: a}]", 'for example "dex_vs._none"'),
        ("[{id: '.hidden', factor: g, numerator: b, denominator: a}]", "an id has letters"),
        (f"[{{id: {'x' * 65}, factor: g, numerator: b, denominator: a}}]", "at most 64"),
        ('[{id: "x\\n", factor: g, numerator: b, denominator: a}]', "an id has letters"),
        ("{}", "design.contrasts"),
        ("", "design.contrasts"),
    ],
)
def test_contrasts(problems, contrasts: str, words: str) -> None:
    (problem,) = problems(HEAD + f"design:\n  contrasts: {contrasts}\n")
    assert words in problem.message
    assert problem.where in ("project.yaml:3", "project.yaml:4")


def test_no_contrasts_key_is_not_the_same_as_none(problems) -> None:
    (problem,) = problems(HEAD + "design: {formula: ~ g}\n")
    assert problem.message == "design.contrasts: this key is needed"
    assert "samples and quality only" in problem.hint


@pytest.mark.parametrize(
    ("text", "words", "where"),
    [
        ("seqfolio: 1\n  input: x\n", "not valid YAML", "project.yaml:2"),
        ("seqfolio: 1\ninput: {counts: [a\n", "not valid YAML", "project.yaml:3"),
        ("seqfolio: 1\ntitle: a: b\n", "not valid YAML", "project.yaml:2"),
        ("a: 1\n\tb: 2\n", "not valid YAML", "project.yaml:2"),
        ("a: *b\n", "not valid YAML", "project.yaml:1"),
        ("a: b\n---\na: c\n", "not valid YAML", "project.yaml:2"),
        ("a: \0\n", "not valid YAML", "project.yaml"),
        ("", "not a mapping", "project.yaml"),
        ("# nothing\n", "not a mapping", "project.yaml"),
        ("- a\n", "not a mapping", "project.yaml"),
        ("text\n", "not a mapping", "project.yaml"),
        ("? [a, b]\n: c\n", "a key must be plain text", "project.yaml:1"),
        ("[" * 5000, "nested too deeply", "project.yaml"),
        ("a: &a [*a]\n", "nested too deeply", "project.yaml"),
        (b"a: \xff\n", "not UTF-8", "project.yaml"),
        ("a: b\n".encode("utf-16"), "not UTF-8", "project.yaml"),
    ],
)
def test_what_is_no_yaml(problems, text: str | bytes, words: str, where: str) -> None:
    (problem,) = problems(text)
    assert words in problem.message
    assert problem.where.startswith(where)


def test_an_alias_bomb_is_stopped(problems) -> None:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    (problem,) = problems("\n".join(levels))
    assert "unfolds to more than" in problem.message


def test_a_key_that_stands_twice_is_refused_with_its_line(problems) -> None:
    (problem,) = problems(NONE + "analysis:\n  alpha: 0.05\n  alpha: 0.01\n")
    assert problem.code == "yaml-duplicate-key"
    assert problem.where == "project.yaml:6"
    assert '"alpha"' in problem.message


def test_a_merge_key_is_refused_in_words(problems) -> None:
    found = problems(NONE + "analysis: &a {alpha: 0.05}\nreport: {<<: *a}\n")
    assert any("<<" in p.message for p in found)


def test_a_file_that_is_not_there(run) -> None:
    ran = run("run nothing.yaml")
    assert ran.code == 2
    assert 'there is no file "nothing.yaml"' in ran.err
    assert "seqfolio init" in ran.err


def test_a_folder_instead_of_the_file(run) -> None:
    ran = run("run folder", {"folder/project.yaml": NONE})
    assert ran.code == 2
    assert "is a folder" in ran.err


def test_options_of_sections_and_checks_are_checked_before_anything_is_read(run) -> None:
    text = NONE + "report: {options: {volcano: {labelz: 3}}}\n"
    assert (
        "report.options.volcano: labelz: there is no such key" in run("check project.yaml", {"project.yaml": text}).err
    )
    text = NONE + "report: {options: {vulcano: {}}}\n"
    assert 'Did you mean "volcano"?' in run("check project.yaml", {"project.yaml": text}).err
    text = NONE + "report: {sections: [summary, volcanoo]}\n"
    assert 'Did you mean "volcano"?' in run("check project.yaml", {"project.yaml": text}).err
    text = NONE + "checks: {few_replicates: {minimum: two}}\n"
    assert "checks.few_replicates" in run("check project.yaml", {"project.yaml": text}).err
    text = NONE + "checks: {few_replicate: off}\n"
    assert 'Did you mean "few_replicates"?' in run("check project.yaml", {"project.yaml": text}).err
    text = NONE + "checks: {few_replicates: on}\n"
    assert "Write off, or a mapping of settings" in run("check project.yaml", {"project.yaml": text}).err
    text = NONE + "analysis: {method: wlech}\n"
    assert 'Did you mean "welch"?' in run("check project.yaml", {"project.yaml": text}).err
    text = NONE + "report: {theme: plan}\n"
    assert 'Did you mean "plain"?' in run("check project.yaml", {"project.yaml": text}).err


def test_options_of_the_method_are_checked_by_check_too(run) -> None:
    from small_projects import project

    ran = run("check project.yaml", project({"analysis": {"options": {"nonsense": 1}}}))
    assert ran.code == 2
    assert "nonsense" in ran.err


def test_a_hostile_value_stays_on_one_line(problems) -> None:
    (problem,) = problems(NONE + 'analysis: {method: "x", select: "\\e[31m\\n\\nred"}\n')
    assert "\x1b" not in str(problem)
    assert "\n" not in problem.message


def refused(run: Run, changes: dict, command: str = "check project.yaml", **files: str) -> tuple[dict[str, int], str]:
    """The line of every key of the project file, and what is said."""
    ran = run(command, {**project(changes), **files})
    assert ran.code == 2
    lines = ran.text("project.yaml").splitlines()
    return {line.split(":")[0].strip(" -"): n for n, line in enumerate(lines, 1)}, ran.err


@pytest.mark.parametrize("command", ["check project.yaml", "run project.yaml"])
def test_an_unknown_method_is_told_with_the_other_mistakes(run: Run, command: str) -> None:
    changes = {"analysis": {"method": "deseq", "alpha": 5, "filter": "foo"}, "report": {"theme": "defualt"}}
    at, words = refused(run, changes, command)
    assert f'project.yaml:{at["method"]}: analysis.method: there is no method "deseq"' in words
    assert f"project.yaml:{at['alpha']}: analysis.alpha" in words
    assert f"project.yaml:{at['filter']}: analysis.filter" in words
    assert f'project.yaml:{at["theme"]}: report.theme: there is no theme "defualt"' in words
    assert words.count("seqfolio:") == 4


def test_both_levels_of_every_contrast_are_told(run: Run) -> None:
    specs = [
        {"id": f"c{i}", "factor": "group", "numerator": f"B{i}", "denominator": f"A{i}"} for i in range(2)
    ]  # the sheet has a and b
    at, words = refused(run, {"design": {"contrasts": specs}})
    for i in range(2):
        assert f'numerator: no sample has the level "B{i}"' in words
        assert f'denominator: no sample has the level "A{i}"' in words
    assert f"project.yaml:{at['numerator']}: design.contrasts[1].numerator" in words  # the last of the name


@pytest.mark.parametrize(
    ("changes", "key", "what"),
    [
        ({"design": {"formula": "~ group + gruop"}}, "formula", "design.formula: the sample sheet has no covariate"),
        ({"design": {"formula": "~ group +"}}, "formula", "design.formula: "),
        ({"design": {"reference": {"group": "c"}}}, "reference", "design.reference: no sample has the level"),
        ({"input": {"counts": "count.csv"}}, "counts", 'input.counts: there is no file "count.csv"'),
        ({"input": {"samples": "nowhere/x.csv"}}, "samples", 'input.samples: there is no file "x.csv"'),
        ({"input": {"exclude": {"zz": "why"}}}, "exclude", 'input.exclude: "zz" is in neither file'),
        ({"report": {"logo": "l.png"}}, "logo", 'report.logo: there is no "l.png"'),
        ({"checks": {"nothing": "off"}}, "nothing", "checks.nothing: there is no check"),
        ({"analysis": {"options": {"x": 1}}}, "options", "analysis.options: x: there is no such key"),
        ({"analysis": {"shrinkage": "apeglm"}}, "shrinkage", 'analysis.shrinkage: the method "welch" cannot shrink'),
    ],
)  # fmt: skip
def test_what_is_found_later_has_its_line_too(run: Run, changes: dict, key: str, what: str) -> None:
    at, words = refused(run, changes)
    assert f"project.yaml:{at[key]}: {what}" in words


def test_a_file_that_is_nearly_there(run: Run) -> None:
    _, words = refused(run, {"input": {"counts": "cuonts.csv", "samples": "sample.csv"}})
    assert 'Did you mean "counts.csv"?' in words
    assert 'Did you mean "samples.csv"?' in words


def test_a_problem_of_another_file_keeps_its_place(run: Run) -> None:
    _, words = refused(run, {}, **{"counts.csv": "gene,a1,a2,a3,b1,b2,b3\ng,1,2,3,x,5,6\n"})
    assert words.startswith("seqfolio: counts.csv:2: ")
