"""MultiQC's own plots and tables of what we have; the only file that knows how they are asked for."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from multiqc import config
from multiqc.plots import heatmap, scatter, table

from seqfolio.multiqc_plugin.blocks import Cell, Cloud, Matrix, Points, Table
from seqfolio.multiqc_plugin.names import plain, unique
from seqfolio.multiqc_plugin.reading import Figure
from seqfolio.multiqc_plugin.tables import text_cell

SCRIPT = Path(__file__).with_name("cloud.js")
SHORT = {"change": "log2 fold change", "p": "−log10 p", "mean": "log10 mean"}
UNCALLED = 4  # the last of the calls in seqfolio_plots.json: "not significant"
FORMATS = {"integer": "{:,.0f}", "number": "{:,.3g}", "pvalue": "{:.2e}"}


def still() -> bool:
    """Whether the report is to hold pictures only, or no script: our own pictures need no export by MultiQC."""
    return bool(config.plots_force_flat or getattr(config, "simple_output", False) or config.template == "simple")


def points(plot: Points, shown: Mapping[str, str], id: str, title: str) -> Any:
    """Samples on two components; those that are ignored are left out."""
    data = {shown[p.sample]: _point(p, plot.grouped_by) for p in plot.samples if p.sample in shown}
    groups = list(dict.fromkeys(p["group"] for p in data.values() if "group" in p))
    settings = {
        "id": id,
        "title": f"Seqfolio: {plain(title)}",
        "xlab": plain(plot.axes[0]),
        "ylab": plain(plot.axes[1]),
        "xsuffix": "",  # or the % of the axis' title would stand behind every number
        "ysuffix": "",
        "marker_size": 12,
        "showlegend": 1 < len(groups) <= 20,
        "square": False,
    }
    return _at_once(scatter.plot(data, settings)) if data else None


def _point(point: Any, grouped_by: str) -> dict[str, Any]:
    made: dict[str, Any] = {"x": point.x, "y": point.y}
    if point.colour:
        made |= {"color": point.colour, "group": plain(f"{grouped_by}: {point.group}")}
    return made


def matrix(plot: Matrix, shown: Mapping[str, str], id: str, title: str) -> Any:
    """Distances between the samples that are not ignored, in the order of our own figure."""
    kept = [i for i, sample in enumerate(plot.samples) if sample in shown]
    if len(kept) < 2:
        return None
    names = [shown[plot.samples[i]] for i in kept]
    values = [[plot.values[i][j] for j in kept] for i in kept]
    settings = {
        "id": id,
        "title": f"Seqfolio: {plain(title)}",
        "zlab": plain(plot.title),
        "min": 0,
        "tt_decimals": 1,
        "square": True,
        "cluster_rows": False,  # it is in the order of the tree already
        "cluster_cols": False,
        "display_values": len(kept) <= 12,
        "colstops": [[0, "#fde725"], [0.33, "#35b779"], [0.66, "#31688e"], [1, "#440154"]],
    }
    return _at_once(heatmap.plot(values, names, names, settings))


def _at_once(plot: Any) -> Any:
    """Without the button that MultiQC puts before plots with more than a hundred points."""
    plot.defer_render = False
    return plot


def rows(block: Table, id: str) -> Any:
    """A table of our report; the first column names the row."""
    keys = unique(plain(str(line[0])) for line in block.rows)
    headers = {f"c{i}": _header(block, i) for i in range(1, len(block.columns))}
    data = {
        key: {f"c{i}": _value(line[i]) for i in range(1, len(line)) if line[i] is not None}
        for key, line in zip(keys, block.rows, strict=True)
    }
    settings = {
        "id": id,
        "title": f"Seqfolio: {plain(block.title)}",
        "namespace": "Seqfolio",
        "col1_header": plain(block.columns[0].title),
        "rows_are_samples": False,
        "sort_rows": False,
        "no_violin": True,
    }
    return table.plot(data, headers, pconfig=settings) if data and headers else None


def _header(block: Table, i: int) -> dict[str, Any]:
    column = block.columns[i]
    header: dict[str, Any] = {"title": plain(column.title), "description": plain(column.help or column.title)}
    header["scale"] = False
    if column.kind in FORMATS:
        header["format"] = FORMATS[column.kind]
    if "log2" in column.title and column.kind == "number":
        header |= _both_ways([line[i] for line in block.rows])
    return header


def _both_ways(values: list[Cell]) -> dict[str, Any]:
    """A bar to either side of 0."""
    far = max((abs(v) for v in values if isinstance(v, float | int)), default=1.0) or 1.0
    return {"scale": "RdBu-rev", "min": -far, "max": far, "bars_zero_centrepoint": True}


def _value(value: Cell) -> str | float | None:
    return text_cell(value) if isinstance(value, str) else value


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
