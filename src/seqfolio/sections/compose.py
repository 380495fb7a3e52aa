"""Analysis -> Report: which sections, in which order, on which pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from pydantic import BaseModel

from seqfolio.config.model import Report as Settings
from seqfolio.config.read import validate_options
from seqfolio.document import Block, Chapter, Page, Report
from seqfolio.errors import InputError, Problem, fail
from seqfolio.model import Analysis, Contrast
from seqfolio.parallel import spread
from seqfolio.sections.section import SECTIONS, NotApplicableError, NotMentionedError, Section, View
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


@dataclass(frozen=True)
class _Task:
    """A page to make."""

    chapter: str
    section: Section
    settings: Any
    contrast: Contrast | None

    @property
    def title(self) -> str:
        return self.section.title if self.contrast is None else f"{self.contrast.id}: {self.section.title}"


@dataclass(frozen=True)
class _LeftOut:
    """A section that stepped back, and why."""

    section: str
    reason: str


def compose(
    analysis: Analysis,
    plan: Plan,
    lang: str,
    genes_of_interest: tuple[str, ...],
    told: Told = lambda _: None,
    texts: Mapping[str, str] | None = None,
) -> Report:
    """The whole report as data.

    Args:
        analysis: what is shown.
        plan: the sections.
        lang: of the project's texts.
        genes_of_interest: as in the YAML.
        told: hears the title of the pages that are made.
        texts: section id -> prose in place of the section's own.

    Raises:
        InputError: such a prose does not work.
    """
    tasks = _tasks(analysis, plan)
    pages = spread(partial(_page, analysis, genes_of_interest, texts or {}), tasks, lambda task: told(task.title))
    project = analysis.project
    return Report(
        project=str(project["id"]),
        title=str(project.get("title") or project["id"]),
        subtitle="Differential expression" if analysis.contrasts else "Samples and quality",
        lang=lang,
        created=analysis.provenance.created,
        generator=f"Seqfolio {analysis.provenance.versions['seqfolio']}",
        facts=tuple((title, str(project[key])) for key, title in FACTS if project.get(key)),
        chapters=_chapters(analysis, tasks, pages),
        left_out=tuple(dict.fromkeys((p.section, p.reason) for p in pages if isinstance(p, _LeftOut))),
        genes_of_interest=genes_of_interest,
    )


def _titles(analysis: Analysis) -> dict[str, str]:
    """Chapters in their order."""
    return {
        "overview": "Overview",
        "samples": "Samples",
        "contrasts": "All contrasts together",
        **{f"contrast-{contrast.id}": contrast.comparison.title for contrast in analysis.contrasts},
        "methods": "Methods and provenance",
    }


def _tasks(analysis: Analysis, plan: Plan) -> list[_Task]:
    """Every page that could be made; each contrast has its own."""
    once = [_Task(s.chapter, s, settings, None) for s, settings in plan.sections if s.chapter != "contrast"]
    each = [
        _Task(f"contrast-{contrast.id}", s, settings, contrast)
        for contrast in analysis.contrasts
        for s, settings in plan.sections
        if s.chapter == "contrast"
    ]
    return once + each


def _chapters(analysis: Analysis, tasks: list[_Task], pages: list[Page | _LeftOut | None]) -> tuple[Chapter, ...]:
    made = [
        Chapter(
            name,
            title,
            tuple(p for t, p in zip(tasks, pages, strict=True) if t.chapter == name and isinstance(p, Page)),
        )
        for name, title in _titles(analysis).items()
    ]
    return tuple(chapter for chapter in made if chapter.pages)


def _page(
    analysis: Analysis, genes_of_interest: tuple[str, ...], texts: Mapping[str, str], task: _Task
) -> Page | _LeftOut | None:
    section, contrast = task.section, task.contrast
    try:
        result = section.compute(View(analysis, contrast, task.settings, genes_of_interest))
    except NotMentionedError:
        return None
    except NotApplicableError as reason:
        where = f" ({contrast.comparison.title})" if contrast else ""
        return _LeftOut(f"{section.title}{where}", str(reason))
    blocks = _blocks(section, texts.get(section.id), {"r": result, "contrast": contrast}, section.blocks(result))
    identity = section.id if contrast is None else f"{section.id}-{contrast.id}"
    return Page(identity, section.id, section.title, blocks, contrast.id if contrast else None)


def _blocks(
    section: Section, text: str | None, values: Mapping[str, Any], made: Mapping[str, Block]
) -> tuple[Block, ...]:
    """The page of a section in its own words, or in those of the facility."""
    if text is None:
        return compose_text(section.text, values, made)
    try:
        return compose_text(text, values, made)
    except Exception as error:  # whatever a template can do wrong
        where = f"sections/{section.id}/text.md.j2"
        hint = "Compare it with the section's own text.md.j2; the blocks that it may place and the names it may use are there."
        raise fail(
            "template", f"a section's text does not work: {error or type(error).__name__}", where, hint
        ) from error
