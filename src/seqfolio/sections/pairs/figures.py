"""Scatter plots of fold changes, and their counts as a table."""

from __future__ import annotations

from seqfolio.document import Block, Cell, Column, Explore, Figure, Table
from seqfolio.figures import agreement
from seqfolio.figures.picture import picture
from seqfolio.figures.style import drawing
from seqfolio.sections.pairs.compute import Panel, Result


def blocks(result: Result) -> dict[str, Block]:
    """One figure with a panel per pair, and one table."""
    return {"pairs": _figure(result), "counts": _table(result)}


def _figure(result: Result) -> Figure:
    panels = [
        agreement.Panel(p.x, p.y, p.kind, p.first.comparison.title, p.second.comparison.title, p.quadrants)
        for p in result.panels
    ]
    which = (
        f"The {len(panels)} pairs that share the most called genes, of {result.pairs}. " if result.by_overlap else ""
    )
    with drawing():
        return picture(
            agreement.grid(panels),
            id="pairs",
            title="Log2 fold changes of two contrasts",
            caption=f"{which}Each point is a gene that both contrasts tested. The corners count the genes "
            "that both contrasts call. Dashed: the same change in both.",
            alt="Scatter plots of log2 fold changes. " + " ".join(_words(p) for p in result.panels),
            explore=Explore("pairs", {"first": result.panels[0].first.id, "second": result.panels[0].second.id}),
        )


def _words(panel: Panel) -> str:
    a, b = panel.first.comparison.title, panel.second.comparison.title
    q = panel.quadrants
    return (
        f"{a} against {b}: of {len(panel.x):,} genes {q['++']:,} are called higher and {q['--']:,} lower in both, "
        f"{q['+-'] + q['-+']:,} in opposite directions."
    )


def _table(result: Result) -> Table:
    columns = (
        Column("pair", "First, second"),
        Column("higher", "▲ ▲", "integer", "Called higher in both."),
        Column("lower", "▼ ▼", "integer", "Called lower in both."),
        Column("higher_lower", "▲ ▼", "integer", "Called higher in the first and lower in the second."),
        Column("lower_higher", "▼ ▲", "integer", "Called lower in the first and higher in the second."),
        Column("only_first", "Only 1st", "integer", "Called in the first contrast only."),
        Column("only_second", "Only 2nd", "integer", "Called in the second contrast only."),
        Column("tested", "Tested", "integer", "Genes that both contrasts tested."),
        Column("correlation", "Corr.", "number", "Spearman's rank correlation of the fold changes."),
    )
    caption = (
        "▲ called higher, ▼ called lower, in the first and in the second contrast; only in one of them; tested in both; "
        "Spearman's rank correlation of the fold changes."
    )
    return Table("pairs", "Genes of two contrasts", columns, tuple(_row(p) for p in result.panels), caption)


def _row(p: Panel) -> tuple[Cell, ...]:
    q, n = p.quadrants, p.overlap
    pair = f"{p.first.comparison.title}, {p.second.comparison.title}"
    correlation = None if p.correlation is None else round(p.correlation, 3)
    return (pair, q["++"], q["--"], q["+-"], q["-+"], n["only_first"], n["only_second"], len(p.x), correlation)
