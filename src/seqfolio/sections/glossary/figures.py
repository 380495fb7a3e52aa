"""The terms as a table."""

from __future__ import annotations

from seqfolio.document import Block, Column, Table
from seqfolio.sections.glossary.compute import Result


def blocks(result: Result) -> dict[str, Block]:
    """Two columns."""
    columns = (Column("term", "Term", "id"), Column("meaning", "Meaning"))
    return {"terms": Table("terms", "Words of this report", columns, result.terms)}
