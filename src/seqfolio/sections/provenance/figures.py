"""Tables of settings and versions."""

from __future__ import annotations

from seqfolio.document import Block, Column, Table
from seqfolio.sections.provenance.compute import Result


def blocks(result: Result) -> dict[str, Block]:
    """The tables."""
    return {
        "settings": Table(
            "settings", "Settings", (Column("key", "Key", "id"), Column("value", "Value")), result.settings
        ),
        "versions": Table(
            "versions",
            "Software",
            (Column("name", "Name", "id"), Column("version", "Version")),
            tuple(result.versions.items()),
        ),
        "files": Table(
            "files",
            "Files delivered with this report",
            (Column("file", "File"), Column("holds", "What it holds")),
            result.files,
        ),
    }
