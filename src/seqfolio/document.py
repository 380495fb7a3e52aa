"""What a report is made of, before it has a format.

Sections build these; HTML, PDF and MultiQC render them. No block knows a format, no renderer knows a section.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["stop", "warning", "note", "passed", "not_applicable"]
Cell = str | float | int | None


@dataclass(frozen=True)
class Prose:
    """Text as Markdown; values from users are already escaped in it.

    Attributes:
        markdown: CommonMark without HTML.
        role: ``text``, or ``help`` for what explains a figure to somebody who sees it for the first time.
        summary: what stands in place of folded help; empty for the theme's own words.
    """

    markdown: str
    role: Literal["text", "help"] = "text"
    summary: str = ""


@dataclass(frozen=True)
class Explore:
    """What a screen may draw in place of a still block, so that it can be explored.

    Attributes:
        kind: which drawing: ``volcano``, ``ma``, ``pairs``, ``pca``, ``heatmap`` or ``genes``.
        spec: what it needs to know, as JSON holds it: words for the axes, ids of genes to name, ...
        data: numbers of its own, packed (see ``seqfolio.payload``); what all figures share is in the report's ``Data``.
    """

    kind: str
    spec: Mapping[str, Any]
    data: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Data:
    """Numbers that a screen report holds for its figures and tables.

    Attributes:
        id: by which the script finds them.
        content: packed columns, or JSON.
        packed: which of the two.
    """

    id: str
    content: bytes = field(repr=False)
    packed: bool = True

    @property
    def size(self) -> int:
        """Bytes in the page, where packed columns are written in base64."""
        return -(-len(self.content) // 3) * 4 if self.packed else len(self.content)


@dataclass(frozen=True)
class Figure:
    """A picture with its words.

    Attributes:
        id: unique on its page; names the files in ``figures/<section>/``.
        title: short, above the picture.
        caption: plain text; what is shown.
        alt: plain text for those who do not see it: what it says, with numbers.
        svg: the picture as bytes. Its text is text, in the report's font: it can be searched in a PDF that brings the
            font, and edited in a drawing program.
        png: the same picture in pixels.
        width: inches, as drawn.
        height: inches, as drawn.
        multiqc: shown inside MultiQC too.
        explore: what a screen may draw in its place.
    """

    id: str
    title: str
    caption: str
    alt: str
    svg: bytes = field(repr=False)
    png: bytes = field(repr=False, compare=False)
    width: float
    height: float
    multiqc: bool = False
    explore: Explore | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        key: stable name.
        title: what stands in the head.
        kind: how a cell is written: ``text``, ``id`` (never wrapped), ``integer``, ``number`` (four significant
            digits), ``pvalue`` or ``call``.
        help: one sentence; the title's tooltip and the legend under a printed table.
        genes: whether the cells are gene ids, which a screen links to their database.
    """

    key: str
    title: str
    kind: Literal["text", "id", "integer", "number", "pvalue", "call"] = "text"
    help: str = ""
    genes: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of plain values; ``None`` is "not available".

    ``note`` says where the rest of the rows is; ``explore`` is what a screen may show in its place.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    note: str = ""
    multiqc: bool = False
    explore: Explore | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Notice:
    """Something that the reader must not miss. ``message``, ``action`` and ``source`` are plain text."""

    severity: Severity
    title: str
    message: str
    action: str = ""
    source: str = ""


Block = Prose | Figure | Table | Notice


@dataclass(frozen=True)
class Page:
    """One section of the report; ``contrast`` is the contrast's id when the section is about one."""

    id: str
    section: str
    title: str
    blocks: tuple[Block, ...]
    contrast: str | None = None


@dataclass(frozen=True)
class Chapter:
    """Pages that belong together."""

    id: str
    title: str
    pages: tuple[Page, ...]


@dataclass(frozen=True)
class Report:
    """A whole report.

    Attributes:
        facts: name and value pairs of the title block (client, organism, ...).
        left_out: (section title, reason) of the sections that do not apply.
        created: ISO date and time in UTC.
        genes_of_interest: as in the YAML.
    """

    project: str
    title: str
    subtitle: str
    lang: str
    created: str
    generator: str
    facts: tuple[tuple[str, str], ...]
    chapters: tuple[Chapter, ...]
    left_out: tuple[tuple[str, str], ...] = ()
    genes_of_interest: tuple[str, ...] = ()

    def pages(self) -> Iterator[Page]:
        """Every page in reading order."""
        for chapter in self.chapters:
            yield from chapter.pages

    def figures(self) -> Iterator[tuple[Page, Figure]]:
        """Every figure in reading order, with its page."""
        for page in self.pages():
            for block in page.blocks:
                if isinstance(block, Figure):
                    yield page, block
