"""When checks run, what a finding that stops does, and what is said where."""

from __future__ import annotations

import json
from typing import Any

import pytest

from harness import Run
from seqfolio import pipeline
from seqfolio.checks.check import CHECKS, GRAVITY, STAGES, run_checks
from situations import SITUATIONS, checked
from small_projects import COUNTS, SAMPLES, many, project


@pytest.mark.parametrize("situation", list(SITUATIONS))
def test_what_a_check_says_does_not_depend_on_what_is_known_later(situation: str) -> None:
    made, analysis = checked(situation)
    seen = pipeline.inspect(made)
    assert seen.measured is not None
    early = {name for name in CHECKS.ids() if CHECKS.get(name).needs != "fit"}
    assert {f.check for f in seen.findings} == early
    assert [f for f in analysis.findings if f.check in early] == list(seen.findings)


@pytest.mark.parametrize("check", list(CHECKS), ids=lambda c: c.id)
def test_a_check_says_no_more_than_it_declares(check: Any) -> None:
    assert check.needs in STAGES
    assert check.severities
    assert set(check.severities) <= set(GRAVITY[:3])
    assert check.advice
    for situation in SITUATIONS:
        said = {f.severity for f in checked(situation)[1].findings if f.check == check.id}
        assert said <= {*check.severities, "passed", "not_applicable"}


def test_every_finding_is_plain_json() -> None:
    for situation in SITUATIONS:
        for finding in checked(situation)[1].findings:
            json.dumps(finding.values, allow_nan=False)


def test_a_stage_runs_its_own_checks_only() -> None:
    made, analysis = checked("ordinary")
    ran = [{f.check for f in run_checks(made.config, analysis, stage)} for stage in STAGES]
    assert set.union(*ran) == set(CHECKS.ids())
    assert sum(map(len, ran)) == len(CHECKS.ids())


def copied() -> dict[str, str | bytes]:
    counts, samples = many({"a": 4, "b": 4}, genes=200)
    rows = [line.split(",") for line in counts.splitlines()]
    for row in rows[1:]:
        row[3] = row[6]
    return project(counts="\n".join(map(",".join, rows)) + "\n", samples=samples)


def test_a_stop_ends_the_run_before_anything_is_fitted(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seqfolio.pipeline.normalize", lambda *_: pytest.fail("the run went on"))
    ran = run("run project.yaml -o out", copied())
    assert ran.code == 2
    assert not ran.path("out").exists()
    assert "checks.duplicated_samples: The same library twice" in ran.err
    assert '"a3" and "b2" have the same count for every gene' in ran.err
    assert "[stopped-by-check]" in ran.err
    assert "input: {exclude: {sample: reason}}" in ran.err


def test_a_check_prints_its_findings_before_it_stops(run: Run) -> None:
    ran = run("check project.yaml", copied())
    assert ran.code == 2
    assert "STOP     The same library twice  [duplicated_samples]" in ran.out
    assert ran.out.index("STOP") < ran.out.index("note     Number of replicates")
    assert "[stopped-by-check]" in ran.err


def test_who_knows_better_switches_the_check_off_and_the_report_says_so(run: Run) -> None:
    files = copied()
    changes = {
        "checks": {"duplicated_samples": "off", "few_replicates": {"minimum": 2, "advised": 4}},
        "report": {"formats": ["html"]},
    }
    files["project.yaml"] = project(changes)["project.yaml"]
    ran = run("run project.yaml -o out", files)
    assert ran.code == 0, ran.err
    page = ran.text("out/report.html")
    assert "The project file switches 1 check off: The same library twice." in page
    assert (
        "changes 2 thresholds: Number of replicates, minimum = 2 (usually 3); Number of replicates, advised = 4 (usually 6)."
        in page
    )
    found = {f["check"]: f for f in json.loads(ran.text("out/seqfolio_summary.json"))["findings"]}
    assert (found["duplicated_samples"]["severity"], found["duplicated_samples"]["reason"]) == (
        "not_applicable",
        "switched off",
    )
    assert found["few_replicates"]["severity"] == "passed"
    assert found["few_replicates"]["title"] == "Number of replicates"


def test_check_prints_findings_ranked_with_what_to_do(run: Run) -> None:
    sheet = SAMPLES.replace("sample,group,batch,age", "sample,group,run_date,age")
    for sample, batch in (("a1", "x"), ("a2", "y"), ("a3", "z")):
        sheet = sheet.replace(f"{sample},a,{batch}", f"{sample},a,mon").replace(
            f"b{sample[1]},b,{batch}", f"b{sample[1]},b,tue"
        )
    ran = run("check project.yaml", project(samples=sheet))
    assert ran.code == 0
    assert "WARNING  Confounding of groups with batches  [confounding]" in ran.out
    assert "What to do: Repeat samples of both groups together." in ran.out
    assert (
        ran.out.index("WARNING")
        < ran.out.index("note  ")
        < ran.out.index("Passed (")
        < ran.out.index("Not applicable (")
    )
    assert "Nominal p-values in use" in " ".join(ran.out.split("After the fit: ")[1].split())


def test_a_run_ends_with_its_warnings_unless_it_is_quiet(run: Run) -> None:
    files = project({"design": {"formula": "~ batch + group"}}, COUNTS)
    loud = run("run project.yaml -o out", files)
    assert "WARNING  t-test on log counts" in loud.err
    assert "WARNING  Terms of the formula that were not used" in loud.err
    assert "see the head of the report" in loud.err
    assert "WARNING" not in run("run project.yaml -o out -f -q", files).err


def test_findings_head_the_report_in_full(run: Run) -> None:
    ran = run("run project.yaml -o out", project({"report": {"formats": ["html"], "sections": None}}))
    page = ran.text("out/report.html")
    assert page.index('id="findings"') < page.index('id="summary"')
    assert "What to do: Use a method made for counts, such as deseq2 or limma-voom" in page
    assert "Source: Law et al. 2014, 10.1186/gb-2014-15-2-r29" in page
    assert "do not apply</summary>" in page


def test_checks_before_the_fit_are_quick_on_a_large_matrix() -> None:
    import time

    from known import libraries, measured

    counts = libraries(8, genes=40_000)
    known = measured(counts, {"group": list("aaaabbbb"), "donor": list("wxyzwxyz")})
    made, _ = checked("ordinary")
    run_checks(made.config, known, "design")
    start = time.process_time()
    run_checks(made.config, known, "design")
    run_checks(made.config, known, "samples")
    assert time.process_time() - start < 1.0  # an eighth of it on a quiet machine
