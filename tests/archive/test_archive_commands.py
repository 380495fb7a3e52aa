"""The commands as somebody types them: words, CSV, JSON, exit codes, zips, and rendering what is kept."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from archives import finished, variant

from harness import Run, snapshot
from seqfolio.archive import Archive, add
from seqfolio.archive.bag import damages

HOSTILE = '<b>&_*"\n=cmd|\u202e日本\x1b[31m'


@pytest.fixture
def at(archive: Archive) -> str:
    return f"--archive '{archive.folder}'"


def test_add_list_show_gene(run: Run, out: Path, at: str) -> None:
    added = run(f"archive add '{out}' {at}")
    assert added.out.startswith("small v1: ")
    assert "is there already" in run(f"archive add '{out}' --once {at}").out
    listed = run(f"archive list {at}").out
    assert "A small project" in listed
    assert listed.splitlines()[-1] == "1 project"
    shown = run(f"archive show SMALL {at}").out
    assert "b_vs_a: b vs a: 1 higher, 1 lower (welch)" in shown
    assert "strongest: g_down, g_up" in shown
    said = run(f"archive gene g_down {at}").out.splitlines()
    assert said[0] == "g_down: tested in 1 contrast of 1 project, called in 1 of them: 1 lower"
    assert " lower " in said[2]
    assert run(f"archive gene nothing {at}").out == "nothing is in no project's list of genes\n"


def test_csv_and_json_for_other_programs(run: Run, keep, at: str) -> None:
    keep({"project": {"title": HOSTILE, "client": HOSTILE}})
    (row,) = csv.DictReader(io.StringIO(run(f"archive search small --format csv {at}").out))
    assert (row["title"], row["samples"], row["called"]) == (HOSTILE, "6", "2")
    (parsed,) = json.loads(run(f"archive list --format json {at}").out)
    assert parsed["client"] == HOSTILE
    (called,) = csv.DictReader(io.StringIO(run(f"archive gene g_up --format csv {at}").out))
    assert (called["call"], float(called["log2FoldChange"]) > 2) == ("higher", True)
    answer = json.loads(run(f"archive gene g_up --format json {at}").out)
    assert (answer["tested"], answer["called"][0]["gene_id"]) == (1, "g_up")
    assert json.loads(run(f"archive show small --format json {at}").out)["contrasts"][0]["higher"] == 1


def test_names_cannot_speak_to_the_terminal(run: Run, keep, at: str) -> None:
    keep(
        {
            "project": {
                "title": HOSTILE,
                "client": HOSTILE,
                "organism": HOSTILE,
                "people": [{"name": HOSTILE, "role": HOSTILE}],
            }
        }
    )
    for command in ("list", "show small", "gene g_up"):
        said = run(f"archive {command} {at}")
        assert said.code == 0
        assert not {"\x1b", "\u202e"} & set(said.out)


@pytest.mark.parametrize(
    "command", ["list", "verify", "rebuild", "site", "gene x", "show x", "export x", "remove x --yes"]
)
def test_what_is_no_archive_is_refused_and_not_made(run: Run, command: str) -> None:
    ran = run(f"archive {command} --archive nowhere")
    assert ran.code == 2
    assert "archive-missing" in ran.err
    assert not ran.path("nowhere").exists()


def test_an_unknown_project_is_answered_with_the_nearest(run: Run, keep, at: str) -> None:
    keep()
    ran = run(f"archive show smal {at}")
    assert ran.code == 2
    assert 'Did you mean "small"?' in ran.err
    assert run(f"archive show small --version 7 {at}").code == 2
    assert run(f"archive show ../../etc {at}").code == 2


def test_removing_asks(run: Run, keep, at: str, archive: Archive, monkeypatch) -> None:
    kept = keep().kept
    run(f"archive site {at}")
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert run(f"archive remove small {at}").code != 0
    assert kept.folder.exists()
    ran = run(f"archive remove small --yes --reason 'too old' {at}")
    assert (ran.code, kept.folder.exists()) == (0, False)
    assert "A small project" not in (archive.folder / "index.html").read_text("utf-8")
    assert not list(archive.folder.glob("year-*.html"))
    again = run(f"archive show small {at}")
    assert "was removed on" in again.err


def test_the_zip_is_a_bag_again_and_can_be_rendered(run: Run, out: Path, at: str, tmp_path: Path) -> None:
    run(f"archive add '{out}' {at}")
    ran = run(f"archive export small -o small.zip {at}")
    assert ran.code == 0, ran.err
    assert run(f"archive export small -o small.zip {at}").code == 2  # nothing is overwritten
    with zipfile.ZipFile(tmp_path / "small.zip") as packed:
        packed.extractall(tmp_path / "unpacked")
    bag = tmp_path / "unpacked" / "small-v1"
    assert damages(bag) == []
    shutil.move(bag / "data", tmp_path / "results")
    before = (tmp_path / "results" / "report.html").read_bytes()
    (tmp_path / "results" / "report.html").unlink()
    assert run("render results").code == 0
    assert (tmp_path / "results" / "report.html").read_bytes() == before
    assert run(f"archive add results {at}").code == 0  # and kept again, with a description of its own


def test_what_is_kept_is_rendered_elsewhere_and_never_changed(run: Run, tmp_path: Path, archive: Archive) -> None:
    out = finished(tmp_path / "made")
    kept = add(out, archive).kept
    page = (kept.crate / "report.html").read_bytes()
    shutil.rmtree(tmp_path / "made")  # the counts are gone
    before = snapshot(kept.folder)
    refused = run(f"render '{kept.crate}'")
    assert refused.code == 2
    assert "archive-kept" in refused.err
    made = run(f"render '{kept.crate}' -o again")
    assert made.code == 0, made.err
    assert snapshot(kept.folder) == before
    assert (tmp_path / "again" / "report.html").read_bytes() == page
    assert run(f"render '{kept.crate}' -o again").code == 2  # it exists


def test_two_zips_of_one_project_are_the_same_bytes(run: Run, keep, at: str, tmp_path: Path) -> None:
    keep()
    for name in ("a.zip", "b.zip"):
        run(f"archive export small -o {name} {at}")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_asking_loads_nothing_heavy(archive: Archive, keep) -> None:
    keep()
    heavy = {"numpy", "pandas", "pyarrow", "matplotlib", "scipy", "pydantic", "jinja2"}
    program = f"""
import sys
from seqfolio.cli import main
sys.argv = ["seqfolio", "archive", "list", "--archive", {str(archive.folder)!r}]
main()
print(sorted({heavy!r} & set(sys.modules)))
"""
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout.splitlines()[-1] == "[]"


def test_a_result_without_comparisons_is_kept_too(run: Run, out: Path, tmp_path: Path, at: str) -> None:
    bare = variant(out, tmp_path / "bare", {"contrasts": [], "findings": []})
    assert run(f"archive add '{bare}' {at}").code == 0
    assert "1 project" in run(f"archive list {at}").out
    assert run(f"archive site {at}").code == 0
