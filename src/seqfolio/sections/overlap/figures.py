"""The UpSet plot."""

from __future__ import annotations

from seqfolio.document import Block
from seqfolio.figures import upset
from seqfolio.figures.picture import picture
from seqfolio.figures.style import drawing
from seqfolio.sections.overlap.compute import Bar, Result

MOST_IN_ALT = 5


def blocks(result: Result) -> dict[str, Block]:
    """The figure."""
    names = [contrast.comparison.title for contrast in result.contrasts]
    sets = [upset.Set(name, size) for name, size in zip(names, result.sizes, strict=True)]
    bars = [upset.Bar(bar.members, bar.genes) for bar in result.bars]
    with drawing():
        figure = picture(
            upset.upset(sets, bars),
            id="overlap",
            title="Genes by the contrasts that call them",
            caption="Each column: the genes that are called in exactly the contrasts with a filled dot. "
            f"Left: all called genes of a contrast.{_left_out(result)}",
            alt=f"UpSet plot of {result.called:,} called genes in {len(names)} contrasts. "
            + "; ".join(_words(bar, names) for bar in result.bars[:MOST_IN_ALT])
            + ".",
            multiqc=True,
        )
    return {"overlap": figure}


def _left_out(result: Result) -> str:
    words = ""
    if result.unnamed:
        words += f" {len(result.unnamed)} contrasts with fewer called genes are not drawn, and their calls not counted."
    if result.hidden:
        words += f" The {len(result.bars)} largest sets are drawn; {result.hidden} smaller ones hold {result.hidden_genes:,} genes."
    return words


def _words(bar: Bar, names: list[str]) -> str:
    inside = " and ".join(name for name, member in zip(names, bar.members, strict=True) if member)
    parts = [f"{bar.genes['higher']:,} higher", f"{bar.genes['lower']:,} lower"]
    parts += [f"{bar.genes['different']:,} in different directions"] if bar.genes["different"] else []
    return f"{bar.total:,} genes in {inside} only ({', '.join(parts)})"
