"""Analysis -> what the MultiQC plug-in draws itself: components, distances and every tested gene, in ``multiqc/``.

The words of these plots are those of the figures of the same id in ``seqfolio_blocks.json``; a figure without an entry
here is shown as the picture that it is.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from seqfolio.differential.ranking import is_tested
from seqfolio.figures.style import CALL_COLOURS, short
from seqfolio.model import Analysis, Contrast
from seqfolio.sections.covariates import shown
from seqfolio.sections.names import direction_words, gene_label, mean_words
from seqfolio.wording import percent

NAME = "seqfolio_plots.json"
CALLS = tuple(CALL_COLOURS)


def write(analysis: Analysis, folder: Path) -> None:
    """``seqfolio_plots.json`` and one file of genes per contrast."""
    folder.mkdir(parents=True, exist_ok=True)
    plots = {**_components(analysis), **_distances(analysis)}
    for contrast in analysis.contrasts:
        plots.update(_clouds(analysis, contrast, folder))
    text = json.dumps({"seqfolio_plots": 1, "plots": plots}, indent=1, ensure_ascii=False)
    (folder / NAME).write_text(text + "\n", "utf-8")


def _components(analysis: Analysis) -> dict[str, Any]:
    """Samples on the first two components, coloured as in our own figure."""
    pca = analysis.quality.pca
    if pca is None or "PC2" not in pca.scores:
        return {}
    colour = next(iter(shown(analysis)), None)
    samples = [
        {
            "id": str(sample),
            "x": round(float(x), 4),
            "y": round(float(y), 4),
            "group": colour.values[str(sample)] if colour else "",
            "colour": colour.colours[str(sample)] if colour else "",
        }
        for sample, x, y in zip(pca.scores.index, pca.scores["PC1"], pca.scores["PC2"], strict=True)
    ]
    axes = [f"PC{i + 1} ({percent(share, 1)} of variance)" for i, share in enumerate(pca.explained[:2])]
    caption = (
        f"Each point is a sample, placed by its {pca.genes} most variable genes ({analysis.normalized.scale}). "
        "Points that lie close together are samples that are alike."
    )
    grouped = {"grouped_by": colour.name if colour else ""}
    return {"pca.pca": {"kind": "samples", "caption": caption, "axes": axes, **grouped, "samples": samples}}


def _distances(analysis: Analysis) -> dict[str, Any]:
    """Distances between samples, in the order of their tree."""
    distance = analysis.quality.distance
    if distance is None:
        return {}
    order = list(distance.order)
    values = np.round(distance.matrix.to_numpy()[np.ix_(order, order)], 2).tolist()
    samples = [str(distance.matrix.index[i]) for i in order]
    return {
        "distance.distance": {"kind": "matrix", "samples": samples, "values": values, "title": "Euclidean distance"}
    }


def _clouds(analysis: Analysis, contrast: Contrast, folder: Path) -> dict[str, Any]:
    """Volcano and MA plot of one contrast; both draw from one file of genes."""
    c = contrast.comparison
    table = contrast.table
    table = table[is_tested(table) & table["pvalue"].notna() & table["log2FoldChange"].notna()]
    if table.empty:
        return {}
    name = f"{c.id}.genes.json.gz"
    (folder / name).write_bytes(_genes(table))
    change = f"log2 fold change ({short(c.axis, 40)})"
    words = {**direction_words(c), "changed": "changed", "equivalent": "equivalent"}
    shared = {
        "kind": "genes",
        "file": name,
        "genes": len(table),
        "calls": [{"name": words.get(call, call), "colour": CALL_COLOURS[call]} for call in CALLS],
    }
    mean = mean_words(analysis.normalized.normalization != "none")
    made = {
        f"volcano-{c.id}.volcano": {
            **shared,
            "caption": _caption(contrast, len(table), "Right", "left"),
            "x": "change",
            "y": "p",
            "axes": [change, "−log10 p-value"],
        }
    }
    if analysis.dataset.values != "log2":
        made[f"ma-{c.id}.ma"] = {
            **shared,
            "caption": _caption(contrast, len(table), "Above 0", "below"),
            "x": "mean",
            "y": "change",
            "axes": [f"log10 {mean}", change],
        }
    return made


def _caption(contrast: Contrast, genes: int, up: str, down: str) -> str:
    c = contrast.comparison
    return f"{genes:,} tested genes. {up}: {c.up}; {down}: {c.down}. Called at {contrast.criterion}."


def _genes(table: pd.DataFrame) -> bytes:
    """Columns as compressed JSON: three decimals are less than a pixel; a p-value of 0 lies above all others."""
    pvalue, mean = table["pvalue"].to_numpy(dtype=float), table["baseMean"].to_numpy(dtype=float)
    smallest = float(pvalue[pvalue > 0].min(initial=1.0))
    columns = {
        "gene": gene_label(table),
        "change": _rounded(table["log2FoldChange"].to_numpy(dtype=float)),
        "p": _rounded(-np.log10(np.where(pvalue > 0, pvalue, smallest / 10))),
        "mean": _rounded(np.log10(np.where(mean > 0, mean, np.nan))),
        "call": [CALLS.index(call) for call in table["call"]],
    }
    text = json.dumps(columns, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return gzip.compress(text.encode("utf-8", "replace"), compresslevel=6, mtime=0)


def _rounded(values: np.ndarray[Any, Any]) -> list[float | None]:
    return [None if value != value else value for value in np.round(values, 3).tolist()]
