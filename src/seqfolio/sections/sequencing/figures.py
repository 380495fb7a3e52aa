"""Bars per measure, and the table."""

from __future__ import annotations

from seqfolio.document import Block, Cell, Column, Figure, Table
from seqfolio.figures import sequencing
from seqfolio.figures.picture import picture
from seqfolio.figures.style import drawing
from seqfolio.measures import Measure
from seqfolio.sections.sequencing.compute import Limit, Result

MOST_ROWS, MILLION = 60, 1e6
IN_THE_FIGURE = ("reads", "mapped", "unique", "assigned", "duplication", "rrna", "sense", "insert_size")


def blocks(result: Result) -> dict[str, Block]:
    """The figure and the table."""
    made: dict[str, Block] = {"measures": _table(result)}
    if any(m.id in IN_THE_FIGURE for m in result.measures):
        made["sequencing"] = _figure(result)
    return made


def _figure(result: Result) -> Figure:
    measures = [m for m in result.measures if m.id in IN_THE_FIGURE]
    panels = [_panel(result, m, result.limits.get(m.id)) for m in measures]
    with drawing():
        return picture(
            sequencing.sequencing(panels, result.names),
            id="sequencing",
            title="Sequencing of the samples",
            caption="From MultiQC's data. Dashed: the threshold of the check; samples beyond it are orange and hatched. "
            "No bar: not known.",
            alt=f"Bars for {result.samples} samples. {' '.join(_told(result, m) for m in measures)}",
        )


def _panel(result: Result, measure: Measure, limit: Limit | None) -> sequencing.Panel:
    values = result.found.values[measure.id]
    many = measure.unit == "reads" and values.max() >= MILLION
    scale = MILLION if many else 1.0
    unit = "million" if many else measure.unit if measure.unit != "reads" else ""
    return sequencing.Panel(
        values / scale,
        f"{measure.title} ({unit})" if unit else measure.title,
        limit.value / scale if limit else None,
        limit.below if limit else False,
        100.0 if measure.unit == "%" else None,
    )


def _told(result: Result, measure: Measure) -> str:
    values = result.found.values[measure.id]
    unit = {"%": " %", "bp": " bp", "reads": ""}[measure.unit]
    beyond = result.beyond.get(measure.id)
    more = f", {beyond} beyond the threshold" if beyond else ""
    return f"{measure.title}: {values.min():,.0f} to {values.max():,.0f}{unit}{more}."


def _table(result: Result) -> Table:
    columns = (
        Column("sample", "Sample", "id"),
        *(
            Column(m.id, _title(m), "integer" if m.unit == "reads" else "number", _help(result, m))
            for m in result.measures
        ),
    )
    rows = tuple(_row(result, str(sample)) for sample in list(result.found.values.index)[:MOST_ROWS])
    hidden = result.samples - len(rows)
    note = f"{hidden} more samples stand in data/." if hidden > 0 else ""
    return Table("measures", "MultiQC's numbers of the samples", columns, rows, note=note)


def _title(measure: Measure) -> str:
    return measure.title if measure.unit == "reads" else f"{measure.title} ({measure.unit})"


def _help(result: Result, measure: Measure) -> str:
    return f"{measure.help} From {result.found.origin[measure.id]}."


def _row(result: Result, sample: str) -> tuple[Cell, ...]:
    chosen = result.found.values.loc[[sample], [m.id for m in result.measures]]
    values = chosen.to_numpy(dtype=float)[0].tolist()
    return (result.names[sample], *(None if v != v else v for v in values))
