"""Table, heat map and counts of the named genes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from seqfolio.document import Block, Cell, Column, Figure, Table
from seqfolio.figures import multiples
from seqfolio.figures.heatmap import Heat, heatmap
from seqfolio.figures.picture import picture
from seqfolio.figures.style import colormap, drawing, short
from seqfolio.model import Contrast
from seqfolio.sections.heat import explored
from seqfolio.sections.interest.compute import Result
from seqfolio.sections.names import MEAN, REASONS
from seqfolio.sections.standardised import LIMIT, tree, z_scores

A_PAGE = 12  # genes in a figure


def blocks(result: Result) -> dict[str, Block]:
    """The table when something is compared, the heat map when there are two genes, and counts in pages."""
    made: dict[str, Block] = {}
    if result.rows:
        made["results"] = _table(result)
    with drawing():
        if len(result.genes) > 1 and result.transformed.shape[1] > 1:
            made["heatmap"] = _heatmap(result)
        for page, first in enumerate(range(0, len(result.genes), A_PAGE), 1):
            made[f"counts-{page}"] = _counts(result, page, result.genes[first : first + A_PAGE])
    return made


def _table(result: Result) -> Table:
    several = len(result.rows) > 1
    named = any(result.labels[gene] != gene for gene in result.genes)
    columns = (
        *([Column("gene_name", "Gene", "id", "Gene name, or the id when there is none.")] if named else []),
        Column("gene_id", "Id" if named else "Gene", "id", "Gene id of the count table.", genes=True),
        *([Column("contrast", "Contrast")] if several else []),
        Column("baseMean", "Mean", "number", MEAN),
        _fold_change(result, several=several),
        Column("padj", "adj. p", "pvalue", "p-value adjusted for testing many genes."),
        Column(
            "result", "In words", "text", "A gene that is not called may differ all the same: the data do not decide."
        ),
    )
    rows = tuple(_rows(result, named=named, several=several))
    direction = "" if several else f" {result.rows[0][0].comparison.sentence}."
    return Table("results", "Genes of interest", columns, rows, caption=f"Significant or not.{direction}", multiqc=True)


def _fold_change(result: Result, *, several: bool) -> Column:
    comparison = result.rows[0][0].comparison
    which = "of the row's contrast" if several else short(comparison.axis, 24)
    meaning = "above 0: higher in the group that the contrast names first" if several else comparison.sentence
    return Column("log2FoldChange", f"log2 FC ({which})", "number", f"{meaning}.")


def _rows(result: Result, *, named: bool, several: bool) -> Iterator[tuple[Cell, ...]]:
    for gene in result.genes:
        for contrast, table in result.rows:
            row = table.loc[[gene]].iloc[0]
            yield (
                *([result.labels[gene]] if named else []),
                gene,
                *([contrast.comparison.title] if several else []),
                result.mean[gene],
                _number(row["log2FoldChange"]),
                _number(row["padj"]),
                words(contrast, row),
            )


def _number(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def words(contrast: Contrast, row: pd.Series[Any]) -> str:
    """A gene's call in words; a gene without one is never said to be the same in both groups."""
    c, call = contrast.comparison, str(row["call"])
    said = {
        "higher": c.up,
        "lower": c.down,
        "changed": "changed",
        "equivalent": "changed by less than the threshold",
        "not significant": "not called: the data do not decide",
        "not tested": f"not tested: {REASONS.get(str(row['reason']), row['reason'])}",
    }
    return said[call]


def _heatmap(result: Result) -> Figure:
    values = z_scores(result.transformed).to_numpy()
    colours = colormap("seqfolio", "genes_of_interest")
    heat = Heat(
        values,
        [result.labels[gene] for gene in result.genes],
        result.columns,
        tree(values),
        tree(values.T),
        result.strips,
        [str(s) for s in result.transformed.columns],
        (-LIMIT, LIMIT),
        "z-score",
    )
    return picture(
        heatmap(heat, colours),
        id="heatmap",
        title="Genes of interest in all samples",
        caption=f"All {len(values)} genes of interest; colour: z-score per gene of {result.scale}. Values beyond ±{LIMIT:g} have "
        "the end colour.",
        alt=f"Heat map of {len(values)} genes of interest in {values.shape[1]} samples.",
        multiqc=True,
        explore=explored(heat, colours, list(result.genes)),
    )


def _counts(result: Result, page: int, genes: Sequence[str]) -> Figure:
    panels = [result.panels[result.genes.index(gene)] for gene in genes]
    pages = -(-len(result.genes) // A_PAGE)
    which = f" ({page} of {pages})" if pages > 1 else ""
    by = f" by {result.grouping}" if result.grouping else ""
    what = "normalised counts" if result.log else "values"
    medians = "; ".join(f"{panel.name} {_medians(panel, result.groups)}" for panel in panels)
    return picture(
        multiples.genes(panels, result.groups, what, log=result.log),
        id=f"counts-{page}",
        title=f"Genes of interest{by}{which}",
        caption=f"{what.capitalize()} of {_n(len(panels))}{by}; a point per sample, a line at the median of each group.",
        alt=f"{what.capitalize()} of {_n(len(panels))} in the groups {', '.join(result.groups.order)}; medians in this order: {medians}.",
    )


def _medians(panel: multiples.Gene, groups: multiples.Groups) -> str:
    middle = pd.Series(panel.values).groupby(list(groups.of_sample)).median()
    return ", ".join(f"{middle[level]:,.4g}" for level in groups.order)


def _n(genes: int) -> str:
    return "1 gene" if genes == 1 else f"{genes} genes"
