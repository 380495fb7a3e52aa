"""A notice per finding."""

from __future__ import annotations

from seqfolio.document import Block, Notice
from seqfolio.sections.findings.compute import Result


def blocks(result: Result) -> dict[str, Block]:
    """Notices in the order of their severity."""
    return {f"notice-{i}": Notice(f.severity, f.title, f.message, f.action) for i, f in enumerate(result.shown)}
