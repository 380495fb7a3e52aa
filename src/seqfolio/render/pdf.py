"""Report -> PDF, by WeasyPrint in a process of its own: a crash or a missing library costs the PDF only."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from seqfolio import fonts
from seqfolio.document import Report
from seqfolio.errors import printable
from seqfolio.render.doctor import install_command
from seqfolio.render.html import render
from seqfolio.render.pdf_child import FONT_SCHEME, PICTURE_SCHEME
from seqfolio.render.theme import Look

TIMEOUT = 300  # seconds
_PICTURE = re.compile(r"data:image/[a-z+]+;base64,[A-Za-z0-9+/=]{1000,}")


@dataclass(frozen=True)
class Attachment:
    """A file inside the PDF.

    Attributes:
        path: where it lies now.
        name: how it is called in the PDF.
        description: what it is, for people.
        relationship: to the page, as PDF/A-3 names it: ``Data``, ``Source``, ``Alternative`` or ``Supplement``.
    """

    path: str
    name: str
    description: str
    relationship: str


_waiting: list[subprocess.Popen[bytes]] = []


@contextmanager
def prepared(*, wanted: bool) -> Iterator[None]:
    """For the time of a ``with`` block: the process of its first PDF loads its libraries while others compute."""
    if wanted:
        _waiting.append(_started())
    try:
        yield
    finally:
        while _waiting:
            with _waiting.pop() as process:
                process.kill()


def _started() -> subprocess.Popen[bytes]:
    """The process knows when to stop: it ends with its input."""
    return subprocess.Popen(
        [sys.executable, "-m", "seqfolio.render.pdf_child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


class PdfJob:
    """A PDF in the making.

    Its process is the one that ``prepared`` started, else it starts now; ``begin`` gives it the report, ``finish`` waits
    for the file.
    """

    def __init__(self, target: Path, created: datetime) -> None:
        self._process = _waiting.pop() if _waiting else _started()
        self._target, self._created = target, created

    def begin(self, report: Report, look: Look, attached: Sequence[Attachment] = (), note: str = "") -> None:
        """Send the report.

        Args:
            report: what is printed.
            look: how.
            attached: files that go into the PDF; the last page lists them.
            note: what the list says of files that were left out.
        """
        page = render(report, look, "print", attached=attached, note=note, families=_families())
        files = [asdict(file) for file in sorted(attached, key=lambda file: file.name)]
        self._send(page, look, {"attachments": files})

    def begin_digest(self, report: Report, look: Look) -> None:
        """Send a report that shall fit on one page."""
        self._send(render(report, look, "digest", families=_families()), look, {"pages": 1})

    def _send(self, page: str, look: Look, more: dict[str, object]) -> None:
        pictures: list[str] = []
        page = _PICTURE.sub(lambda found: _put_aside(found[0], pictures), page)
        job = {
            "page": _with_fonts(page, look),
            "pictures": pictures,
            "target": str(self._target),
            "fonts": {name: str(path) for name, path in _fonts().items()},
            "created": self._created.isoformat(),
            **more,
        }
        _feed(self._process, json.dumps(job).encode())

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


def _put_aside(picture: str, pictures: list[str]) -> str:
    """An address in place of a picture: reading megabytes as a part of HTML takes long."""
    pictures.append(picture)
    return f"{PICTURE_SCHEME}:{len(pictures) - 1}"


def _feed(process: subprocess.Popen[bytes], job: bytes) -> None:
    """Write the job; a child that died early is told of by ``finish``."""
    stdin, process.stdin = process.stdin, None
    if stdin is not None:
        with suppress(BrokenPipeError), stdin:
            stdin.write(job)


def _reason(code: int, output: str) -> str:
    if "cannot load library" in output:
        return (
            "the PDF could not be made: a system library of WeasyPrint is missing. Everything else is there.\n"
            f"    Install it ({install_command()}) and run `seqfolio render` on the results folder."
        )
    if code < 0:
        return (
            f"the PDF could not be made: its process was stopped by signal {-code}. Everything else is there.\n"
            "    `seqfolio doctor` looks for the cause; then run `seqfolio render` on the results folder."
        )
    last = next((line for line in reversed(output.strip().splitlines()) if line.strip()), f"exit code {code}")
    return f"the PDF could not be made: {printable(last)}. Everything else is there."


def _fonts() -> dict[str, Path]:
    """Address of a font in the style sheet -> its file."""
    given = {f"given-{i}": path for i, path in enumerate(fonts.current().given)}
    return {**fonts.packaged(), **given}


def _families() -> dict[str, str]:
    """Family -> its name in the PDF: not the name of an installed font, which could differ from ours."""
    given = (fonts.family(path) for path in fonts.current().given)
    return {
        **{name: f"Seqfolio {name}" for name in fonts.PACKAGED_FAMILIES},
        **{name: f"Seqfolio given {i}" for i, name in enumerate(given)},
    }


def _with_fonts(page: str, look: Look) -> str:
    """The page with its paper and its fonts by name, so that it looks the same on a machine without fonts."""
    typeface, names = fonts.current(), _families()
    faces = [
        _font_face(names["Open Sans"], "OpenSans-Regular.ttf", 400, "normal"),
        _font_face(names["Open Sans"], "OpenSans-Italic.ttf", 400, "italic"),
        _font_face(names["Open Sans"], "OpenSans-Semibold.ttf", 600, "normal"),
        _font_face(names["DejaVu Sans"], "DejaVuSans.ttf", 400, "normal"),
        *(_font_face(names[fonts.family(path)], f"given-{i}", 400, "normal") for i, path in enumerate(typeface.given)),
    ]
    stack = ", ".join(f'"{names.get(name, name)}"' for name in typeface.families)
    paper = f"@page {{ size: {look.paper}; @bottom-center {{ content: {_quoted(look.footer)} }} }}"
    rules = [paper, *faces, f"html, code {{ font-family: {stack} }}"]
    return typeface.legible(page.replace("</style>", "\n" + "\n".join(rules) + "\n</style>", 1))


def _quoted(text: str) -> str:
    """A text as a style sheet writes it, whatever is in it."""
    return '"' + "".join(c if c.isalnum() or c in " .,;:-" else f"\\{ord(c):x} " for c in text) + '"'


def _font_face(family: str, name: str, weight: int, style: str) -> str:
    """A rule whose address only our child process understands: megabytes of data in a style sheet are slow to parse."""
    return (
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style}; '
        f"src: url({FONT_SCHEME}:{name}) }}"
    )
