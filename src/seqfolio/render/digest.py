"""Report -> one page for somebody who is busy: question, answers, warnings, three figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from seqfolio.document import Block, Chapter, Figure, Notice, Page, Prose, Report, Table

FIGURES = ("volcano", "pca", "heatmap", "ma", "distance", "samples", "pvalues")  # the first three that there are
MOST_FIGURES, MOST_ROWS, MOST_NOTICES, MOST_ANSWERS = 3, 8, 4, 6


def digest(report: Report) -> Report:
    """The same report with one page; what is left out is said."""
    page = Page("digest", "digest", "Digest", tuple(_words(report)) + tuple(_figures(report)))
    return replace(report, subtitle=f"{report.subtitle}: digest", chapters=(Chapter("digest", "Digest", (page,)),))


def _words(report: Report) -> Iterator[Block]:
    summary = [block for page in report.pages() if page.section == "summary" for block in page.blocks]
    answers = [block for block in summary if isinstance(block, Prose) and block.role == "text"]
    yield from answers[:MOST_ANSWERS]
    if len(answers) > MOST_ANSWERS:
        yield Prose("More comparisons: see the report.")
    yield from (_cut(block) for block in summary if isinstance(block, Table) and block.id == "counts")
    yield from _warnings(report)


def _cut(table: Table) -> Table:
    more = len(table.rows) - MOST_ROWS
    return table if more <= 0 else replace(table, rows=table.rows[:MOST_ROWS], note=f"{more:,} more in the report.")


def _warnings(report: Report) -> Iterator[Block]:
    found = [
        block
        for page in report.pages()
        for block in page.blocks
        if isinstance(block, Notice) and block.severity in ("stop", "warning")
    ]
    yield from found[:MOST_NOTICES]
    if len(found) > MOST_NOTICES:
        yield Prose(f"{len(found) - MOST_NOTICES} more warnings: see the report.")


def _figures(report: Report) -> list[Figure]:
    first: dict[str, Figure] = {}
    for page, figure in report.figures():
        first.setdefault(page.section, figure)
    return [first[name] for name in FIGURES if name in first][:MOST_FIGURES]
