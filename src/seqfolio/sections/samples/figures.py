"""Bars per sample and the sample table."""

from __future__ import annotations

from collections.abc import Iterator

from seqfolio.document import Block, Cell, Column, Figure, Table
from seqfolio.figures import bars
from seqfolio.figures.picture import picture
from seqfolio.figures.style import drawing
from seqfolio.sections.samples.compute import Result

MOST_ROWS, MOST_COVARIATES = 60, 4


def blocks(result: Result) -> dict[str, Block]:
    """The figure and the table."""
    made: dict[str, Block] = {"samples": _table(result)}
    if result.values in ("counts", "estimated_counts"):
        made["library"] = _figure(result)
    return made


def _figure(result: Result) -> Figure:
    sizes, detected, factors = (result.quality[name] for name in ("library_size", "detected_genes", "size_factor"))
    factor = None if result.normalization == "none" else factors
    words = "Reads that were assigned to genes, and genes with at least one read, per sample. Dashed: the median."
    alt = (
        f"Bars for {len(sizes)} samples. Library sizes from {sizes.min():,.0f} to {sizes.max():,.0f} reads; "
        f"detected genes from {detected.min():,.0f} to {detected.max():,.0f}"
    )
    if factor is not None:
        words += (
            " Right: the size factor that the counts are divided by (dot), and what the library size alone would make it "
            "(diamond); they part where a few genes take a large share of the reads."
        )
        alt += f"; size factors from {factor.min():.2f} to {factor.max():.2f}"
    with drawing():
        return picture(
            bars.samples(bars.SampleBars(sizes, detected, factor, result.names, result.colour)),
            id="library",
            title="Library size and detected genes"
            if factor is None
            else "Library size, detected genes and size factor",
            caption=words,
            alt=f"{alt}.",
        )


def _table(result: Result) -> Table:
    covariates = [str(name) for name in result.sheet.columns][:MOST_COVARIATES]
    columns = (
        Column("sample", "Sample", "id"),
        *(Column(f"covariate_{name}", name) for name in covariates),
        Column("library_size", "Library size", "integer", "Reads assigned to genes."),
        Column("detected_genes", "Detected genes", "integer", "Genes with at least one read."),
        Column("size_factor", "Size factor", "number", "Counts were divided by this."),
    )
    rows = tuple(_rows(result, covariates))
    hidden = len(result.quality) - len(rows)
    note = f"{hidden} more samples stand in seqfolio_summary.json." if hidden > 0 else ""
    return Table("samples", "Sample sheet and sizes", columns, rows, note=note)


def _rows(result: Result, covariates: list[str]) -> Iterator[tuple[Cell, ...]]:
    sheet = result.sheet.to_dict("index")
    for sample, row in list(result.quality.to_dict("index").items())[:MOST_ROWS]:
        name = result.names[str(sample)]
        shown = name if name == sample else f"{name} ({sample})"
        sizes = (float(row["library_size"]), int(row["detected_genes"]), float(row["size_factor"]))
        yield (shown, *(_cell(sheet[sample][c]) for c in covariates), *sizes)


def _cell(value: object) -> Cell:
    return f"{value:g}" if isinstance(value, float) else str(value)
