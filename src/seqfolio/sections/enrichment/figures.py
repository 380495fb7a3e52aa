"""Dot plot, running sums, heat map of the leading edge, tables."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from seqfolio.document import Block, Cell, Column, Figure, Table
from seqfolio.figures.gene_sets import Dots, Walk, dots, walks
from seqfolio.figures.heatmap import Heat, heatmap
from seqfolio.figures.picture import picture
from seqfolio.figures.style import colormap, drawing, short
from seqfolio.sections.enrichment.compute import Edge, Result
from seqfolio.sections.names import direction_words
from seqfolio.sections.standardised import LIMIT, tree

GENES_IN_A_CELL = 8


def blocks(result: Result) -> dict[str, Block]:
    """Whatever the tests that were made allow."""
    made: dict[str, Block] = {}
    with drawing():
        made["dots"] = _dots(result)
        if result.walks:
            made["walks"] = _walks(result)
        if result.edge:
            made["edge"] = _edge(result, result.edge)
    if len(result.gsea):
        made["gsea"] = _gsea_table(result)
    if len(result.ora):
        made["ora"] = _ora_table(result)
    return made


def list_words(result: Result) -> dict[str, str]:
    """What each list of called genes is, in words."""
    c = result.contrast.comparison
    return {
        "higher": c.up,
        "lower": c.down,
        "both": "called genes of either direction" if c.directed else "called genes",
    }


def _dots(result: Result) -> Figure:
    return _gsea_dots(result) if len(result.gsea) else _ora_dots(result)


def _gsea_dots(result: Result) -> Figure:
    table, c = result.gsea.sort_values("NES", ascending=False, kind="stable"), result.contrast.comparison
    called = (table["call"] != "not significant").to_numpy()
    shown = Dots(
        list(table["set"]),
        table["NES"].to_numpy(dtype=np.float64),
        table["leading_edge_size"].to_numpy(dtype=np.float64),
        _evidence(table),
        called,
        f"normalised enrichment score; right: {short(c.up, 30)}, left: {short(c.down, 30)}",
        "genes in the leading edge",
        0.0,
    )
    first = result.gsea.iloc[0]
    return picture(
        dots(shown),
        id="dots",
        title=f"Gene sets: {c.title}",
        caption=f"The {len(table)} sets with the smallest p-values of {result.tested:,} tested. Right of 0 the set's genes "
        f"tend to be {c.up}, left of it {c.down}. Hollow: adjusted p-value of {result.enrichment.alpha:g} or more.",
        alt=f"Dot plot of {len(table)} gene sets, {called.sum()} of them called: {result.higher:,} sets {c.up} and {result.lower:,} "
        f"sets {c.down} in all. The strongest is {first['set']} with a normalised enrichment score of {first['NES']:.2f}.",
        multiqc=True,
    )


def _ora_dots(result: Result) -> Figure:
    table, c = result.ora, result.contrast.comparison
    called = (table["call"] == "enriched").to_numpy()
    shown = Dots(
        list(table["set"]),
        table["fold"].to_numpy(dtype=np.float64),
        np.maximum(table["overlap"].to_numpy(dtype=np.float64), 1.0),
        _evidence(table),
        called,
        "genes found in the set / genes expected by chance",
        "called genes in the set",
        1.0,
    )
    first = table.iloc[0]
    return picture(
        dots(shown),
        id="dots",
        title=f"Gene sets: {c.title}",
        caption=f"The {len(table)} sets in which called genes are over-represented most, of {result.tested:,} tested. "
        f"Hollow: adjusted p-value of {result.enrichment.alpha:g} or more.",
        alt=f"Dot plot of {len(table)} gene sets, {called.sum()} of them called. The first, {first['set']}, holds {first['overlap']:,} "
        f"called genes where chance would put {first['expected']:.1f}.",
        multiqc=True,
    )


def _evidence(table: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.asarray(-np.log10(np.maximum(table["padj"].to_numpy(dtype=np.float64), 1e-300)))


def _walks(result: Result) -> Figure:
    c = result.contrast.comparison
    shown = [
        Walk(
            str(w.row["set"]),
            f"NES {w.row['NES']:.2f}, adj. p {w.row['padj']:.2g}, {len(w.walk.hits):,} genes",
            w.walk.rank,
            w.walk.height,
            w.walk.hits,
            w.walk.score >= 0,
        )
        for w in result.walks
    ]
    said = "; ".join(f"{w.row['set']}: score {w.walk.score:.2f}, {len(w.walk.hits)} genes" for w in result.walks)
    return picture(
        walks(shown, result.walks[0].genes, (c.up, c.down)),
        id="walks",
        title=f"Running sums of the strongest sets: {c.title}",
        caption="The line rises at each gene of the set and falls at all others; strokes mark the set's genes. Its furthest "
        "distance from 0, dashed, is the enrichment score; the genes from the nearer end up to there are the leading edge.",
        alt=f"Running sums of {len(shown)} gene sets over {result.walks[0].genes:,} ranked genes. {said}.",
    )


def _edge(result: Result, edge: Edge) -> Figure:
    values = edge.values.to_numpy()
    heat = Heat(
        values,
        edge.labels,
        edge.columns,
        tree(values),
        tree(values.T),
        edge.strips,
        [str(s) for s in edge.values.columns],
        (-LIMIT, LIMIT),
        "z-score",
    )
    up = int((result.contrast.table.set_index("gene_id").loc[edge.values.index, "log2FoldChange"] > 0).sum())
    c = result.contrast.comparison
    which = f"The {len(values)} genes that stand in most" if len(values) < edge.all else f"All {len(values)} genes"
    sets = f"the {edge.sets} strongest called sets" if edge.sets > 1 else "the called set"
    return picture(
        heatmap(heat, colormap("seqfolio", "enrichment")),
        id="edge",
        title=f"Leading-edge genes: {c.title}",
        caption=f"{which} of the leading edges of {sets}, of {edge.all:,} in all; in brackets: in how many of these sets. "
        f"Colour: z-score per gene of {edge.scale}; values beyond ±{LIMIT:g} have the end colour.",
        alt=f"Heat map of {len(values)} leading-edge genes in {values.shape[1]} samples: {up} of them {c.up}, "
        f"{len(values) - up} {c.down}; the most frequent one stands in {edge.most} of {edge.sets} sets.",
    )


def _gsea_table(result: Result) -> Table:
    words = direction_words(result.contrast.comparison)
    several = len(result.files) > 1
    columns = (
        Column("set", "Gene set"),
        *([Column("collection", "Collection")] if several else []),
        Column("size", "Genes", "integer", "Tested genes in the set."),
        Column("NES", "NES", "number", "Enrichment score divided by the mean score of random sets of this size."),
        Column("pvalue", "p", "pvalue", "How often a random set of this size scores as high."),
        Column("padj", "adj. p", "pvalue", "Adjusted over all sets (Benjamini and Hochberg)."),
        Column("direction", "Its genes tend to be", "text"),
        Column("called", "Called", "text", f"Called when the adjusted p-value is below {result.enrichment.alpha:g}."),
        Column("leading_edge", "Leading edge", "text", "The genes that make the score, the strongest first."),
    )
    rows = tuple(_gsea_row(row, words, several=several) for row in result.gsea.to_dict("records"))
    return Table(
        "gsea",
        f"Ranked enrichment: {result.contrast.comparison.title}",
        columns,
        rows,
        note=f"All {result.tested:,} sets: tables/{result.contrast.id}.gsea.csv",
        multiqc=True,
    )


def _gsea_row(row: dict[Any, Any], words: dict[str, str], *, several: bool) -> tuple[Cell, ...]:
    return (
        row["set"],
        *([row["collection"]] if several else []),
        int(row["size"]),
        float(row["NES"]),
        float(row["pvalue"]),
        float(row["padj"]),
        words[row["direction"]],
        "no" if row["call"] == "not significant" else "yes",
        _genes(row["leading_edge"]),
    )


def _genes(joined: str) -> str:
    names = [name for name in joined.split(";") if name]
    more = f" and {len(names) - GENES_IN_A_CELL} more" if len(names) > GENES_IN_A_CELL else ""
    return ", ".join(names[:GENES_IN_A_CELL]) + more


def _ora_table(result: Result) -> Table:
    words = list_words(result)
    several = len(result.files) > 1
    columns = (
        Column("genes", "List", "text", "Which called genes were looked at."),
        Column("set", "Gene set"),
        *([Column("collection", "Collection")] if several else []),
        Column("size", "Genes", "integer", "Tested genes in the set."),
        Column("overlap", "In the list", "integer", "Genes of the set that are in the list."),
        Column("expected", "Expected", "number", "How many chance alone would put there."),
        Column("pvalue", "p", "pvalue", "Probability of this many or more by chance."),
        Column("padj", "adj. p", "pvalue", "Adjusted over all sets of this list (Benjamini and Hochberg)."),
        Column("overlap_genes", "Genes", "text"),
    )
    rows = tuple(_ora_row(row, words, several=several) for row in result.ora.to_dict("records"))
    return Table(
        "ora",
        f"Over-representation: {result.contrast.comparison.title}",
        columns,
        rows,
        note=f"All sets and lists: tables/{result.contrast.id}.ora.csv",
    )


def _ora_row(row: dict[Any, Any], words: dict[str, str], *, several: bool) -> tuple[Cell, ...]:
    return (
        words[row["genes"]],
        row["set"],
        *([row["collection"]] if several else []),
        int(row["size"]),
        int(row["overlap"]),
        float(row["expected"]),
        float(row["pvalue"]),
        float(row["padj"]),
        _genes(row["overlap_genes"]),
    )
