"""With SOURCE_DATE_EPOCH two runs are the same bytes in every file; without it only dates differ."""

from __future__ import annotations

import json
import re
import time
import zipfile
from pathlib import Path

import pytest

from harness import Run, snapshot
from small_projects import ALL_SECTIONS, COUNTS, SAMPLES, many, merged, project


def files() -> dict[str, str | bytes]:
    whole = merged(ALL_SECTIONS, {"report": {"formats": ["html", "pdf"], "sections": None}})
    counts, samples = many({"a": 4, "b": 4})
    return project({**whole, "analysis": {"method": "deseq2", "normalization": "auto"}}, counts, samples)


def test_two_runs_are_the_same_bytes_in_every_file(run_process: Run, tmp_path: Path) -> None:
    one = tmp_path / "one"
    other = tmp_path / "another" / "folder"
    for folder, seed in ((one, "1"), (other, "2")):
        ran = run_process(
            "run project.yaml -o out", files(), folder, SOURCE_DATE_EPOCH="1700000000", PYTHONHASHSEED=seed
        )
        assert ran.code == 0, ran.err
    first, second = snapshot(one / "out"), snapshot(other / "out")
    assert set(first) == set(second)
    assert len(first) > 30
    assert [name for name in first if first[name] != second[name]] == []
    assert b"2023-11-14" in first["report.html"]


def test_without_a_date_only_dates_differ(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    one = run("run project.yaml -o one", project({"report": {"formats": ["html"], "sections": None}}))
    time.sleep(1.1)
    run("run project.yaml -o two")
    first, second = snapshot(one.path("one")), snapshot(one.path("two"))
    different = {name for name in first if first[name] != second[name]}
    assert different == {
        "data/analysis.json", "provenance.json", "report.html", "seqfolio_summary.json", "tables/results.xlsx",
    }  # fmt: skip
    for name in different - {"tables/results.xlsx", "seqfolio_summary.json"}:
        assert without_dates(first[name]) == without_dates(second[name])
    assert summary_without_digests(first) == summary_without_digests(second)
    assert workbook_without_dates(one.path("one")) == workbook_without_dates(one.path("two"))


def workbook_without_dates(folder: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(folder / "tables" / "results.xlsx") as book:
        return {name: without_dates(book.read(name)) for name in book.namelist()}


def without_dates(data: bytes) -> bytes:
    return re.sub(rb"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(Z|\+00:00))?", b"DATE", data)


def summary_without_digests(folder: dict[str, bytes]) -> dict:
    found = json.loads(folder["seqfolio_summary.json"])
    found["files"] = [f["path"] for f in found["files"]]
    return {**found, "created": ""}


def test_the_order_of_the_rows_of_the_sheet_changes_no_number(run: Run, same_date: None) -> None:
    header, *rows = SAMPLES.splitlines()
    one = run("run project.yaml -o one", project())
    run("run project.yaml -o two", project(samples="\n".join([header, *reversed(rows)]) + "\n"))
    assert one.text("one/tables/b_vs_a.csv") == one.text("two/tables/b_vs_a.csv")


def test_the_format_of_the_counts_changes_no_number(run: Run, same_date: None) -> None:
    one = run("run project.yaml -o one", project())
    run("run project.yaml -o two", project(counts=COUNTS.replace(",", "\t")))
    assert one.text("one/tables/b_vs_a.csv") == one.text("two/tables/b_vs_a.csv")


@pytest.mark.parametrize("epoch", ["", "yesterday", "-1", "99999999999999999999", "1e9"])
def test_a_strange_date_does_not_stop_a_run(run: Run, monkeypatch: pytest.MonkeyPatch, epoch: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    ran = run("run project.yaml -o out", project())
    assert ran.code == 0
