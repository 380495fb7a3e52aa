"""Report -> PDF, by WeasyPrint in a process of its own: a crash or a missing library costs the PDF only."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Self

from seqfolio.document import Report
from seqfolio.render.html import render
from seqfolio.render.pdf_child import FONT_SCHEME
from seqfolio.render.theme import Look

TIMEOUT = 300  # seconds
APT = "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


class PdfJob:
    """A PDF in the making.

    The process starts at once and loads its libraries, ``begin`` gives it the report, ``finish`` waits for the file.
    """

    def __init__(self, target: Path, created: datetime) -> None:
        # The child knows when to stop: it ends with its input.
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "seqfolio.render.pdf_child", str(target)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "SOURCE_DATE_EPOCH": str(int(created.timestamp()))},
        )
        self._target = target

    def begin(self, report: Report, look: Look) -> None:
        """Send the report."""
        _feed(self._process, _with_fonts(render(report, look, "print"), look).encode())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the process when something else went wrong meanwhile."""
        if self._process.returncode is None:
            self._process.kill()
            self._process.communicate()

    def finish(self) -> str:
        """Wait for the file; says why there is none, and what to install, or nothing."""
        try:
            output, _ = self._process.communicate(timeout=TIMEOUT)
        except subprocess.TimeoutExpired:
            return f"the PDF was not ready after {TIMEOUT} seconds; everything else is there"
        if self._process.returncode or not self._target.is_file():
            self._target.unlink(missing_ok=True)
            return _reason(self._process.returncode, output.decode("utf-8", "replace"))
        return ""


def _feed(process: subprocess.Popen[bytes], page: bytes) -> None:
    if process.stdin is None:
        return
    try:
        process.stdin.write(page)
        process.stdin.close()
    except BrokenPipeError:  # the child died early; finish() tells why
        pass
    process.stdin = None


def _reason(code: int, output: str) -> str:
    if "cannot load library" in output:
        return (
            "the PDF could not be made: a system library of WeasyPrint is missing. Everything else is there.\n"
            f"    Install it (Debian, Ubuntu: {APT}) and run `seqfolio render` on the results folder."
        )
    last = next((line for line in reversed(output.strip().splitlines()) if line.strip()), f"exit code {code}")
    return f"the PDF could not be made: {last}. Everything else is there."


def _with_fonts(page: str, look: Look) -> str:
    """The page with its paper and its fonts as data, so that it looks the same on a machine without fonts."""
    rules = [
        _font_face(name, weight, style)
        for name, weight, style in (
            ("OpenSans-Regular.ttf", 400, "normal"),
            ("OpenSans-Italic.ttf", 400, "italic"),
            ("OpenSans-Semibold.ttf", 600, "normal"),
        )
    ]
    paper = f"@page {{ size: {look.paper} }}\n"
    return page.replace("<style>", "<style>" + paper + "\n".join(rules) + "\n", 1)


def _font_face(name: str, weight: int, style: str) -> str:
    """A rule whose address only our child process understands: megabytes of data in a style sheet are slow to parse."""
    return (
        f'@font-face {{ font-family: "Open Sans"; font-weight: {weight}; font-style: {style}; '
        f"src: url({FONT_SCHEME}:{name}) }}"
    )
