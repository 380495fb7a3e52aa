"""Analysis and Report -> the results folder, complete or not at all."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from seqfolio import store
from seqfolio.citations import REFERENCES
from seqfolio.differential.method import METHODS
from seqfolio.document import Prose, Report
from seqfolio.errors import OutputExists, Problem, printable
from seqfolio.export import csv, summary
from seqfolio.export.workbook import write_workbook
from seqfolio.model import Analysis
from seqfolio.progress import Progress
from seqfolio.render import figures, html, multiqc
from seqfolio.render.markdown import to_text
from seqfolio.render.pdf import PdfJob
from seqfolio.render.theme import Look

Compose = Callable[[], Report]


@dataclass(frozen=True)
class Published:
    """What was written.

    Attributes:
        pdf_error: why there is no PDF although one was asked for; empty when all is well.
    """

    folder: Path
    files: tuple[Path, ...]
    pdf_error: str = ""


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
    if not folder.exists() and not folder.is_symlink():
        return
    name = printable(folder)
    if folder.is_symlink() or not is_ours(folder):
        raise OutputExists(
            Problem(
                "output-foreign",
                f'"{name}" exists and holds no result of Seqfolio; it is not touched',
                hint="Name another folder with -o.",
            )
        )
    if not force:
        raise OutputExists(
            Problem("output-exists", f'"{name}" exists', hint="-f replaces it; -o names another folder.")
        )


def publish(
    analysis: Analysis,
    compose: Compose,
    look: Look,
    formats: tuple[str, ...],
    target: Path,
    progress: Progress,
    log: list[str],
) -> Published:
    """Write everything into a temporary folder, then put it in place."""

    def tables() -> None:
        csv.write_tables(analysis, folder / "tables")
        write_workbook(analysis, folder / "tables" / "results.xlsx")

    with store.complete_folder(target) as folder:
        store.save(analysis, folder / "data")
        error = _reports(analysis, compose, look, formats, folder, progress, tables)
        _finish(analysis, look, folder, log)
    return _published(target, error)


def rerender(
    analysis: Analysis, compose: Compose, look: Look, formats: tuple[str, ...], target: Path, progress: Progress
) -> Published:
    """Make report, figures and MultiQC's blocks of a finished folder again; tables and data stay as they are."""
    with store.complete_folder(target) as folder:
        shutil.copytree(target, folder, dirs_exist_ok=True)
        for name in ("figures", "multiqc"):
            shutil.rmtree(folder / name, ignore_errors=True)
        for name in ("report.html", "report.pdf", summary.NAME):
            (folder / name).unlink(missing_ok=True)
        error = _reports(analysis, compose, look, formats, folder, progress)
        _finish(analysis, look, folder, None)
    return _published(target, error)


def _published(target: Path, error: str) -> Published:
    names = ("report.html", "report.pdf", "tables/results.xlsx", summary.NAME)
    return Published(target, tuple(target / n for n in names if (target / n).is_file()), error)


def _reports(
    analysis: Analysis,
    compose: Compose,
    look: Look,
    formats: tuple[str, ...],
    folder: Path,
    progress: Progress,
    meanwhile: Callable[[], None] = lambda: None,
) -> str:
    """Write the reports, and whatever does not need the PDF while that is made; says why there is no PDF, or nothing."""
    created = datetime.fromisoformat(analysis.provenance.created)
    with PdfJob(folder / "report.pdf", created) if "pdf" in formats else nullcontext() as job:
        report = compose()
        progress.stage("render", ", ".join(formats) or "tables only")
        if job:
            job.begin(report, look)
        _beside_the_pdf(report, look, formats, folder)
        _texts(analysis, report, folder)
        progress.detail("tables")
        meanwhile()
        progress.detail("waiting for the PDF" if job else "done")
        return job.finish() if job else ""


def _beside_the_pdf(report: Report, look: Look, formats: tuple[str, ...], folder: Path) -> None:
    figures.write(report, folder / "figures")
    multiqc.write(report, folder / "multiqc")
    if "html" in formats:
        (folder / "report.html").write_text(html.render(report, look), "utf-8")


def _texts(analysis: Analysis, report: Report, folder: Path) -> None:
    prose = [
        block.markdown
        for page in report.pages()
        if page.section == "methods"
        for block in page.blocks
        if isinstance(block, Prose)
    ]
    (folder / "methods.md").write_text(to_text("\n\n".join(prose)) + "\n", "utf-8")
    own = {r.key: r for c in analysis.contrasts for r in METHODS.get(c.method).references} if analysis.contrasts else {}
    entries = [reference.bibtex() for _, reference in sorted({**REFERENCES, **own}.items())]
    (folder / "references.bib").write_text("\n".join(entries), "utf-8")


def _finish(analysis: Analysis, look: Look, folder: Path, log: list[str] | None) -> None:
    if log is not None:
        (folder / "project.yaml").write_text(analysis.provenance.config_text, "utf-8")
        (folder / "data" / "look.json").write_text(
            json.dumps(look.__dict__, indent=1, ensure_ascii=False) + "\n", "utf-8"
        )
        (folder / "seqfolio.log").write_text("\n".join(log) + "\n", "utf-8")
        _write_provenance(analysis, folder)
    summary.write_json(summary.summary(analysis, folder), folder / summary.NAME)


def _write_provenance(analysis: Analysis, folder: Path) -> None:
    p = analysis.provenance
    summary.write_json(
        {
            "created": p.created,
            "versions": p.versions,
            "seed": p.seed,
            "parameters": p.parameters,
            "inputs": [{"path": s.path, "role": s.role, "sha256": s.sha256} for s in analysis.dataset.sources],
        },
        folder / "provenance.json",
    )
