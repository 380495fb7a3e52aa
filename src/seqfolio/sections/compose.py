"""Analysis -> Report: which sections, in which order, on which pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from seqfolio.config.model import Report as Settings
from seqfolio.config.read import validate_options
from seqfolio.document import Chapter, Page, Report
from seqfolio.errors import InputError, Problem
from seqfolio.model import Analysis, Contrast
from seqfolio.sections.section import SECTIONS, NotApplicableError, Section, View
from seqfolio.sections.text import compose as compose_text

Told = Callable[[str], None]
FACTS = (
    ("organism", "Organism"),
    ("client", "Client"),
    ("contact", "Contact"),
    ("facility", "Facility"),
    ("license", "Licence"),
)


@dataclass(frozen=True)
class Plan:
    """The sections of a report with their settings, checked before anything is computed."""

    sections: tuple[tuple[Section, BaseModel], ...]


def plan(settings: Settings) -> Plan:
    """Which sections a report has.

    Raises:
        InputError: no such section, or wrong settings of one.
    """
    wanted = settings.sections if settings.sections is not None else [s.id for s in SECTIONS]
    chosen = [SECTIONS.get(name, "report.sections") for name in wanted]
    for name in settings.options:
        SECTIONS.get(name, f"report.options.{name}")
    if settings.sections is None:
        chosen.sort(key=lambda s: s.order)
    problems: list[Problem] = []
    pairs: list[tuple[Section, BaseModel]] = []
    for section in dict.fromkeys(chosen):
        try:
            given = settings.options.get(section.id, {})
            pairs.append((section, validate_options(section.Settings, given, f"report.options.{section.id}")))
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    return Plan(tuple(pairs))


def compose(
    analysis: Analysis, plan: Plan, lang: str, genes_of_interest: tuple[str, ...], told: Told = lambda _: None
) -> Report:
    """The whole report as data; ``told`` hears the title of each page that is made."""
    maker = _Maker(analysis, plan, genes_of_interest, told)
    chapters = [maker.chapter("overview", "Overview"), maker.chapter("samples", "Samples")]
    chapters += [maker.chapter("contrast", contrast.comparison.title, contrast) for contrast in analysis.contrasts]
    chapters.append(maker.chapter("methods", "Methods and provenance"))
    project = analysis.project
    return Report(
        project=str(project["id"]),
        title=str(project.get("title") or project["id"]),
        subtitle="Differential expression" if analysis.contrasts else "Samples and quality",
        lang=lang,
        created=analysis.provenance.created,
        generator=f"Seqfolio {analysis.provenance.versions['seqfolio']}",
        facts=tuple((title, str(project[key])) for key, title in FACTS if project.get(key)),
        chapters=tuple(c for c in chapters if c.pages),
        left_out=tuple(dict.fromkeys(maker.left_out)),
    )


class _Maker:
    """Makes pages and remembers which sections stepped back."""

    def __init__(self, analysis: Analysis, plan: Plan, genes_of_interest: tuple[str, ...], told: Told) -> None:
        self.analysis, self.plan, self.genes, self.told = analysis, plan, genes_of_interest, told
        self.left_out: list[tuple[str, str]] = []

    def chapter(self, name: str, title: str, contrast: Contrast | None = None) -> Chapter:
        made = [self.page(s, settings, contrast) for s, settings in self.plan.sections if s.chapter == name]
        identity = name if contrast is None else f"contrast-{contrast.id}"
        return Chapter(identity, title, tuple(page for page in made if page is not None))

    def page(self, section: Section, settings: Any, contrast: Contrast | None) -> Page | None:
        self.told(section.title if contrast is None else f"{contrast.id}: {section.title}")
        view = View(self.analysis, contrast, settings, self.genes)
        try:
            result = section.compute(view)
        except NotApplicableError as reason:
            where = f" ({contrast.comparison.title})" if contrast else ""
            self.left_out.append((f"{section.title}{where}", str(reason)))
            return None
        blocks = compose_text(section.text, {"r": result, "contrast": contrast}, section.blocks(result))
        identity = section.id if contrast is None else f"{section.id}-{contrast.id}"
        return Page(identity, section.id, section.title, blocks, contrast.id if contrast else None)
