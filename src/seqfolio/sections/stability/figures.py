"""Bars per sample and per number of leave-outs, and the table."""

from __future__ import annotations

from typing import Any

from seqfolio.document import Block, Cell, Column, Figure, Table
from seqfolio.figures import leave_outs
from seqfolio.figures.picture import picture
from seqfolio.figures.style import drawing
from seqfolio.sections.stability.compute import Result
from seqfolio.wording import percent

MOST_ROWS = 60


def blocks(result: Result) -> dict[str, Block]:
    """The figure when genes are called, and the table of samples."""
    if not len(result.samples):
        return {}
    made: dict[str, Block] = {"samples": _table(result)}
    if result.called:
        made["stability"] = _figure(result)
    return made


def _figure(result: Result) -> Figure:
    names = [result.names[str(sample)] for sample in result.samples.index]
    kept = result.samples["kept"].to_numpy(dtype=float) / result.called
    n = len(names)
    with drawing():
        return picture(
            leave_outs.leave_outs(names, kept, result.genes),
            id="stability",
            title=f"Called genes without each sample: {result.contrast.comparison.title}",
            caption=f"Left: share of the {result.called:,} called genes that stay called, in the same direction, without the sample. "
            f"Right: the called genes by the number of leave-outs, of {n}, in which they stay called.",
            alt=f"{result.sentence} In every leave-out {result.genes[-1]:,} genes stay called, in none {result.genes[0]:,}.",
        )


def _table(result: Result) -> Table:
    columns = (
        Column("sample", "Left out", "id"),
        Column("group", "Group", "text", "The compared group of the sample; empty when it is in neither."),
        Column("called", "Called", "integer", "Genes that are called without this sample."),
        Column("kept", "Stay called", "integer", "Called genes that are called in the same direction without it."),
        Column("share", "Share", "id", "Stay called, of the genes called with all samples."),
        Column("lost", "Lost", "integer", "Called genes that are not called without it."),
        Column("gained", "Gained", "integer", "Genes that are called only without it."),
        Column("opposite", "Opposite", "integer", "Called genes that are called in the other direction without it."),
    )
    rows = tuple(
        _row(result, str(sample), row) for sample, row in list(result.samples.to_dict("index").items())[:MOST_ROWS]
    )
    hidden = len(result.samples) - len(rows)
    note = f"{hidden} samples that matter less are not listed. " if hidden > 0 else ""
    note += f"Per gene the number of leave-outs: tables/{result.contrast.id}.stability.csv"
    return Table("stability", "Called genes without each sample", columns, rows, note=note)


def _row(result: Result, sample: str, row: dict[Any, Any]) -> tuple[Cell, ...]:
    name, n = (
        result.names[sample],
        {key: int(row[key]) for key in ("called", "kept", "lost", "gained", "opposite")},
    )
    share = percent(n["kept"] / result.called) if result.called else None
    return (
        name if name == sample else f"{name} ({sample})",
        str(row["group"]),
        n["called"],
        n["kept"],
        share,
        n["lost"],
        n["gained"],
        n["opposite"],
    )
