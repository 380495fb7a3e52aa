"""The heat map, clustered or as in the tutorial."""

from __future__ import annotations

import numpy as np

from seqfolio.document import Block
from seqfolio.figures.heatmap import Heat, heatmap, plain
from seqfolio.figures.picture import picture
from seqfolio.figures.style import colormap, drawing
from seqfolio.sections.heat import explored
from seqfolio.sections.heatmap.compute import LIMIT, Result


def blocks(result: Result) -> dict[str, Block]:
    """The figure."""
    c = result.contrast.comparison
    label = "z-score" if result.settings.scale == "row" else result.scale
    cmap = colormap(
        result.settings.cmap or ("seqfolio" if result.settings.scale == "row" else "viridis"),
        "report.options.heatmap.cmap",
    )
    values = result.values.to_numpy()
    heat = _heat(result, values, label)
    with drawing():
        if result.settings.cluster or result.settings.scale == "row":
            made = heatmap(heat, cmap)
        else:
            made = plain(values, result.names, result.columns, cmap, label)
        figure = picture(
            made,
            id="heatmap",
            title=f"Heat map: {c.title}",
            caption=_caption(result),
            alt=_alt(result),
            multiqc=True,
            explore=explored(heat, cmap, [str(gene) for gene in result.values.index]),
        )
    return {"heatmap": figure}


def _heat(result: Result, values: np.ndarray[tuple[int, int], np.dtype[np.float64]], label: str) -> Heat:
    limits = (-LIMIT, LIMIT) if result.settings.scale == "row" else (float(values.min()), float(values.max()))
    return Heat(
        values,
        result.names,
        result.columns,
        result.row_tree,
        result.column_tree,
        result.strips,
        [str(s) for s in result.values.columns],
        limits,
        label,
    )


def _genes(result: Result) -> str:
    n = len(result.values)
    if result.called < 2:
        return f"The {n} genes with the smallest p-values, which are not called"
    return f"All {n} called genes" if n == result.called else f"The {n} strongest of {result.called:,} called genes"


def _caption(result: Result) -> str:
    clustered = (
        " Genes and samples are ordered by average linkage of Euclidean distances."
        if result.settings.cluster
        else " Genes and samples stand in the order of the count table."
    )
    values = f"z-score per gene of {result.scale}" if result.settings.scale == "row" else result.scale
    z = f" Values beyond ±{LIMIT:g} have the end colour." if result.settings.scale == "row" else ""
    return f"{_genes(result)}; colour: {values}.{z}{clustered}"


def _alt(result: Result) -> str:
    c = result.contrast.comparison
    chosen = result.contrast.table.set_index("gene_id").loc[result.values.index, "log2FoldChange"]
    up, down = int((chosen > 0).sum()), int((chosen < 0).sum())
    return f"Heat map of {len(result.values)} genes in {result.values.shape[1]} samples: {up} of them {c.up}, {down} {c.down}."
