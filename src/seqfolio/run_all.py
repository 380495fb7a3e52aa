"""`seqfolio run-all FOLDER`: one pass over a tree of projects, each in a process of its own; safe to start from cron twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from seqfolio.errors import InputError, counted, fail, printable
from seqfolio.lock import held
from seqfolio.publish import is_ours
from seqfolio.run_one import left_to_do
from seqfolio.writing import writing

PROJECT = "project.yaml"
LOCK = ".seqfolio-run-all.lock"
WORDS = {0: "done", 3: "done, without PDF", 4: "made, but not all delivered and archived", 2: "refused"}
GRAVITY = (1, 2, 4, 3, 0)  # the gravest exit code first


@dataclass(frozen=True)
class Line:
    """What became of one project.

    Attributes:
        project: its folder, below the one that was given.
        code: exit code as of `seqfolio run`.
        words: one line for people.
    """

    project: str
    code: int
    words: str


@dataclass(frozen=True)
class Said:
    """The summary of a pass.

    Attributes:
        projects: those that there was something to do for.
        finished: how many were found finished.
        busy: whether another pass was at work, and nothing was done.
    """

    projects: tuple[Line, ...] = ()
    finished: int = 0
    busy: bool = False

    @property
    def code(self) -> int:
        """The gravest exit code of all projects."""
        return next((code for code in GRAVITY if any(line.code == code for line in self.projects)), 0)

    @property
    def text(self) -> str:
        """The lines of the bad ones, then how many there are of each kind."""
        if self.busy:
            return "another run-all is at work on this folder; nothing to do"
        lines = [f"{line.project}: {_kind(line.code)}: {line.words}" for line in self.projects if line.code]
        kinds = [_kind(line.code) for line in self.projects]
        sums = [f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds)]
        found = counted(len(self.projects) + self.finished, "project")
        return "\n".join([*lines, f"{found}: {', '.join([*sums, f'{self.finished} finished before'])}"])


def _kind(code: int) -> str:
    return WORDS.get(code, "failed")


def run_all(folder: Path, archive: Path | None, seconds: float, tell: Callable[[str], None]) -> Said:
    """Run, deliver and archive what is left to do below a folder.

    Args:
        folder: the tree; hidden folders, results and links are not entered.
        archive: where finished projects are kept, instead of where their configuration says.
        seconds: how long a project may take; 0 for no limit.
        tell: hears which project is begun.

    Raises:
        InputError: there is no such folder, or it cannot be written to.
    """
    if not folder.is_dir():
        raise fail("file-not-found", f'there is no folder "{printable(folder)}"')
    with writing(folder), held(folder / LOCK, inherited=True) as free:
        return _pass(folder.resolve(), archive, seconds, tell) if free else Said(busy=True)


def _pass(folder: Path, archive: Path | None, seconds: float, tell: Callable[[str], None]) -> Said:
    lines, finished = [], 0
    for project in projects(folder):
        name = printable(project.parent.relative_to(folder), 200)
        try:
            if not left_to_do(project):
                finished += 1
                continue
        except (InputError, OSError) as error:
            lines.append(Line(name, 2, " ".join(str(error).split())))
            continue
        tell(f"{name}: begins")
        lines.append(Line(name, *_in_a_process(project, archive, seconds)))
    return Said(tuple(lines), finished)


def projects(folder: Path) -> Iterator[Path]:
    """Every project file of a tree, in the order of names; a results folder holds a copy, which is none."""
    for place, folders, files in os.walk(folder):
        here = Path(place)
        if is_ours(here):
            folders.clear()
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if PROJECT in files:
            yield here / PROJECT


def _in_a_process(project: Path, archive: Path | None, seconds: float) -> tuple[int, str]:
    """A crash, or memory that runs out, ends this project and no other.

    The lock is inherited: should we be killed, nobody begins before the project that is at work has ended.
    """
    command = [sys.executable, "-m", "seqfolio.run_one", str(project), *([str(archive.absolute())] if archive else [])]
    with subprocess.Popen(  # noqa: S603 - our own program; the project's path is one argument
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        close_fds=False,
        start_new_session=True,
    ) as process:
        try:
            out, err = process.communicate(timeout=seconds or None)
        except subprocess.TimeoutExpired:
            _stop(process)
            return 1, f"stopped after {seconds / 60:,.0f} minutes (--time-limit)"
        except BaseException:
            _stop(process)
            raise
    return _ended(process.returncode, out, err)


def _stop(process: subprocess.Popen[str]) -> None:
    """End the project and the processes that it started."""
    with suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def _ended(code: int, out: str, err: str) -> tuple[int, str]:
    last = next((line for line in reversed([*err.splitlines(), *out.splitlines()]) if line.strip()), "")
    if code in (0, 2, 3, 4):
        return code, last
    reason = f"killed by {signal.Signals(-code).name}" if code < 0 else f"internal error: {last}"
    return 1, f"{reason}; try `seqfolio run` on it"
