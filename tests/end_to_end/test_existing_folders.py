"""What stands where the results should go: never touched unless it is ours and -f is given; then swapped whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from harness import Run, snapshot, write
from seqfolio import api, publish, store
from seqfolio.errors import OutputExists
from small_projects import project


def hidden(folder: Path) -> list[str]:
    return [p.name for p in folder.iterdir() if p.name.startswith(".")]


def test_an_existing_result_is_refused(run: Run) -> None:
    assert run("run project.yaml -o out", project()).code == 0
    before = snapshot(run("show themes").folder)
    ran = run("run project.yaml -o out")
    assert ran.code == 2
    assert '"out" exists' in ran.err
    assert "-f replaces it" in ran.err
    assert snapshot(ran.folder) == before


def test_force_replaces_ours_completely(run: Run) -> None:
    ran = run("run project.yaml -o out", project())
    write(ran.path("out"), {"tables/stale.csv": "x"})
    assert run("run project.yaml -o out -f", project({"project": {"title": "Second"}})).code == 0
    assert not ran.path("out/tables/stale.csv").exists()
    assert '"title": "Second"' in ran.text("out/seqfolio_summary.json")
    assert hidden(ran.folder) == []


@pytest.mark.parametrize("force", ["", "-f"])
@pytest.mark.parametrize("content", ["full", "fake", "file"])
def test_what_is_not_ours_is_never_touched(run: Run, force: str, content: str) -> None:
    files = project()
    if content == "full":
        files["out/thesis.doc"] = "years of work"
    if content == "fake":
        files["out/seqfolio_summary.json"] = "{}"
    if content == "file":
        files["out"] = "a file"
    ran = run(f"run project.yaml -o out {force}", files)
    assert ran.code == 2
    assert "it is not touched" in ran.err
    assert snapshot(ran.folder) == {n: t.encode() if isinstance(t, str) else t for n, t in files.items()}


def test_an_empty_folder_was_made_for_the_results(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = run("show themes").folder
    (folder / "out").mkdir()
    assert run("run project.yaml -o out", project()).code == 0
    assert (folder / "out/seqfolio_summary.json").is_file()
    (folder / "inside").mkdir()
    monkeypatch.chdir(folder / "inside")
    with pytest.raises(OutputExists):  # the folder that one stands in cannot be swapped
        api.run("../project.yaml", ".")


@pytest.mark.parametrize("target", ["ours", "foreign", "nowhere"])
def test_a_symlink_is_never_followed_nor_replaced(run: Run, target: str) -> None:
    ran = run("run project.yaml -o ours", {**project(), "foreign/x": "y"})
    ran.path("link").symlink_to(target)
    before = snapshot(ran.folder)
    again = run("run project.yaml -o link -f")
    assert again.code == 2
    assert ran.path("link").is_symlink()
    assert snapshot(ran.folder) == before


def test_the_projects_own_folder_is_no_place_for_results(run: Run) -> None:
    ran = run("run project.yaml -o . -f", project())
    assert ran.code == 2
    assert set(snapshot(ran.folder)) == set(project())


def test_a_file_in_the_way_of_the_parent(run: Run) -> None:
    ran = run("run project.yaml -o counts.csv/out", project())
    assert ran.code == 2
    assert set(snapshot(ran.folder)) == set(project())


@pytest.mark.parametrize(
    "part", ["edition.html.render", "publish.csv.write_tables", "publish.summary.write", "publish.store.save"]
)
def test_a_failure_leaves_nothing_behind_and_the_old_result_whole(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    run("run project.yaml -o out", project({"report": {"formats": "html"}}))
    before = snapshot(tmp_path)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(f"seqfolio.{part}", broken)
    with pytest.raises(RuntimeError, match="the disk is full"):
        api.run("project.yaml", "out", force=True)
    with pytest.raises(RuntimeError, match="the disk is full"):
        api.run("project.yaml", "new")
    assert snapshot(tmp_path) == before
    assert hidden(tmp_path) == []


def test_an_internal_error_ends_with_1(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ours: the traceback is for us, so it is not hidden."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(publish.csv, "write_tables", broken)
    with pytest.raises(RuntimeError, match="a mistake of ours"):
        run("run project.yaml -o out", project())


def test_a_full_disk_is_said_in_words(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", ".out.x7d_hidden/tables")

    monkeypatch.setattr(publish.csv, "write_tables", full)
    ran = run("run project.yaml -o out", project())
    assert ran.code != 0
    assert '"out" could not be written: No space left on device' in ran.err
    assert "-o" in ran.err
    assert "hidden" not in ran.err
    assert set(snapshot(ran.folder)) == set(project())


def test_when_the_swap_fails_the_old_one_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "out", {"old": "1"})
    real = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if Path(target).name == "out" and not self.name.endswith(".old"):
            raise OSError("not today")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(OSError, match="not today"), store.complete_folder(tmp_path / "out") as folder:
        (folder / "new").write_text("2")
    monkeypatch.undo()
    assert snapshot(tmp_path) == {"out/old": b"1"}
    assert hidden(tmp_path) == []


@pytest.mark.parametrize("kind", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_a_killed_run_leaves_nothing(tmp_path: Path, kind: signal.Signals) -> None:
    write(tmp_path, project({"report": {"formats": ["html", "pdf"], "sections": None}}))
    process = subprocess.Popen(
        [sys.executable, "-m", "seqfolio.cli", "run", "project.yaml", "-o", "out", "-v"],
        cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, env={**os.environ},
    )  # fmt: skip
    assert process.stderr is not None
    for line in process.stderr:
        if "sections" in line:
            break
    process.send_signal(kind)
    rest = process.stderr.read()
    process.stderr.close()
    code = process.wait(60)
    assert code != 0
    assert "Traceback" not in rest
    deadline = time.monotonic() + 10  # the PDF's process may still be on its way out
    while hidden(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert set(snapshot(tmp_path)) == set(project())
    assert hidden(tmp_path) == []


HOLD = """
import sys, time
from pathlib import Path
from seqfolio.store import complete_folder
with complete_folder(Path("out")) as folder:
    (folder / "half").write_text("done")
    print(folder.name, flush=True)
    time.sleep(60)
"""


def test_a_run_that_was_killed_hard_is_cleaned_up_by_the_next(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", HOLD], cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    left = tmp_path / process.stdout.readline().strip()
    names = (".out.old", left.name + ".old", f".other{left.name[4:]}", ".out.elsewhere.abcdefgh")
    write(tmp_path, {f"{name}/x": "not ours to take" for name in names})
    for path in tmp_path.iterdir():
        os.utime(path, (0, 0))
    store.remove_leftovers(tmp_path / "out")
    assert (left / "half").is_file()  # its process lives
    process.kill()
    process.wait()
    process.stdout.close()
    assert (left / "half").is_file()
    with store.complete_folder(tmp_path / "out") as folder:
        (folder / "new").write_text("2")
    assert not left.exists()
    assert sorted(hidden(tmp_path)) == sorted(names)


def test_the_folder_has_ordinary_permissions(run: Run) -> None:
    old = os.umask(0o022)
    try:
        ran = run("run project.yaml -o out", project())
    finally:
        os.umask(old)
    assert oct(ran.path("out").stat().st_mode & 0o777) == "0o755"
    assert oct(ran.path("out/seqfolio_summary.json").stat().st_mode & 0o777) == "0o644"
