"""What this installation can do, and how to mend what it cannot."""

from __future__ import annotations

import importlib.metadata
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGES = {
    ("debian", "ubuntu"): "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
    ("fedora", "rhel", "centos"): "dnf install pango harfbuzz",
    ("alpine",): "apk add pango harfbuzz-subset",
    ("arch",): "pacman -S pango harfbuzz",
    ("opensuse", "suse"): "zypper install libpango-1_0-0 libharfbuzz-subset0",
    ("darwin",): "brew install pango",
}


@dataclass(frozen=True)
class Examined:
    """One thing that was looked at.

    Attributes:
        what: its name.
        ok: whether it works.
        found: what is there, or why it does not work.
        remedy: what to do, when it does not.
        needed: whether a report with all its parts needs it.
    """

    what: str
    ok: bool
    found: str
    remedy: str = ""
    needed: bool = True


def install_command() -> str:
    """How the libraries of the PDF are installed on this system."""
    kinds = _system()
    command = next((line for names, line in PACKAGES.items() if kinds & set(names)), "")
    if not command:
        return "install pango and harfbuzz-subset"
    return f"{', '.join(sorted(kinds))}: {command}"


def _system() -> set[str]:
    if sys.platform == "darwin":
        return {"darwin"}
    try:
        about = platform.freedesktop_os_release()
    except OSError:
        return set()
    return {about.get("ID", ""), *about.get("ID_LIKE", "").split()} - {""}


def examine() -> Iterator[Examined]:
    """Look at everything that an installation can lack."""
    yield Examined("Python", sys.version_info >= (3, 11), platform.python_version(), "Install Python 3.11 or newer.")
    yield _pdf()
    yield _multiqc()
    yield _writable_temporary_folder()


def _pdf() -> Examined:
    """Make a small PDF as a report would be made, in a process of its own: a missing font can crash it."""
    made = subprocess.run(
        [sys.executable, "-m", "seqfolio.render.pdf_child", "--try"], capture_output=True, text=True, check=False
    )
    if made.returncode == 0:
        return Examined("PDF", True, made.stdout.strip())
    last = (made.stderr.strip().splitlines() or [f"stopped by signal {-made.returncode}"])[-1]
    return Examined("PDF", False, last, f"Install the libraries of WeasyPrint ({install_command()}).")


def _multiqc() -> Examined:
    try:
        return Examined("MultiQC plug-in", True, f"MultiQC {importlib.metadata.version('multiqc')}", needed=False)
    except importlib.metadata.PackageNotFoundError:
        remedy = 'pip install "seqfolio[multiqc]"'
        return Examined("MultiQC plug-in", False, "MultiQC is not installed", remedy, needed=False)


def _writable_temporary_folder() -> Examined:
    try:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "x").write_bytes(b"x")
    except OSError as error:
        return Examined("temporary files", False, str(error.strerror), "Set TMPDIR to a folder that can be written.")
    return Examined("temporary files", True, "can be written")
