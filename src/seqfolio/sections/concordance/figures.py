"""A figure per method, and one table."""

from __future__ import annotations

from seqfolio.document import Block, Cell, Column, Figure, Table
from seqfolio.figures import agreement
from seqfolio.figures.picture import picture
from seqfolio.figures.style import drawing
from seqfolio.sections.concordance.compute import Answer, Result
from seqfolio.wording import percent


def blocks(result: Result) -> dict[str, Block]:
    """A figure per method that could be drawn, and the table of all."""
    if not result.answers:
        return {}
    made: dict[str, Block] = {"overlap": _table(result)}
    for i, answer in enumerate(result.answers):
        if len(answer.x) and answer.top is not None:
            made[f"concordance-{i}"] = _figure(result, answer, i)
    return made


def _figure(result: Result, answer: Answer, i: int) -> Figure:
    top, first, second = answer.opinion.top, result.name, answer.name
    sizes, shared, chance = (top[name].to_numpy(dtype=float) for name in ("size", "shared", "chance"))
    words = {
        "both": "called by both",
        "opposite": "opposite directions",
        "only_first": f"only {first}",
        "only_second": f"only {second}",
        "neither": "by neither",
    }
    panel = agreement.Panel(answer.x, answer.y, answer.kind, first, second, {})
    lists = {first: result.called, second: answer.called}
    n = answer.opinion.overlap
    with drawing():
        return picture(
            agreement.concordance(sizes, shared, chance, lists, panel, words),
            id=f"concordance-{i}",
            title=f"{result.title} and {answer.title}: {result.contrast.comparison.title}",
            caption=f"Left: share of genes in common among the strongest of both methods ({answer.opinion.compared:,} genes that "
            "both tested; dotted: by chance). Right: log2 fold changes by both methods; dashed: equal.",
            alt=f"{answer.sentence} Of the {answer.top_size} strongest genes of both methods {percent(answer.top or 0)} are in common. "
            f"Called by both: {n['both']:,}, in opposite directions: {n['opposite']:,}, only by {result.title}: "
            f"{n['only_first']:,}, only by {answer.title}: {n['only_second']:,}.",
        )


def _table(result: Result) -> Table:
    top = result.answers[0].top_size
    columns = (
        Column("method", "Method", "id"),
        Column("called", "Called", "integer", "Genes that this method calls."),
        Column("both", "By both", "integer", "In the same direction, where the test has one."),
        Column("opposite", "Opposite", "integer", "Called by both in opposite directions."),
        Column("only_first", "Only first", "integer", f"Called by {result.title} only."),
        Column("only_second", "Only this", "integer", "Called by this method only."),
        Column("correlation", "Corr.", "number", "Spearman's rank correlation of the test statistics."),
        Column("top", f"Top {top}", "id", "Share of the strongest genes of both methods that are in common."),
    )
    rows = tuple(_row(answer) for answer in result.answers)
    caption = f"{result.title} calls {result.called:,} genes at {result.contrast.criterion}; each method is held to the same limit. "
    caption += (
        f"Called by both (in the same direction), in opposite directions, by {result.title} only, by this method only; "
    )
    caption += f"rank correlation of the test statistics; share of the {top} strongest genes in common."
    note = f"All genes: tables/{result.contrast.id}.concordance.csv"
    return Table("concordance", "The same contrast by other methods", columns, rows, caption, note)


def _row(answer: Answer) -> tuple[Cell, ...]:
    o, n = answer.opinion, answer.opinion.overlap
    correlation = None if o.correlation is None else round(o.correlation, 3)
    top = None if answer.top is None else percent(answer.top)
    numbers = (answer.called, n["both"], n["opposite"], n["only_first"], n["only_second"])
    return (answer.title, *numbers, correlation, top)
