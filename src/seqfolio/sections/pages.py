"""The pages of a report: which there could be, and how one is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from seqfolio.document import Block, Page
from seqfolio.errors import fail
from seqfolio.model import Analysis, Contrast
from seqfolio.sections.section import NotApplicableError, NotMentionedError, Section, View
from seqfolio.sections.text import compose as compose_text


@dataclass(frozen=True)
class Plan:
    """The sections of a report with their settings, checked before anything is computed."""

    sections: tuple[tuple[Section, BaseModel], ...]


@dataclass(frozen=True)
class Wishes:
    """What a project wants of its pages.

    Attributes:
        genes_of_interest: as in the YAML.
        texts: section id -> prose in place of the section's own.
    """

    genes_of_interest: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Task:
    """A page to make."""

    chapter: str
    section: Section
    settings: Any
    contrast: Contrast | None

    @property
    def title(self) -> str:
        """What people read while it is made."""
        return self.section.title if self.contrast is None else f"{self.contrast.id}: {self.section.title}"

    @property
    def name(self) -> tuple[str, str]:
        """What tells it from other pages of the report."""
        return self.chapter, self.section.id


@dataclass(frozen=True)
class LeftOut:
    """A section that stepped back, and why."""

    section: str
    reason: str


Made = Page | LeftOut | None


def tasks_of(contrasts: Sequence[Contrast], plan: Plan) -> list[Task]:
    """Every page that could be made; each contrast has its own."""
    once = [Task(s.chapter, s, settings, None) for s, settings in plan.sections if s.chapter != "contrast"]
    each = [
        Task(f"contrast-{contrast.id}", s, settings, contrast)
        for contrast in contrasts
        for s, settings in plan.sections
        if s.chapter == "contrast"
    ]
    return once + each


def make(analysis: Analysis, wishes: Wishes, task: Task) -> Made:
    """One page, or why there is none.

    Raises:
        InputError: a prose of the project does not work.
    """
    section, contrast = task.section, task.contrast
    try:
        result = section.compute(View(analysis, contrast, task.settings, wishes.genes_of_interest))
    except NotMentionedError:
        return None
    except NotApplicableError as reason:
        where = f" ({contrast.comparison.title})" if contrast else ""
        return LeftOut(f"{section.title}{where}", str(reason))
    blocks = _blocks(section, wishes.texts.get(section.id), {"r": result, "contrast": contrast}, section.blocks(result))
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
