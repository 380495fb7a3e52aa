"""`seqfolio run-all`: one pass over a tree; bad projects stop nobody, a crash is resumed, two passes never meet."""

from __future__ import annotations

import base64
import gzip
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from mail_servers import free_port, serving

from harness import Run, write
from seqfolio.lock import held
from small_projects import project

MAIL = {"channel": "email", "to": "ana@example.org", "attach": []}


def named(name: str, **changes: object) -> dict[str, str | bytes]:
    return project({"project": {"id": name}, "deliver": [{"channel": "folder", "path": "../share"}], **changes})


def tree(root: Path, **projects: dict[str, str | bytes]) -> None:
    for name, files in projects.items():
        write(root / name.replace("__", "/"), files)


def made(root: Path) -> list[str]:
    return sorted(
        p.parent.name for p in root.rglob("seqfolio_summary.json") if "share" not in p.parts and "kept" not in p.parts
    )


def test_one_pass_does_what_is_left_and_the_next_one_nothing(run: Run, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    bad = {**named("bad"), "samples.csv": "sample,group\na1,a\n"}
    tree(runs, deep__er=named("deeper"), broken={"project.yaml": "a: [b\n"}, bad=bad, byhand=named("byhand"))
    tree(runs, **{".hidden": named("hidden")})
    assert run("run project.yaml --no-deliver", folder=runs / "byhand").code == 0
    first = run(f"run-all {runs} --archive {tmp_path / 'kept'}", folder=tmp_path)
    assert first.code == 2
    *_, last = first.out.splitlines()
    assert last == "4 projects: 2 refused, 1 done, 1 finished before"
    assert "broken: refused: project.yaml:2" in first.out
    assert "bad: refused: " in first.out
    assert made(runs) == ["byhand_seqfolio", "deeper_seqfolio"]
    assert not (runs / "share").exists()
    assert (runs / "deep" / "share" / "deeper").is_dir()
    assert kept(tmp_path / "kept") == {"deeper": 1}
    second = run(f"run-all {runs} --archive {tmp_path / 'kept'}", folder=tmp_path)
    assert second.out.splitlines()[-1] == "4 projects: 2 refused, 2 finished before"
    assert kept(tmp_path / "kept") == {"deeper": 1}


def kept(archive: Path) -> dict[str, int]:
    """Versions of each project, as the archive's own listing counts its bags."""
    found: dict[str, int] = {}
    for bag in archive.rglob("bagit.txt"):
        name = json.loads((bag.parent / "data" / "seqfolio_summary.json").read_text())["project"]["id"]
        found[name] = found.get(name, 0) + 1
    return found


def test_a_delivery_that_failed_is_repeated_alone(run: Run, facility, signed, box, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    tree(runs, one=named("one", deliver=[MAIL]))
    facility(free_port(), retries=0)
    ran = run(f"run-all {runs} --archive {tmp_path / 'kept'}", folder=tmp_path)
    assert ran.code == 4
    assert "one: made, but not all delivered and archived: email failed" in ran.out
    summary = runs / "one" / "one_seqfolio" / "seqfolio_summary.json"
    before = summary.stat().st_mtime_ns
    with serving(box, signed) as port:
        facility(port)
        assert run(f"run-all {runs} --archive {tmp_path / 'kept'}", folder=tmp_path).code == 0
        assert run(f"run-all {runs} -q", folder=tmp_path).out == ""
    assert len(box.data) == 1
    assert summary.stat().st_mtime_ns == before
    assert kept(tmp_path / "kept") == {"one": 1}


@pytest.mark.slow
def test_a_project_that_crashes_or_hangs_ends_alone(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = tmp_path / "runs"
    tree(runs, a=named("a"), b=named("b"), c=named("c"))
    (tmp_path / "plant").mkdir()
    (tmp_path / "plant" / "sitecustomize.py").write_text(
        "import os, sys, time\n"
        "if sys.argv[-1].endswith('/a/project.yaml') or '/a/project.yaml' in ' '.join(sys.orig_argv): os.kill(os.getpid(), 9)\n"
        "if '/b/project.yaml' in ' '.join(sys.orig_argv): time.sleep(60)\n"
    )
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path / 'plant'}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    ran = run(f"run-all {runs} --time-limit 0.3", folder=tmp_path)
    assert ran.code == 1
    assert "a: failed: killed by SIGKILL" in ran.out
    assert "b: failed: stopped after" in ran.out
    assert made(runs) == ["c_seqfolio"]


def test_two_passes_never_meet(run: Run, tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    tree(runs, one=named("one"))
    with held(runs / ".seqfolio-run-all.lock") as free:
        assert free
        ran = run(f"run-all {runs}", folder=tmp_path)
    assert (ran.code, made(runs)) == (0, [])
    assert "another run-all is at work" in ran.out


@pytest.mark.slow
def test_killed_at_any_moment_it_is_resumed_and_nothing_happens_twice(
    facility, signed, box, tmp_path: Path, same_date
) -> None:
    runs = tmp_path / "runs"
    tree(
        runs,
        one=named("one", deliver=[MAIL, {"channel": "folder", "path": "../share"}]),
        two=named("two", deliver=[MAIL]),
    )
    command = [sys.executable, "-m", "seqfolio.cli", "run-all", str(runs), "--archive", str(tmp_path / "kept")]
    chance, kills = random.Random(9), 0
    with serving(box, signed) as port:
        facility(port)
        for _ in range(40):
            process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
            )
            try:
                out, _err = process.communicate(timeout=chance.uniform(0.5, 6) if kills < 5 else None)
            except subprocess.TimeoutExpired:
                kills += 1
                process.kill()
                process.communicate()
                if chance.random() < 0.5:
                    end_children(runs)
                continue
            if "finished before" in out and "another" not in out and "done" not in out.replace("done before", ""):
                break
            time.sleep(0.3)
    assert made(runs) == ["one_seqfolio", "two_seqfolio"]
    assert kills >= 2
    assert sum(len(r) for r in box.recipients) <= 2
    statuses = [json.loads(p.read_text())["status"] for p in runs.rglob("receipts/email-*.json")]
    assert statuses.count("delivered") <= len(box.data) <= 2
    assert set(statuses) <= {"delivered", "started", "uncertain"}
    assert kept(tmp_path / "kept") == {"one": 1, "two": 1}
    assert not [p for p in runs.rglob(".*_seqfolio*") if p.is_dir() and ".old" in p.name]


def end_children(root: Path) -> None:
    """Kill what the dead pass had started: our own processes that name this test's folder."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if b"seqfolio.run_one" in words and any(word.startswith(os.fsencode(str(root))) for word in words):
                os.kill(int(entry.name), signal.SIGKILL)


def test_no_such_folder(run: Run, tmp_path: Path) -> None:
    ran = run(f"run-all {tmp_path / 'none'}")
    assert ran.code == 2
    assert "file-not-found" in ran.err


def test_a_site_that_is_there_shows_what_was_added(run: Run, tmp_path: Path) -> None:
    runs, archive = tmp_path / "runs", tmp_path / "kept"
    tree(runs, one=named("one"))
    assert run(f"run-all {runs} --archive {archive}", folder=tmp_path).code == 0
    assert not (archive / "index.html").exists()
    assert run(f"archive site --archive {archive}", folder=tmp_path).code == 0
    tree(runs, two=named("two"))
    assert run(f"run-all {runs} --archive {archive}", folder=tmp_path).code == 0
    assert shown(archive) == ["one 1", "two 1"]
    assert run(f"archive add {runs / 'one' / 'one_seqfolio'} --archive {archive}", folder=tmp_path).code == 0
    assert shown(archive) == ["one 2", "two 1"]


def shown(archive: Path) -> list[str]:
    """Projects and their versions, as the page's script finds them."""
    found = re.search('<script type="text/plain" id="data">([^<]*)', (archive / "index.html").read_text("utf-8"))
    assert found
    projects = json.loads(gzip.decompress(base64.b64decode(found[1])))["projects"]
    return sorted(f"{project} {version}" for project, version, *_ in projects)
