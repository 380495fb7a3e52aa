"""Which files go into the PDF: the results as tables, the settings, and the summary that programs read."""

from __future__ import annotations

from pathlib import Path

from seqfolio.export import summary
from seqfolio.model import Analysis
from seqfolio.render.pdf import Attachment


def attachments(analysis: Analysis, folder: Path, limit: int) -> tuple[tuple[Attachment, ...], str]:
    """The files, and what the reader should know of those that are not among them.

    Args:
        analysis: whose tables they are.
        folder: the results folder, where tables, project file and summary lie already.
        limit: bytes of the tables together; beyond it the called genes are attached instead of all genes.
    """
    tables, note = _tables(analysis, folder, limit)
    others = (
        _attached(folder, "project.yaml", "The project file: every setting", "Source"),
        _attached(folder, summary.NAME, "Samples, contrasts and findings for programs (JSON)", "Data"),
    )
    return (*tables, *others), note


def _tables(analysis: Analysis, folder: Path, limit: int) -> tuple[tuple[Attachment, ...], str]:
    words = {"": "every gene", ".called": "the called genes"}
    for kind, which in words.items():
        files = tuple(
            _attached(folder, f"tables/{c.id}{kind}.csv", f"{c.comparison.title}: {which}", "Data")
            for c in analysis.contrasts
        )
        if sum(Path(file.path).stat().st_size for file in files) <= limit:
            return files, "The tables of all genes are in the results folder, under tables/." if kind else ""
    return (), "The tables are in the results folder, under tables/: they are too large to be attached."


def _attached(folder: Path, name: str, description: str, relationship: str) -> Attachment:
    return Attachment(str(folder / name), Path(name).name, description, relationship)
