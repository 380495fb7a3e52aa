"""The tables of the first screen."""

from __future__ import annotations

from seqfolio.differential.ranking import strongest
from seqfolio.document import Block, Cell, Column, Table
from seqfolio.sections.names import gene_table
from seqfolio.sections.summary.compute import Answer, Result


def blocks(result: Result) -> dict[str, Block]:
    """A table of counts, and a table of the strongest genes per contrast."""
    if not result.answers:
        return {}
    made: dict[str, Block] = {"counts": _counts(result)}
    for i, answer in enumerate(result.answers):
        if answer.top:
            made[f"top-{i}"] = _top(answer, i)
    return made


def _counts(result: Result) -> Table:
    names = [
        "higher",
        "lower",
        *(call for call in ("changed", "equivalent") if any(a.contrast.counts[call] for a in result.answers)),
    ]
    columns = (
        Column("contrast", "Contrast"),
        Column("compared", "Compared", help="The group before the slash is compared with the one after it."),
        *(Column(name, name.capitalize(), "integer", MEANINGS[name]) for name in names),
        Column(
            "not_significant",
            "Not significant",
            "integer",
            "Tested, and not called: the data do not decide. This is not evidence that nothing differs.",
        ),
        Column(
            "not_tested",
            "Not tested",
            "integer",
            "No test was possible or sensible; the table of the contrast gives the reason.",
        ),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            a.contrast.comparison.title,
            a.contrast.comparison.axis,
            *(a.contrast.counts[name] for name in (*names, "not_significant", "not_tested")),
        )
        for a in result.answers
    )
    return Table("counts", "Genes per contrast", columns, rows, _directions(result))


MEANINGS = {
    "higher": "Called, and higher in the group before the slash (a log2 fold change above 0).",
    "lower": "Called, and lower in the group before the slash (a log2 fold change below 0).",
    "changed": "Called by a test that has no direction.",
    "equivalent": "Shown to differ by less than the threshold.",
}


def _directions(result: Result) -> str:
    """Which way "higher" points."""
    if len(result.answers) == 1:
        return f"{result.answers[0].contrast.comparison.sentence}."
    return "Higher and lower: in the group before the slash, compared with the one after it."


def _top(answer: Answer, i: int) -> Table:
    contrast = answer.contrast
    return gene_table(
        contrast,
        f"top-{i}",
        f"The {answer.top} strongest genes: {contrast.comparison.title}",
        strongest(contrast.table, answer.top),
        caption="Called genes with the smallest p-values; ties by the size of the fold change.",
        note=f"All genes: tables/{contrast.id}.csv",
    )
