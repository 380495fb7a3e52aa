"""Killed at any moment, `archive add` leaves nothing or the whole; several at once lose nothing."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from archives import content, variant

from seqfolio import leftovers
from seqfolio.archive import Archive, add, keeping, place
from seqfolio.archive.bag import damages
from seqfolio.archive.catalogue import query, writing

ADDER = Path(__file__).with_name("adder.py")


class Adder:
    """Adds in processes that may be killed."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def _read(self) -> int:
        assert self.process.stdout is not None
        return int(self.process.stdout.readline())

    def _say(self, line: object) -> int:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        return self._read()

    def add(self, out: Path, kill_after: float | None = None) -> bool:
        """Whether it ended by itself."""
        child = self._say(out)
        if kill_after is not None:
            time.sleep(kill_after)
            os.kill(child, signal.SIGKILL)
        status = self._say("wait")
        assert status == 0 or os.WIFSIGNALED(status), status
        return status == 0


@contextmanager
def adder(archive: Archive) -> Iterator[Adder]:
    command = [sys.executable, str(ADDER), str(archive.folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Adder(process)
        assert process.stdin is not None
        process.stdin.close()


def kill_often(archive: Archive, results: list[Path], times: int) -> None:
    draw, done, killed = random.Random(5), 0, 0
    with adder(archive) as adding:
        durations = []
        for out in results[:3]:
            start = time.monotonic()
            assert adding.add(out)
            durations.append(time.monotonic() - start)
        for number in range(times):
            ended = adding.add(results[number % len(results)], draw.uniform(0, 1.1 * min(durations)))
            done, killed = done + ended, killed + (not ended)
            kept = list(archive.kept())
            assert all(damages(k.folder) == [] for k in archive.versions(kept[number % len(kept)].project))
    assert killed > times / 5  # else nothing was tried; the machine may have become faster
    kept = list(archive.kept())
    assert len(kept) >= 3 + done
    assert [damages(k.folder) for k in kept] == [[]] * len(kept)
    assert len(query.search(archive, query.Wanted(all_versions=True))) == len(kept)
    found = content(archive)
    writing.rebuild(archive)
    assert content(archive) == found


@pytest.fixture
def results(out: Path, tmp_path: Path) -> list[Path]:
    return [variant(out, tmp_path / f"result{i}", {"project": {"id": f"p{i}"}}) for i in range(8)]


def test_killed_at_random_moments(archive: Archive, results: list[Path]) -> None:
    kill_often(archive, results, 15)


@pytest.mark.slow
def test_killed_at_200_random_moments(archive: Archive, results: list[Path]) -> None:
    kill_often(archive, results, 200)


def test_eight_at_once_lose_nothing(archive: Archive, results: list[Path]) -> None:
    """Four projects of their own, and four processes that add the same one; each twice."""
    mine = [*results[:4], *[results[4]] * 4]
    command = [sys.executable, str(ADDER), str(archive.folder)]
    started = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in mine]
    said = []
    for process, out in zip(started, mine, strict=True):
        assert process.stdin is not None
        process.stdin.write(f"{out}\nwait\n{out}\nwait\n")
        process.stdin.close()
    for process in started:
        with process:
            assert process.stdout is not None
            said.append(process.stdout.read().split()[1::2])
    assert said == [["0", "0"]] * 8
    assert [(k.project, k.version) for k in archive.kept()] == [
        *((f"p{i}", v) for i in range(4) for v in (1, 2)),
        *(("p4", v) for v in range(1, 9)),
    ]
    assert all(damages(k.folder) == [] for k in archive.kept())
    assert {r["project"]: r["version"] for r in query.search(archive, query.Wanted())} == {
        "p0": 2,
        "p1": 2,
        "p2": 2,
        "p3": 2,
        "p4": 8,
    }
    found = content(archive)
    writing.rebuild(archive)
    assert content(archive) == found


class Died(BaseException):
    """Stands for the end of the process."""


@pytest.fixture
def dies_before_listing(monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: object) -> None:
        raise Died

    monkeypatch.setattr(writing, "enter", die)


def test_dying_between_the_move_and_the_catalogue(
    keep, archive: Archive, out: Path, dies_before_listing, monkeypatch
) -> None:
    with pytest.raises(Died):
        keep({"project": {"id": "late"}})
    monkeypatch.undo()
    assert len(list(archive.unlisted.iterdir())) == 1
    assert [r["project"] for r in query.search(archive, query.Wanted())] == ["late"]
    add(out, archive)
    monkeypatch.setattr(writing, "enter", lambda *_: (_ for _ in ()).throw(Died))
    with pytest.raises(Died):
        keep({"project": {"id": "later"}})
    monkeypatch.undo()
    assert sorted(r["project"] for r in query.search(archive, query.Wanted())) == ["late", "later", "small"]
    assert list(archive.unlisted.iterdir()) == []


def test_dying_while_removing(keep, archive: Archive, monkeypatch) -> None:
    keep({"project": {"id": "stays"}})
    keep({"project": {"id": "goes", "title": "Zyzzyva"}})
    for moment in ((keeping, "_bury"), (Path, "rename"), (writing, "forget")):
        with monkeypatch.context() as patched:
            patched.setattr(*moment, lambda *_: (_ for _ in ()).throw(Died))
            with pytest.raises(Died):
                keeping.remove(archive, "goes")
        assert all(damages(k.folder) == [] for k in archive.kept())
        gone = moment == (writing, "forget")
        expected = ["stays"] if gone else ["goes", "stays"]
        assert sorted(r["project"] for r in query.search(archive, query.Wanted())) == expected
    assert b"zyzzyva" not in archive.catalogue.read_bytes().lower()
    assert [v.damages for v in keeping.verify(archive)] == [()]
    assert len(archive.tombstone("goes")["versions"]) == 1


def test_what_a_killed_add_left_is_taken_away_later(keep, archive: Archive, monkeypatch) -> None:
    keep()
    left, busy = archive.folder / ".unfinished" / "left", archive.folder / ".unfinished" / "busy"
    for folder in (left, busy):
        folder.mkdir()
        os.utime(folder, (0, 0))
    with leftovers.locked(busy):
        keep()
    assert not left.exists()
    assert busy.exists()
    shutil.rmtree(busy)


def test_a_place_that_is_taken_meanwhile_is_not_overwritten(keep, archive: Archive, monkeypatch) -> None:
    """On a disk without locks two may choose the same number."""
    first = keep().kept
    monkeypatch.setattr(place.Archive, "_next", lambda self, project: 1)
    second = keep().kept
    assert (first.version, second.version) == (1, 2)
    assert damages(first.folder) == []
