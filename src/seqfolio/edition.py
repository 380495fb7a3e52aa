"""One edition of a report: the files of a results folder that show the analysis to people."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from seqfolio import multiqc_custom, multiqc_data
from seqfolio.citations import REFERENCES
from seqfolio.differential.method import METHODS
from seqfolio.document import Data, Prose, Report
from seqfolio.explore import explorable
from seqfolio.export import summary
from seqfolio.export.attachments import attachments
from seqfolio.figures.lettering import Lettering
from seqfolio.model import Analysis
from seqfolio.progress import Progress
from seqfolio.render import digest, figures, html, multiqc
from seqfolio.render.markdown import to_text
from seqfolio.render.pdf import PdfJob
from seqfolio.render.theme import Look

Compose = Callable[[], Report]


@dataclass(frozen=True)
class Edition:
    """A results folder in the making.

    Attributes:
        analysis: what is shown.
        look: how.
        formats: ``html`` and ``pdf``, or nothing.
        folder: where tables, data and project file lie already.
        progress: hears what is done.
    """

    analysis: Analysis
    look: Look
    formats: tuple[str, ...]
    folder: Path
    progress: Progress

    def write(self, compose: Compose, meanwhile: Callable[[], None] = lambda: None) -> str:
        """Write the reports, and whatever does not need the PDF while that is made.

        Returns:
            Why there is no PDF, or nothing.
        """
        lettering = Lettering(self._fonts(), self.look.colours)
        typeface = lettering.typeface(self.analysis, self.analysis.findings)
        with lettering.using(typeface), ExitStack() as stack:
            jobs = [stack.enter_context(PdfJob(self.folder / name, self._created)) for name in self._pdfs()]
            report = compose()
            self.progress.stage("render", ", ".join(self.formats) or "tables only")
            self._begin(jobs, report)
            self._beside_the_pdf(report)
            self.progress.detail("tables")
            meanwhile()
            self.progress.detail("waiting for the PDF" if jobs else "done")
            return next((error for error in [job.finish() for job in jobs] if error), "")

    def write_look(self) -> None:
        """Store the look, fonts included, so that the folder can be rendered again by itself."""
        kept = self.folder / "data" / "fonts"
        kept.parent.mkdir(exist_ok=True)
        for path in self._fonts():
            kept.mkdir(exist_ok=True)
            shutil.copyfile(path, kept / path.name)
        look = {**dataclasses.asdict(self.look), "fonts": [path.name for path in self._fonts()]}
        text = json.dumps(look, indent=1, ensure_ascii=False) + "\n"
        (self.folder / "data" / "look.json").write_text(text, "utf-8")

    def _fonts(self) -> tuple[Path, ...]:
        return tuple(self.folder / "data" / "fonts" / name for name in self.look.fonts)

    @property
    def _created(self) -> datetime:
        return datetime.fromisoformat(self.analysis.provenance.created)

    def _pdfs(self) -> tuple[str, ...]:
        if "pdf" not in self.formats:
            return ()
        return ("report.pdf", "digest.pdf") if self.look.digest else ("report.pdf",)

    def _begin(self, jobs: list[PdfJob], report: Report) -> None:
        if not jobs:
            return
        summary.write(self.analysis, self.folder)  # what is attached cannot know the digest of the PDF
        jobs[0].begin(report, self.look, *attachments(self.analysis, self.folder, self.look.attach_limit))
        for job in jobs[1:]:
            job.begin_digest(digest.digest(report), self.look)

    def _beside_the_pdf(self, report: Report) -> None:
        figures.write(report, self.folder / "figures")
        multiqc.write(report, self.folder / "multiqc")
        multiqc_data.write(self.analysis, self.folder / "multiqc")
        if self.look.multiqc == "custom_content":
            multiqc_custom.write(self.analysis, self.folder)
        methods = _methods(report)
        bibliography = _bibliography(self.analysis, methods)
        if "html" in self.formats:
            self._write_html(report, bibliography)
        (self.folder / "methods.md").write_text(methods, "utf-8")
        (self.folder / "references.bib").write_text(bibliography, "utf-8")

    def _write_html(self, report: Report, bibliography: str) -> None:
        data, thinned = explorable(self.analysis, report.genes_of_interest, self.look.size_budget)
        references = Data("bibtex", json.dumps(bibliography, ensure_ascii=False).encode(), packed=False)
        page = html.render(report, self.look, data=(*data, references), thinned=thinned)
        (self.folder / "report.html").write_text(page, "utf-8")
        self.progress.detail(_sizes(page, data, thinned))


def _sizes(page: str, data: Sequence[Data], thinned: str) -> str:
    """How large the HTML report is, and what makes it so."""
    stills = sum(len(found) for found in re.findall(r'<img src="(data:[^"]*)"', page))
    parts = {"still pictures": stills, **{d.id: d.size for d in data}}
    told = ", ".join(f"{name} {size / 1e6:.2f} MB" for name, size in parts.items() if size >= 5_000)
    return (
        f"report.html {len(page.encode()) / 1e6:.2f} MB: {told}{'; thinned to report.size_budget' if thinned else ''}"
    )


def _methods(report: Report) -> str:
    pages = [page for page in report.pages() if page.section == "methods"]
    prose = [block.markdown for page in pages for block in page.blocks if isinstance(block, Prose)]
    return to_text("\n\n".join(prose)) + "\n"


def _bibliography(analysis: Analysis, methods: str) -> str:
    """What the methods text cites, as BibTeX."""
    own = {r.key: r for c in analysis.contrasts for r in METHODS.get(c.method).references} if analysis.contrasts else {}
    known = sorted({**REFERENCES, **own}.items())
    return "\n".join(reference.bibtex() for _, reference in known if f"doi:{reference.doi}\n" in methods)
