"""Bars per sample and the sample table."""

from __future__ import annotations

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
    sizes, detected = result.quality["library_size"], result.quality["detected_genes"]
    with drawing():
        return picture(
            bars.samples(sizes, detected, result.names, result.colour), id="library", title="Library size and detected genes",
            caption="Reads that were assigned to genes, and genes with at least one read, per sample. Dashed: the median.",
            alt=f"Bars for {len(sizes)} samples. Library sizes from {sizes.min() / 1e6:.1f} to {sizes.max() / 1e6:.1f} million reads; "
                f"detected genes from {detected.min():,.0f} to {detected.max():,.0f}.")


def _table(result: Result) -> Table:
    covariates = [str(name) for name in result.sheet.columns][:MOST_COVARIATES]
    columns = (
        Column("sample", "Sample", "id"),
        *(Column(f"covariate_{name}", name) for name in covariates),
        Column("library_size", "Library size", "integer", "Reads assigned to genes."),
        Column("detected_genes", "Detected genes", "integer", "Genes with at least one read."),
        Column("size_factor", "Size factor", "number", "Counts were divided by this."))
    rows = tuple(_row(result, str(sample), covariates) for sample in result.quality.index[:MOST_ROWS])
    hidden = len(result.quality) - len(rows)
    note = f"{hidden} more samples stand in seqfolio_summary.json." if hidden > 0 else ""
    return Table("samples", "Sample sheet and sizes", columns, rows, note=note)


def _row(result: Result, sample: str, covariates: list[str]) -> tuple[Cell, ...]:
    quality = result.quality.loc[sample]
    name = result.names[sample]
    shown = sample if name == sample else f"{name} ({sample})"
    return (shown, *(_cell(result.sheet.at[sample, c]) for c in covariates),
            float(quality["library_size"]), int(quality["detected_genes"]), float(quality["size_factor"]))


def _cell(value: object) -> Cell:
    return f"{value:g}" if isinstance(value, float) else str(value)
