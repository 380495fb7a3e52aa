"""Each figure of the report as a file."""

from __future__ import annotations

from pathlib import Path

from seqfolio.document import Figure, Page, Report


def write(report: Report, folder: Path) -> None:
    """``<section>/<figure>.svg`` and ``.png``; a contrast's figure has the contrast's id in its name."""
    for page, figure in report.figures():
        target = folder / page.section
        target.mkdir(parents=True, exist_ok=True)
        (target / f"{_name(page, figure)}.svg").write_bytes(figure.svg)
        (target / f"{_name(page, figure)}.png").write_bytes(figure.png)


def _name(page: Page, figure: Figure) -> str:
    if page.contrast is None:
        return figure.id
    return page.contrast if figure.id == page.section else f"{page.contrast}.{figure.id}"
