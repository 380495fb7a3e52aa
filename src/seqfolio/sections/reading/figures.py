"""The table of files."""

from __future__ import annotations

from seqfolio.document import Block, Cell, Column, Table
from seqfolio.sections.reading.compute import Result


def _known(number: int | None) -> Cell:
    """A number, or nothing where there is nothing to count."""
    return "" if number is None else number


def blocks(result: Result) -> dict[str, Block]:
    """The table."""
    columns = (
        Column("role", "Role", "id"),
        Column("file", "File"),
        Column("format", "Format", "id"),
        Column("genes", "Genes", "integer"),
        Column("samples", "Samples", "integer"),
        Column("sha256", "SHA-256"),
    )
    rows = tuple((s.role, s.path, s.format, _known(s.genes), _known(s.samples), s.sha256) for s in result.sources)
    several = any(source.files for source in result.sources)
    note = (
        "Of several files the digest is that of the list of their digests; provenance.json has each." if several else ""
    )
    return {"files": Table("files", "Input files", columns, rows, note=note)}
