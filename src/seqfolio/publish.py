"""Analysis and Report -> the results folder, complete or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from seqfolio import store
from seqfolio.deliver.receipts import write_private
from seqfolio.edition import Compose, Edition
from seqfolio.errors import OutputExists, Problem, printable
from seqfolio.export import csv, summary
from seqfolio.export.workbook import write_workbook
from seqfolio.model import Analysis
from seqfolio.progress import Progress
from seqfolio.render.theme import Look
from seqfolio.writing import writing

REPORTS = ("report.html", "report.pdf", "digest.pdf")


@dataclass(frozen=True)
class Published:
    """What was written.

    Attributes:
        pdf_error: why there is no PDF although one was asked for; empty when all is well.
        unused: parts of an edited project file that differ from the run's and need a new run to count.
    """

    folder: Path
    files: tuple[Path, ...]
    pdf_error: str = ""
    unused: tuple[str, ...] = ()


def is_ours(folder: Path) -> bool:
    """Whether a folder holds a complete result of Seqfolio."""
    try:
        with (folder / summary.NAME).open(encoding="utf-8") as file:
            return [file.readline() for _ in range(2)][1].strip().startswith('"seqfolio_summary":')
    except (OSError, UnicodeDecodeError):
        return False


def check_target(folder: Path, *, force: bool) -> None:
    """Refuse a results folder that may not be replaced; nothing is touched.

    Raises:
        OutputExists: it is there and ``force`` is not given, or it is not ours.
    """
    if (not folder.exists() and not folder.is_symlink()) or _is_empty(folder):
        return
    name = printable(folder)
    if folder.is_symlink() or not is_ours(folder):
        raise OutputExists(
            Problem(
                "output-foreign",
                f'"{name}" exists and holds no result of Seqfolio; it is not touched',
                hint="Name another folder with -o (in Python: out=...).",
            )
        )
    if not force:
        raise OutputExists(
            Problem(
                "output-exists",
                f'"{name}" exists',
                hint="-f replaces it (in Python: force=True); -o names another folder (in Python: out=...).",
            )
        )


def _is_empty(folder: Path) -> bool:
    """Whether this is a folder that somebody made for the results: nothing in it, and none that one stands in."""
    try:
        return not folder.is_symlink() and folder.name not in ("", "..") and not any(folder.iterdir())
    except OSError:
        return False


def publish(
    analysis: Analysis,
    compose: Compose,
    look: Look,
    formats: tuple[str, ...],
    target: Path,
    progress: Progress,
    log: list[str],
    receipts: Mapping[str, str] = MappingProxyType({}),
) -> Published:
    """Write everything into a temporary folder, then put it in place.

    ``receipts`` are texts for the folder of that name; those of a folder that is replaced are kept, too.
    """

    def meanwhile() -> None:
        store.save(analysis, folder / "data")
        write_workbook(analysis, folder / "tables" / "results.xlsx")

    with writing(target), store.complete_folder(target) as folder:
        made = Edition(analysis, look, formats, folder, progress)
        made.write_look()
        (folder / "project.yaml").write_text(analysis.provenance.config_text, "utf-8")
        summary.write_provenance(analysis, folder)
        csv.write_tables(analysis, folder / "tables")
        error = made.write(compose, meanwhile)
        (folder / "seqfolio.log").write_text("\n".join(log) + "\n", "utf-8")
        _write_receipts(receipts, target, folder)
        summary.write(analysis, folder)
    return _published(target, error)


def rerender(
    analysis: Analysis,
    compose: Compose,
    look: Look,
    formats: tuple[str, ...],
    source: Path,
    progress: Progress,
    target: Path | None = None,
) -> Published:
    """Make report, figures and MultiQC's blocks of a finished folder again; tables and data stay as they are.

    Without a ``target`` the folder itself is replaced.
    """
    target = target or source
    with writing(target), store.complete_folder(target) as folder:
        shutil.copytree(source, folder, dirs_exist_ok=True)
        for name in ("figures", "multiqc"):
            shutil.rmtree(folder / name, ignore_errors=True)
        for name in (*REPORTS, summary.NAME):
            (folder / name).unlink(missing_ok=True)
        error = Edition(analysis, look, formats, folder, progress).write(compose)
        summary.write(analysis, folder)
    return _published(target, error)


def _write_receipts(texts: Mapping[str, str], old: Path, new: Path) -> None:
    """What went out before stays known, so that a run with the same results sends nothing twice."""
    if (old / "receipts").is_dir():
        shutil.copytree(old / "receipts", new / "receipts")
    for name, text in texts.items():
        if text:
            write_private(new / "receipts" / name, text)
        else:
            (new / "receipts" / name).unlink(missing_ok=True)


def _published(target: Path, error: str) -> Published:
    names = (*REPORTS, "tables/results.xlsx", summary.NAME)
    return Published(target, tuple(target / n for n in names if (target / n).is_file()), error)
