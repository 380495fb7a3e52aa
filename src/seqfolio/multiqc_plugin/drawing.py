"""MultiQC's own plots and tables of what we have; the only file that knows how they are asked for."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from multiqc import config
from multiqc.plots import heatmap, scatter, table

from seqfolio.multiqc_plugin import shapes, tables
from seqfolio.multiqc_plugin.blocks import Cloud, Matrix, Points, Table
from seqfolio.multiqc_plugin.names import plain
from seqfolio.multiqc_plugin.reading import Contrast, Figure

SCRIPT = Path(__file__).with_name("cloud.js")
SHORT = {"change": "log2 fold change", "p": "−log10 p", "mean": "log10 mean"}
UNCALLED = 4  # the last of the calls in seqfolio_plots.json: "not significant"


def still() -> bool:
    """Whether the report is to hold pictures only, or no script: our own pictures need no export by MultiQC."""
    return bool(config.plots_force_flat or getattr(config, "simple_output", False) or config.template == "simple")


def points(plot: Points, shown: Mapping[str, str], id: str, title: str) -> Any:
    """Samples on two components."""
    data = shapes.points(plot, shown)
    return _at_once(scatter.plot(data, shapes.points_settings(plot, id, title))) if data else None


def matrix(plot: Matrix, shown: Mapping[str, str], id: str, title: str) -> Any:
    """Distances between samples."""
    names, values = shapes.matrix(plot, shown)
    if len(names) < 2:
        return None
    return _at_once(heatmap.plot(values, names, names, shapes.matrix_settings(plot, len(names), id, title)))


def _at_once(plot: Any) -> Any:
    """Without the button that MultiQC puts before plots with more than a hundred points."""
    plot.defer_render = False
    return plot


def rows(block: Table, id: str) -> Any:
    """A table of our report."""
    data, headers = shapes.rows(block), shapes.headers(block)
    if not data or not headers:
        return None
    return table.plot(data, headers, pconfig=shapes.table_settings(id, block.title, block.columns[0].title))


def calls(contrasts: Sequence[Contrast], id: str, label: str) -> Any:
    """How many genes were called, a row per contrast."""
    settings = shapes.table_settings(id, f"Genes called in {label}", "Contrast")
    return table.plot(tables.contrast_rows(contrasts), tables.contrast_headers(contrasts), pconfig=settings)


def genes_script(genes: bytes, id: str) -> str:
    """The columns of the genes, once for volcano and MA plot."""
    return f'<script type="application/gzip" id="{id}">{base64.b64encode(genes).decode("ascii")}</script>'


def cloud(plot: Cloud, figure: Figure, genes: str) -> str:
    """A canvas that ``cloud.js`` draws on; ``genes`` is the id of the script that holds them."""
    calls = [
        {"name": plain(name), "colour": colour or "#9aa3ad", "labelled": i != UNCALLED}
        for i, (name, colour) in enumerate(plot.calls)
    ]
    spec = {
        "genes": genes,
        "x": plot.x,
        "y": plot.y,
        "axes": plot.axes,
        "names": [SHORT[plot.x], SHORT[plot.y]],
        "calls": calls,
    }
    button = "btn btn-sm btn-outline-secondary py-0"
    return (
        f'<div class="seqfolio-cloud" style="max-width:62rem" data-spec="{escape(json.dumps(spec, ensure_ascii=False))}">'
        '<div class="d-flex flex-wrap align-items-center gap-2 mb-1">'
        '<span class="seqfolio-legend small me-auto"></span>'
        '<input type="search" class="form-control form-control-sm" style="width:11rem" placeholder="Find a gene" '
        'aria-label="Find a gene in this plot">'
        f'<button type="button" class="{button}" aria-label="Zoom in">+</button>'
        f'<button type="button" class="{button}" aria-label="Zoom out">−</button>'
        f'<button type="button" class="{button}">Reset</button></div>'
        '<div style="position:relative">'
        f'<canvas role="img" aria-label="{escape(figure.alt)}" style="width:100%;height:30rem;touch-action:pan-y;'
        'cursor:crosshair"></canvas>'
        '<div class="seqfolio-tip small bg-body border rounded px-2 py-1" hidden style="position:absolute;'
        'pointer-events:none;white-space:nowrap;z-index:5"></div></div>'
        f'<p class="text-muted small mt-2">{escape(plot.caption or figure.caption)} Drag to zoom, double-click to go back.</p></div>'
    )
