"""What every test gets: a clean cache, an eye on the log, and `run`, which makes an end-to-end test one line.

``run("run project.yaml -o out", project())`` writes the files, runs the command line in this process, and gives exit
code, standard output, standard error and the folder.
"""

from __future__ import annotations

import logging
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from harness import Files, Ran, Run, write

# The same examples on every machine and on every run; no database of failures beside the code.
hypothesis.settings.register_profile("seqfolio", derandomize=True, deadline=None, max_examples=60, database=None)
hypothesis.settings.load_profile("seqfolio")

if (
    "MPLCONFIGDIR" not in os.environ
):  # before matplotlib is imported; one font cache for all workers and child processes
    os.environ["MPLCONFIGDIR"] = str(Path(tempfile.gettempdir()) / f"seqfolio-tests-matplotlib-{os.getuid()}")
    Path(os.environ["MPLCONFIGDIR"]).mkdir(exist_ok=True)

pytest_plugins = ["running_multiqc"]  # fixtures that start MultiQC


@pytest.fixture(autouse=True)
def no_logged_warning() -> Iterator[None]:
    """A warning in the log is something that a user would see: it fails the test."""
    heard: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            heard.append(f"{record.name}: {record.getMessage()}")

    ear = Ear(logging.WARNING)
    logging.getLogger().addHandler(ear)
    yield
    logging.getLogger().removeHandler(ear)
    assert not heard, "\n".join(heard)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No setting of the developer's machine reaches a test."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.getbasetemp() / "no-config"))
    monkeypatch.setattr("seqfolio.config.facility.SYSTEM", tmp_path_factory.getbasetemp() / "no-system-config.yaml")
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("SOURCE_DATE_EPOCH", "FORCE_COLOR", "PY_COLORS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def same_date(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every run of the test happens at the same second."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """A command of ``seqfolio`` in this process, in a folder with these files."""
    from seqfolio.cli import main

    def one(arguments: str, files: Files | None = None, folder: Path = tmp_path) -> Ran:
        folder.mkdir(exist_ok=True)
        write(folder, files or {})
        monkeypatch.chdir(folder)
        monkeypatch.setattr(sys, "argv", ["seqfolio", *shlex.split(arguments)])
        capsys.readouterr()
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = int(stop.code or 0)
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return Ran(code, said.out, said.err, folder)

    return one


@pytest.fixture
def run_process(tmp_path: Path) -> Run:
    """The same in a process of its own, with variables of the environment."""

    def one(arguments: str, files: Files | None = None, folder: Path = tmp_path, **variables: str) -> Ran:
        write(folder, files or {})
        made = subprocess.run(
            [sys.executable, "-m", "seqfolio.cli", *shlex.split(arguments)],
            cwd=folder,
            env={**os.environ, **variables},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        return Ran(made.returncode, made.stdout, made.stderr, folder)

    return one


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In the slow suite a test that was skipped is a failure: it exists because nothing else shows what it shows."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("SEQFOLIO_NO_SKIPS") and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
