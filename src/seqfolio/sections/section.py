"""The section seam: what a section of the report is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from seqfolio.document import Block
from seqfolio.model import Analysis, Contrast
from seqfolio.plugins import Registry

ChapterName = Literal["overview", "samples", "contrasts", "contrast", "methods"]


class NotApplicableError(Exception):
    """A section steps back; the report prints the reason in one line."""


class NotMentionedError(NotApplicableError):
    """A section steps back and nobody misses it: what it shows was not asked for, or there is nothing to set side by side."""


class NoSettings(BaseModel):
    """Settings of a section that has none."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True)
class View:
    """What a section computes from.

    Attributes:
        contrast: set when the section's scope is one contrast.
        settings: the section's own ``Settings``.
        genes_of_interest: as in the YAML.
    """

    analysis: Analysis
    contrast: Contrast | None
    settings: Any
    genes_of_interest: tuple[str, ...] = ()

    @property
    def one(self) -> Contrast:
        """The contrast of a section whose scope is one contrast."""
        if self.contrast is None:
            raise NotApplicableError("nothing is compared")
        return self.contrast


@dataclass(frozen=True)
class Section:
    """One section.

    Attributes:
        id: ``report.sections`` and ``report.options.<id>`` in the YAML.
        title: its heading.
        chapter: where it stands; ``contrast`` makes one page per contrast, ``contrasts`` one for all of them.
        order: its place in the chapter.
        description: what it shows, in a sentence.
        text: the page as Markdown with Jinja: prose, ``{{ place("name") }}`` for each block, help after a rule.
        compute: View -> the section's frozen numbers, nothing drawn, nothing worded.
            Raises NotApplicableError to step back, NotMentionedError to do so without a word.
        blocks: numbers -> figures, tables and notices by name.
        Settings: the keys under ``report.options.<id>``.
        citations: keys of the references.
    """

    id: str
    title: str
    chapter: ChapterName
    order: int
    description: str
    text: str = field(repr=False)
    compute: Callable[[View], Any] = field(repr=False)
    blocks: Callable[[Any], dict[str, Block]] = field(repr=False)
    Settings: type[BaseModel] = NoSettings
    citations: tuple[str, ...] = ()


SECTIONS: Registry[Section] = Registry(Section, "seqfolio.sections", "SECTION", "section")


def text_beside(file: str) -> str:
    """The text.md.j2 that lies beside a section's ``__init__.py``."""
    return Path(file).with_name("text.md.j2").read_text("utf-8")
