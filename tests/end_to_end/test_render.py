"""`render` makes the report again from the folder's own data: same bytes, no statistics, new looks."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from harness import Run, snapshot, write
from seqfolio import pipeline
from small_projects import config_text, project

HTML = {"report": {"formats": ["html"], "sections": ["summary", "volcano", "methods"]}}


@pytest.fixture
def no_statistics(monkeypatch: pytest.MonkeyPatch):
    """From here on nothing may be computed."""

    def forbid() -> None:
        def never(*_: object, **__: object) -> None:
            raise AssertionError("statistics were computed")

        for name in ("load", "build", "normalize", "quality", "run_checks"):
            monkeypatch.setattr(pipeline, name, never)
        for name in ("choose", "differential"):
            monkeypatch.setattr(pipeline.differential, name, never)

    return forbid


def test_the_same_bytes_again_without_counts_and_without_statistics(run: Run, same_date: None, no_statistics) -> None:
    ran = run("run project.yaml -o out", project(HTML))
    before = snapshot(ran.path("out"))
    for name in ("counts.csv", "samples.csv", "project.yaml"):
        ran.path(name).unlink()
    no_statistics()
    again = run("render out")
    assert again.code == 0, again.err
    after = snapshot(ran.path("out"))
    assert set(after) == set(before)
    assert [n for n in before if before[n] != after[n]] == []


def test_it_works_where_the_folder_was_moved_to(run: Run, tmp_path: Path) -> None:
    ran = run("run project.yaml -o out", project(HTML))
    page = ran.text("out/report.html")
    shutil.move(ran.path("out"), tmp_path / "elsewhere")
    assert run("render elsewhere").code == 0
    assert ran.text("elsewhere/report.html") == page


def test_a_new_title_theme_and_sections(run: Run, no_statistics) -> None:
    ran = run("run project.yaml -o out", project(HTML))
    table = ran.text("out/tables/b_vs_a.csv")
    edited = config_text({"project": {"title": "Another title", "client": "Ada"}, "report": {
        "formats": ["html"], "theme": "plain", "sections": ["summary"]}})  # fmt: skip
    write(ran.folder, {"edited.yaml": edited})
    no_statistics()
    again = run("render out --config edited.yaml")
    assert again.code == 0, again.err
    page = ran.text("out/report.html")
    assert "<h1>Another title</h1>" in page
    assert "Ada" in page
    assert "page-volcano" not in page.split("</style>")[1]
    assert not ran.path("out/figures/volcano").exists()
    assert ran.text("out/tables/b_vs_a.csv") == table
    assert json.loads(ran.text("out/seqfolio_summary.json"))["project"]["title"] == "Another title"


def test_an_edited_file_elsewhere_keeps_its_own_logo(run: Run, tmp_path: Path) -> None:
    ran = run("run project.yaml -o out", project(HTML))
    edited = config_text({"report": {"formats": ["html"], "logo": "logo.svg"}})
    write(tmp_path / "other", {"edited.yaml": edited, "logo.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>"})
    assert run("render out --config other/edited.yaml").code == 0
    assert 'class="logo"' in ran.text("out/report.html")


def test_what_needs_a_new_run_is_said(run: Run) -> None:
    run("run project.yaml -o out", project(HTML))
    looks = config_text({"project": {"title": "New"}, "report": {"formats": []}})
    changed = config_text({"analysis": {"alpha": 0.2}, "design": {"formula": "~ batch + group"}})
    said = {
        n: run("render out --config e.yaml", {"e.yaml": text}).err for n, text in {"l": looks, "c": changed}.items()
    }
    assert "seqfolio run" not in said["l"]
    assert "need `seqfolio run`: changes of e.yaml in design, analysis\n" in said["c"]


def test_formats_may_be_added_and_taken_away(run: Run) -> None:
    ran = run("run project.yaml -o out", project(HTML))
    write(ran.folder, {"edited.yaml": config_text({"report": {"formats": []}})})
    assert run("render out --config edited.yaml").code == 0
    assert not ran.path("out/report.html").exists()
    assert "report.html" not in {f["path"] for f in json.loads(ran.text("out/seqfolio_summary.json"))["files"]}


@pytest.mark.parametrize("what", ["nothing", "project.yaml", "."])
def test_what_is_no_result_is_refused(run: Run, what: str) -> None:
    ran = run(f"render {what}", project())
    assert ran.code == 2
    assert "is not a results folder" in ran.err
    assert set(snapshot(ran.folder)) == set(project())


DAMAGES = {
    "cut short": ("data/analysis.json", lambda data: data[:100]),
    "another schema": ("data/analysis.json", lambda data: data.replace(b'"schema": 1', b'"schema": 999', 1)),
    "empty": ("data/analysis.json", lambda data: b'{"schema": 1, "value": {}}'),
    "no mapping": ("data/analysis.json", lambda data: b"[]"),
    "a path that leads out": (
        "data/analysis.json", lambda data: data.replace(b"analysis.dataset.counts.parquet", b"../../counts.parquet")),
    "a broken frame": ("data/analysis.dataset.counts.parquet", lambda data: b"PAR1 and nothing else"),
    "a missing frame": ("data/analysis.dataset.counts.parquet", None),
    "an odd look": ("data/look.json", lambda data: b'{"nonsense": 1}'),
    "a broken project file": ("project.yaml", lambda data: b"seqfolio: ["),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_result_is_said_in_words_and_left_alone(run: Run, damage: str) -> None:
    ran = run("run project.yaml -o out", project())
    name, change = DAMAGES[damage]
    path = ran.path(f"out/{name}")
    path.write_bytes(change(path.read_bytes())) if change else path.unlink()
    before = snapshot(ran.folder)
    again = run("render out")
    assert again.code == 2
    assert again.err.startswith("seqfolio: ")
    assert snapshot(ran.folder) == before


def test_an_edited_file_that_is_wrong_leaves_the_result_alone(run: Run) -> None:
    ran = run("run project.yaml -o out", project())
    write(ran.folder, {"edited.yaml": config_text({"report": {"theme": "plian"}})})
    before = snapshot(ran.folder)
    again = run("render out --config edited.yaml")
    assert again.code == 2
    assert 'Did you mean "plain"?' in again.err
    assert snapshot(ran.folder) == before
