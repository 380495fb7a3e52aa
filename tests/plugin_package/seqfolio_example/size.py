"""A section: how many genes a contrast has."""

from __future__ import annotations

from dataclasses import dataclass

from seqfolio.document import Block, Column, Table
from seqfolio.sections.section import Section, View


@dataclass(frozen=True)
class Result:
    """The number."""

    genes: int
    name: str


def _compute(view: View) -> Result:
    return Result(len(view.one.table), view.one.comparison.title)


def _blocks(result: Result) -> dict[str, Block]:
    return {"size": Table("size", "Size", (Column("genes", "Genes", "integer"),), ((result.genes,),))}


SECTION = Section(
    id="size",
    title="Size",
    chapter="contrast",
    order=90,
    description="How many genes there are.",
    text='{{ r.genes|plural("gene") }} in {{ r.name }}.\n\n{{ place("size") }}\n---\nHelp that is folded away.\n',
    compute=_compute,
    blocks=_blocks,
)
