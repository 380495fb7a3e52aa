"""What the MultiQC plug-in shows: pictures, tables and their words, ready-made, in ``multiqc/``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from seqfolio.document import Figure, Page, Prose, Report, Table
from seqfolio.render import cells
from seqfolio.render.markdown import to_text

NAME = "seqfolio_blocks.json"
PIXELS_PER_INCH = 125  # CSS: somewhat larger than on paper, where one reads from nearer


def write(report: Report, folder: Path) -> None:
    """The figures marked for MultiQC as PNG, and a file that names them and holds the tables and the methods."""
    folder.mkdir(parents=True, exist_ok=True)
    shown = [(page, figure) for page, figure in report.figures() if figure.multiqc]
    for page, figure in shown:
        (folder / f"{page.id}.{figure.id}.png").write_bytes(figure.png)
    blocks = {
        "seqfolio_blocks": 1,
        "project": report.project,
        "title": report.title,
        "figures": [_described(page.id, figure) for page, figure in shown],
        "tables": [_table(page, table) for page, table in _tables(report)],
        "methods": _methods(report),
    }
    (folder / NAME).write_text(json.dumps(blocks, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _described(page: str, figure: Figure) -> dict[str, str | int]:
    return {
        "id": f"{page}.{figure.id}",
        "file": f"{page}.{figure.id}.png",
        "title": figure.title,
        "caption": to_text(figure.caption),
        "alt": figure.alt,
        "width": round(figure.width * PIXELS_PER_INCH),
    }


def _tables(report: Report) -> Iterator[tuple[Page, Table]]:
    for page in report.pages():
        yield from ((page, block) for block in page.blocks if isinstance(block, Table) and block.multiqc)


def _table(page: Page, table: Table) -> dict[str, Any]:
    """Columns, and rows of values."""
    return {
        "id": f"{page.id}.{table.id}",
        "title": table.title,
        "caption": to_text(table.caption),
        "note": table.note,
        "columns": [{"key": c.key, "title": c.title, "kind": c.kind, "help": c.help} for c in table.columns],
        "rows": [[_cell(v, c.kind) for v, c in zip(row, table.columns, strict=True)] for row in table.rows],
    }


def _cell(value: Any, kind: str) -> Any:
    """Numbers stay numbers, so that MultiQC can sort them."""
    if value is None or isinstance(value, str):
        return value
    return float(value) if kind in ("integer", "number", "pvalue") else cells.text(value, kind)


def _methods(report: Report) -> list[str]:
    """The paragraphs of the methods, as plain text."""
    pages = [page for page in report.pages() if page.section == "methods"]
    prose = [to_text(block.markdown) for page in pages for block in page.blocks if isinstance(block, Prose)]
    return [part.strip() for text in prose for part in text.split("\n\n") if part.strip()]
