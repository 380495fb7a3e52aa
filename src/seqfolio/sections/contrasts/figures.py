"""The table of contrasts."""

from __future__ import annotations

from seqfolio.document import Block, Cell, Column, Table
from seqfolio.sections.contrasts.compute import Result

ALWAYS, SOMETIMES = ("higher", "lower"), ("changed", "equivalent")


def blocks(result: Result) -> dict[str, Block]:
    """One row per contrast."""
    calls = (*ALWAYS, *(call for call in SOMETIMES if any(c.counts[call] for c in result.contrasts)))
    columns = (
        Column("contrast", "Contrast"),
        Column("sentence", "What is compared"),
        Column("method", "Method", "id"),
        *(Column(call, call.capitalize(), "integer") for call in calls),
        Column("not_significant", "Not significant", "integer", "Tested, and not called: the data do not decide."),
        Column("not_tested", "Not tested", "integer", "No test was possible or sensible."),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            c.comparison.title,
            c.comparison.sentence,
            method,
            *(c.counts[name] for name in (*calls, "not_significant", "not_tested")),
        )
        for c, method in zip(result.contrasts, result.methods, strict=True)
    )
    caption = f"Genes per call; called at {result.contrasts[0].criterion}."
    return {"contrasts": Table("contrasts", "All contrasts", columns, rows, caption)}
