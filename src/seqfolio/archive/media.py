"""Formats of kept files: media types, and the entries of PRONOM, the registry that archives go by."""

from __future__ import annotations

import mimetypes
from pathlib import PurePosixPath

_TYPES = {
    ".parquet": "application/vnd.apache.parquet",
    ".bib": "application/x-bibtex",
    ".md": "text/markdown",
    ".yaml": "application/yaml",
    ".log": "text/plain",
    ".csv": "text/csv",
    ".json": "application/json",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_PRONOM = "https://www.nationalarchives.gov.uk/PRONOM/"
PRONOM = {
    "application/json": (f"{_PRONOM}fmt/817", "JSON Data Interchange Format"),
    "application/pdf": (f"{_PRONOM}fmt/479", "Acrobat PDF/A - Portable Document Format 3a"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (
        f"{_PRONOM}fmt/214",
        "Microsoft Excel for Windows 2007 onwards",
    ),
    "application/yaml": (f"{_PRONOM}fmt/818", "YAML"),
    "image/png": (f"{_PRONOM}fmt/13", "Portable Network Graphics 1.2"),
    "image/svg+xml": (f"{_PRONOM}fmt/92", "Scalable Vector Graphics 1.1"),
    "text/csv": (f"{_PRONOM}x-fmt/18", "Comma Separated Values"),
    "text/html": (f"{_PRONOM}fmt/471", "Hypertext Markup Language 5"),
    "text/markdown": (f"{_PRONOM}fmt/1149", "Markdown"),
    "text/plain": (f"{_PRONOM}x-fmt/111", "Plain Text File"),
}


def media_type(path: str) -> str:
    """The media type by the name's ending."""
    return _TYPES.get(PurePosixPath(path).suffix) or mimetypes.guess_type(path)[0] or "application/octet-stream"
