"""Seqfolio: RNA-seq counts, a sample sheet and one YAML file become a report.

``seqfolio.run("project.yaml")`` does what ``seqfolio run project.yaml`` does and gives the Analysis.
``seqfolio.stats`` holds the statistics, on arrays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seqfolio._version import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from seqfolio.model import Analysis

__all__ = ["__version__", "run"]


def run(project: Path | str, out: Path | str | None = None, *, force: bool = False) -> Analysis:
    """Analyse a project, write its results folder, and give the numbers, which a notebook shows in short.

    Args:
        project: the project file.
        out: the results folder; default ``<project id>_seqfolio`` beside the project file.
        force: replace a results folder that exists.

    Raises:
        seqfolio.errors.InputError: the input or the call is wrong; nothing was written.
    """
    from seqfolio.api import run as run_project  # heavy; `import seqfolio` stays quick
    from seqfolio.notebook import results

    analysis, _ = run_project(project, out, force=force)
    return results(analysis)
