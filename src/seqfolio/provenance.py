"""Where a result comes from: digests, versions, dates."""

from __future__ import annotations

import hashlib
import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from seqfolio._version import __version__

LIBRARIES = (
    "formulaic",
    "jinja2",
    "matplotlib",
    "numpy",
    "pandas",
    "pyarrow",
    "scipy",
    "seaborn",
    "weasyprint",
    "xlsxwriter",
)


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def now() -> datetime:
    """The time of this run in UTC: ``SOURCE_DATE_EPOCH`` when it is set, so that two runs can be identical."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdecimal() and len(epoch) <= 11:  # the year 5138; beyond, there is no such date
        return datetime.fromtimestamp(int(epoch), UTC)
    return datetime.now(UTC).replace(microsecond=0)


def versions() -> dict[str, str]:
    """Seqfolio's version, Python's, and those of the libraries that make the numbers and the pages."""
    found = {"seqfolio": __version__, "python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # an editable or trimmed installation may lack one
            continue
    return found
