"""How sections name genes and directions, the same everywhere."""

from __future__ import annotations

import numpy as np
import pandas as pd

from seqfolio.document import Column
from seqfolio.model import Comparison, Contrast


def gene_label(table: pd.DataFrame) -> list[str]:
    """The gene's name, or its id when it has none."""
    return [str(name) or str(gene) for name, gene in zip(table["gene_name"], table["gene_id"], strict=True)]


def direction_words(comparison: Comparison) -> dict[str, str]:
    """What a call means in this comparison."""
    return {"higher": f"higher in {comparison.numerator}", "lower": f"lower in {comparison.numerator}"}


def gene_columns(contrast: Contrast) -> tuple[Column, ...]:
    """The columns of a gene table, with what they mean."""
    c = contrast.comparison
    return (
        Column("gene_name", "Gene", "id", "Gene name, or the id when there is none."),
        Column("gene_id", "Id", "id", "Gene id of the count table."),
        Column("baseMean", "Mean", "number", "Mean of the normalised counts over all samples."),
        Column(
            "log2FoldChange",
            "log2 FC",
            "number",
            f"log2 fold change; above 0: higher in {c.numerator} than in {c.denominator}.",
        ),
        Column("lfcSE", "SE", "number", "Standard error of the log2 fold change."),
        Column("pvalue", "p", "pvalue", "p-value of this gene alone."),
        Column("padj", "adj. p", "pvalue", "p-value adjusted for testing many genes (Benjamini and Hochberg)."),
        Column("call", "Call", "call", f"Called when {contrast.criterion}."),
    )


def gene_rows(table: pd.DataFrame) -> tuple[tuple[str | float | None, ...], ...]:
    """Rows for ``gene_columns``."""
    labels = gene_label(table)
    numbers = table[["baseMean", "log2FoldChange", "lfcSE", "pvalue", "padj"]].astype(float).to_numpy()
    return tuple(
        (label, str(gene), *(None if np.isnan(v) else float(v) for v in row), str(call))
        for label, gene, row, call in zip(labels, table["gene_id"], numbers, table["call"], strict=True)
    )
