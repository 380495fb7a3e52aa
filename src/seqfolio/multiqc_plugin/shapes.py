"""Data and settings of MultiQC's own plots and tables, as plain values; shared with the ``*_mqc`` files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from seqfolio.multiqc_plugin.blocks import Cell, Matrix, Point, Points, Table
from seqfolio.multiqc_plugin.names import plain, unique
from seqfolio.multiqc_plugin.tables import text_cell

FORMATS = {"integer": "{:,.0f}", "number": "{:,.3g}", "pvalue": "{:.2e}"}
LARGE, OF_LARGE = 1000, "{:,.1f}"  # beyond three digits the general format writes exponents
MOST_IN_LEGEND = 20
MOST_WITH_VALUES = 12


def points(plot: Points, shown: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Samples on two components; those that are ignored are left out."""
    return {shown[p.sample]: _point(p, plot.grouped_by) for p in plot.samples if p.sample in shown}


def _point(point: Point, grouped_by: str) -> dict[str, Any]:
    made: dict[str, Any] = {"x": point.x, "y": point.y}
    if point.colour:
        made |= {"color": point.colour, "group": plain(f"{grouped_by}: {point.group}")}
    return made


def points_settings(plot: Points, id: str, title: str) -> dict[str, Any]:
    """Of ``scatter.plot``."""
    groups = {p.group for p in plot.samples if p.colour}
    return {
        "id": id,
        "title": f"Seqfolio: {plain(title)}",
        "xlab": plain(plot.axes[0]),
        "ylab": plain(plot.axes[1]),
        "xsuffix": "",  # or the % of the axis' title would stand behind every number
        "ysuffix": "",
        "marker_size": 12,
        "showlegend": 1 < len(groups) <= MOST_IN_LEGEND,
        "square": False,
    }


def matrix(plot: Matrix, shown: Mapping[str, str]) -> tuple[list[str], list[list[float]]]:
    """Names and distances of the samples that are not ignored, in the order of our own figure."""
    kept = [i for i, sample in enumerate(plot.samples) if sample in shown]
    return [shown[plot.samples[i]] for i in kept], [[plot.values[i][j] for j in kept] for i in kept]


def matrix_settings(plot: Matrix, samples: int, id: str, title: str) -> dict[str, Any]:
    """Of ``heatmap.plot``."""
    return {
        "id": id,
        "title": f"Seqfolio: {plain(title)}",
        "zlab": plain(plot.title),
        "min": 0,
        "tt_decimals": 1,
        "square": True,
        "cluster_rows": False,  # it is in the order of the tree already
        "cluster_cols": False,
        "display_values": samples <= MOST_WITH_VALUES,
        "colstops": [[0, "#fde725"], [0.33, "#35b779"], [0.66, "#31688e"], [1, "#440154"]],
    }


def rows(block: Table) -> dict[str, dict[str, str | float | None]]:
    """A table of our report; the first column names the row."""
    keys = unique(plain(str(line[0])) for line in block.rows)
    return {
        key: {f"c{i}": _value(line[i]) for i in range(1, len(line)) if line[i] is not None}
        for key, line in zip(keys, block.rows, strict=True)
    }


def headers(block: Table) -> dict[str, dict[str, Any]]:
    """The other columns."""
    return {f"c{i}": _header(block, i) for i in range(1, len(block.columns))}


def _header(block: Table, i: int) -> dict[str, Any]:
    column = block.columns[i]
    header: dict[str, Any] = {"title": plain(column.title), "description": plain(column.help or column.title)}
    header["scale"] = False
    if column.kind in FORMATS:
        far = _farthest([line[i] for line in block.rows])
        header["format"] = OF_LARGE if column.kind == "number" and far >= LARGE else FORMATS[column.kind]
        if "log2" in column.title and column.kind == "number":
            header |= _both_ways(far)
    return header


def _farthest(values: list[Cell]) -> float:
    """The largest distance from 0."""
    return max((abs(v) for v in values if isinstance(v, float | int)), default=1.0) or 1.0


def _both_ways(far: float) -> dict[str, Any]:
    """A bar to either side of 0."""
    return {"scale": "RdBu-rev", "min": -far, "max": far, "bars_zero_centrepoint": True}


def _value(value: Cell) -> str | float | None:
    return text_cell(value) if isinstance(value, str) else value


def table_settings(id: str, title: str, first: str) -> dict[str, Any]:
    """Of ``table.plot``, for rows that are no samples."""
    return {
        "id": id,
        "title": f"Seqfolio: {plain(title)}",
        "namespace": "Seqfolio",
        "col1_header": plain(first),
        "rows_are_samples": False,
        "sort_rows": False,
        "no_violin": True,
    }
