"""Small multiples of genes."""

from __future__ import annotations

from seqfolio.document import Block
from seqfolio.figures import multiples
from seqfolio.figures.picture import picture
from seqfolio.figures.style import drawing
from seqfolio.sections.expression.compute import Result


def blocks(result: Result) -> dict[str, Block]:
    """The figure."""
    c = result.contrast.comparison
    samples = [str(sample) for sample in result.values.columns]
    panels = [
        multiples.Gene(name, f"adj. p {padj:.1e}" if padj == padj else "", row)
        for name, padj, row in zip(result.names, result.padj, result.values.to_numpy(dtype=float), strict=True)
    ]
    groups = multiples.Groups(result.order, [result.groups.values[s] for s in samples], result.groups.levels)
    n = len(panels)
    which = f"The {n} strongest of {result.called:,} called genes" if result.called > n else f"The {n} called genes"
    if not result.called:
        which = f"The {n} genes with the smallest p-values, which are not called"
    direction = f" {c.sentence}." if result.called else ""
    with drawing():
        figure = picture(
            multiples.genes(panels, groups, result.scale, log=result.log),
            id="expression",
            title=f"{'Strongest genes' if result.called else 'Smallest p-values'} by {result.groups.name}: {c.title}",
            caption=f"{which}; each point is a sample, the bar the median of its group. "
            f"{'The axes are logarithmic and differ' if result.log else 'The axes differ'} from gene to gene.{direction}",
            alt=f"{n} small plots of the {result.scale} of {', '.join(result.names[:8])}{' and others' if n > 8 else ''} in "
            f"{len(samples)} samples by {result.groups.name} ({', '.join(result.order)}).",
        )
    return {"expression": figure}
