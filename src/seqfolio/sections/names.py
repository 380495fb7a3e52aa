"""How sections name genes and directions, the same everywhere."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from seqfolio.document import Cell, Column, Table
from seqfolio.figures.style import short
from seqfolio.model import Comparison, Contrast


def gene_label(table: pd.DataFrame) -> list[str]:
    """The gene's name, or its id when it has none."""
    return [str(name) or str(gene) for name, gene in zip(table["gene_name"], table["gene_id"], strict=True)]


def direction_words(comparison: Comparison) -> dict[str, str]:
    """What a call means in this comparison."""
    return {"higher": comparison.up, "lower": comparison.down}


def calls_in_words(contrast: Contrast) -> str:
    """How many genes were called, and which way: ``12 higher in trt, 7 lower in trt``."""
    n, c = contrast.counts, contrast.comparison
    directed = [f"{n['higher']:,} {c.up}", f"{n['lower']:,} {c.down}"]
    others = [f"{n[call]:,} {call}" for call in ("changed", "equivalent") if n[call]]
    return ", ".join(others if others and not (n["higher"] or n["lower"]) else [*directed, *others])


def sides(comparison: Comparison) -> str:
    """What lies on either side of 0, as an axis says it."""
    return f"← {short(comparison.down, 30)}   ·   {short(comparison.up, 30)} →"


def direction(comparison: Comparison, *, called: bool = True) -> str:
    """Which way a fold change points and what the arrows of a call mean, as a caption says it."""
    arrows = f" ▲ {comparison.up}, ▼ {comparison.down}." if called and comparison.directed else ""
    return f"{comparison.sentence}.{arrows}"


REASONS = {
    "all zero": "without any read",
    "spike-in": "added by hand (spike-ins)",
    "low count": "with too few reads (the filter)",
    "count outlier": "with a count that does not fit the others",
    "independent filtering": "too weakly expressed",
    "no variance": "without any variation",
    "not estimable": "not estimable",
}


def untested(table: pd.DataFrame) -> tuple[tuple[str, int], ...]:
    """Why genes have no test, in a few words, and how many; the commonest reason first."""
    counted = table.loc[table["reason"] != "", "reason"].value_counts()
    return tuple((REASONS.get(str(reason), str(reason)), int(n)) for reason, n in counted.items())


def mean_words(scaled: bool) -> str:
    """What the mean of a gene is the mean of, as an axis says it."""
    return "mean of normalised counts" if scaled else "mean, without size factors"


def gene_table(
    contrast: Contrast, id: str, title: str, genes: pd.DataFrame, caption: str = "", note: str = ""
) -> Table:
    """A table of genes; without an annotation there is no column of names."""
    named = bool((contrast.table["gene_name"] != "").any())
    columns = (*([_NAME] if named else []), *_columns(contrast, named))
    words = direction(contrast.comparison, called=bool(genes["call"].isin(("higher", "lower")).any()))
    return Table(id, title, columns, tuple(_rows(genes, named)), f"{caption} {words}".strip(), note)


MEAN = "Mean over all samples of the counts divided by the size factors, where there are any."
_NAME = Column("gene_name", "Gene", "id", "Gene name, or the id when there is none.")


def _columns(contrast: Contrast, named: bool) -> tuple[Column, ...]:
    c = contrast.comparison
    change = f"{c.sentence}."
    return (
        Column("gene_id", "Id" if named else "Gene", "id", "Gene id of the count table.", genes=True),
        Column("baseMean", "Mean", "number", MEAN),
        Column("log2FoldChange", f"log2 FC ({short(c.axis, 24)})", "number", change),
        Column("lfcSE", "SE", "number", "Standard error of the log2 fold change."),
        Column("pvalue", "p", "pvalue", "p-value of this gene alone."),
        Column(
            "padj",
            "adj. p",
            "pvalue",
            f"p-value adjusted for testing many genes (Benjamini and Hochberg){_family(contrast)}.",
        ),
        Column("call", "Call", "call", f"Called when {contrast.criterion}."),
    )


def _family(contrast: Contrast) -> str:
    return f", over all {contrast.family} contrasts together" if contrast.family > 1 else ""


def _rows(genes: pd.DataFrame, named: bool) -> Iterator[tuple[Cell, ...]]:
    numbers = genes[["baseMean", "log2FoldChange", "lfcSE", "pvalue", "padj"]].astype(float).to_numpy()
    columns = (gene_label(genes), genes["gene_id"], numbers, genes["call"], genes["reason"])
    for label, gene, row, call, reason in zip(*columns, strict=True):
        names = (label, str(gene)) if named else (str(gene),)
        yield (*names, *(None if np.isnan(v) else float(v) for v in row), _call(str(call), str(reason)))


def _call(call: str, reason: str) -> str:
    return f"{call}: {REASONS.get(reason, reason)}" if reason else call
