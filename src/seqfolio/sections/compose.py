"""Analysis -> Report: which sections, in which order, on which pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from pydantic import BaseModel

from seqfolio.config.model import Report as Settings
from seqfolio.config.read import validate_options
from seqfolio.document import Chapter, Page, Report
from seqfolio.errors import InputError, Problem
from seqfolio.model import Analysis
from seqfolio.parallel import spread
from seqfolio.sections.ahead import Ahead, Name
from seqfolio.sections.pages import LeftOut, Made, Plan, Task, Wishes, make, tasks_of
from seqfolio.sections.section import SECTIONS, Section

Told = Callable[[str], None]
FACTS = (
    ("organism", "Organism"),
    ("client", "Client"),
    ("contact", "Contact"),
    ("facility", "Facility"),
    ("license", "Licence"),
)


def plan(settings: Settings) -> Plan:
    """Which sections a report has.

    Raises:
        InputError: no such section, or wrong settings of one.
    """
    wanted = settings.sections if settings.sections is not None else [s.id for s in SECTIONS]
    chosen = [SECTIONS.get(name, "report.sections") for name in wanted]
    named = [SECTIONS.get(name, f"report.options.{name}") for name in settings.options]
    if settings.sections is None:
        chosen.sort(key=lambda s: s.order)
    problems: list[Problem] = []
    found: dict[Section, BaseModel] = {}
    for section in dict.fromkeys([*chosen, *named]):
        try:
            given = settings.options.get(section.id, {})
            found[section] = validate_options(section.Settings, given, f"report.options.{section.id}")
        except InputError as error:
            problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    return Plan(tuple((section, found[section]) for section in dict.fromkeys(chosen)))


def compose(
    analysis: Analysis,
    plan: Plan,
    lang: str,
    genes_of_interest: tuple[str, ...],
    told: Told = lambda _: None,
    texts: Mapping[str, str] | None = None,
    ahead: Ahead | None = None,
) -> Report:
    """The whole report as data.

    Args:
        analysis: what is shown.
        plan: the sections.
        lang: of the project's texts.
        genes_of_interest: as in the YAML.
        told: hears the title of the pages that are made.
        texts: section id -> prose in place of the section's own.
        ahead: pages that were begun while the analysis was running.

    Raises:
        InputError: such a prose does not work.
    """
    tasks = tasks_of(analysis.contrasts, plan)
    pages = _pages(analysis, Wishes(genes_of_interest, texts or {}), tasks, told, ahead or Ahead())
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
        left_out=tuple(dict.fromkeys((p.section, p.reason) for p in pages if isinstance(p, LeftOut))),
        genes_of_interest=genes_of_interest,
    )


def _pages(analysis: Analysis, wishes: Wishes, tasks: list[Task], told: Told, ahead: Ahead) -> list[Made]:
    """Each page: those that nobody has begun, then those made ahead, then what could not be made ahead.

    The first are made from the last one on: gene sets and heat maps take longest, and words fill the gaps in the end.
    """
    begun = ahead.take_back()
    made = _made(analysis, wishes, [task for task in reversed(tasks) if task.name not in begun], told)
    made |= ahead.pages()
    for task in tasks:
        if task.name in begun and task.name in made:
            told(task.title)
    made |= _made(analysis, wishes, [task for task in tasks if task.name not in made], told)
    return [made[task.name] for task in tasks]


def _made(analysis: Analysis, wishes: Wishes, tasks: list[Task], told: Told) -> dict[Name, Made]:
    pages = spread(partial(make, analysis, wishes), tasks, lambda task: told(task.title))
    return dict(zip([task.name for task in tasks], pages, strict=True))


def _titles(analysis: Analysis) -> dict[str, str]:
    """Chapters in their order."""
    return {
        "overview": "Overview",
        "samples": "Samples",
        "contrasts": "All contrasts together",
        **{f"contrast-{contrast.id}": contrast.comparison.title for contrast in analysis.contrasts},
        "methods": "Methods and provenance",
    }


def _chapters(analysis: Analysis, tasks: list[Task], pages: list[Made]) -> tuple[Chapter, ...]:
    made = [
        Chapter(
            name,
            title,
            tuple(p for t, p in zip(tasks, pages, strict=True) if t.chapter == name and isinstance(p, Page)),
        )
        for name, title in _titles(analysis).items()
    ]
    return tuple(chapter for chapter in made if chapter.pages)
