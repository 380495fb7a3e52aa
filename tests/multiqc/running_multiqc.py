"""MultiQC as a user runs it, and Python programs that import it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from multiqc_results import Ran

ENVIRONMENT = {"MULTIQC_NO_VERSION_CHECK": "true", "NO_COLOR": "1", "COLUMNS": "400", "HOME": "/nonexistent"}


@pytest.fixture
def multiqc(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Ran]:
    """MultiQC over a folder, as a user starts it, with ``--strict``."""

    def run(folder: Path, *options: str) -> Ran:
        out = tmp_path_factory.mktemp("out")
        command = [sys.executable, "-m", "multiqc", "--strict", "--no-ansi", *options, "-o", str(out), str(folder)]
        done = subprocess.run(
            command, capture_output=True, text=True, cwd=out, env={**os.environ, **ENVIRONMENT}, check=False
        )
        return Ran(done.returncode, done.stdout + done.stderr, out)

    return run


@pytest.fixture
def python() -> Callable[[str], Any]:
    """A Python program in a process of its own, for MultiQC takes over logging; its last line is its answer in JSON."""

    def run(program: str, *arguments: str) -> Any:
        done = subprocess.run(
            [sys.executable, "-c", program, *arguments],
            capture_output=True,
            text=True,
            env={**os.environ, **ENVIRONMENT},
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    return run
