"""What the MultiQC plug-in shows: pictures and their words, ready-made, in ``multiqc/``."""

from __future__ import annotations

import json
from pathlib import Path

from seqfolio.document import Figure, Report
from seqfolio.render.markdown import to_text

NAME = "seqfolio_blocks.json"
PIXELS_PER_INCH = 125  # CSS: somewhat larger than on paper, where one reads from nearer


def write(report: Report, folder: Path) -> None:
    """The figures marked for MultiQC as PNG, and a file that names them."""
    folder.mkdir(parents=True, exist_ok=True)
    shown = [(page, figure) for page, figure in report.figures() if figure.multiqc]
    for page, figure in shown:
        (folder / f"{page.id}.{figure.id}.png").write_bytes(figure.png)
    blocks = {
        "seqfolio_blocks": 1,
        "project": report.project,
        "title": report.title,
        "figures": [_described(page.id, figure) for page, figure in shown],
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
