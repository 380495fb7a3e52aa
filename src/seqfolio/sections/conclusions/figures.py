"""The table of bounds."""

from __future__ import annotations

from seqfolio.document import Block, Cell, Column, Table
from seqfolio.sections.conclusions.compute import Bound, Result


def blocks(result: Result) -> dict[str, Block]:
    """A row per contrast."""
    expected = (
        Column("false", "Would be called if no gene differed", "integer", "alpha times the number of tested genes.")
        if result.nominal
        else Column(
            "false", "Of these expected to be false, at most", "integer", "alpha times the number of called genes."
        )
    )
    columns = (
        Column("contrast", "Contrast"),
        Column("samples", "Samples"),
        Column("tested", "Genes tested", "integer"),
        Column("called", "Called", "integer"),
        expected,
    )
    rows = tuple(_row(bound) for bound in result.bounds)
    return {"bounds": Table("bounds", "How far the calls can be trusted", columns, rows, caption=_caption(result))}


def _caption(result: Result) -> str:
    if result.nominal:
        return "Genes are called by p-values that were not adjusted for testing many genes."
    return f"An average over many experiments like this one: {result.alpha:.3g} times the called genes, rounded up."


def _row(bound: Bound) -> tuple[Cell, ...]:
    groups = ", ".join(f"{n} x {level}" for level, n in bound.groups)
    samples = groups or f"{bound.samples} in the model"
    return (bound.contrast.comparison.title, samples, bound.tested, bound.called, -int(-bound.false // 1))
