"""The histogram."""

from __future__ import annotations

from seqfolio.document import Block
from seqfolio.figures import bars
from seqfolio.figures.picture import picture
from seqfolio.figures.style import drawing
from seqfolio.sections.pvalues.compute import Result
from seqfolio.wording import percent


def blocks(result: Result) -> dict[str, Block]:
    """The figure."""
    grey = (
        f" Grey: {len(result.filtered):,} weakly expressed genes that were filtered out."
        if len(result.filtered)
        else ""
    )
    known = result.pi0 == result.pi0
    floor = (
        f" Orange: the floor of genes without a difference, estimated at {percent(result.pi0)} of them (Storey et al. 2004)."
        if known
        else ""
    )
    share = f"; the estimated share of genes without a difference is {percent(result.pi0)}" if known else ""
    with drawing():
        figure = picture(
            bars.pvalues(result.pvalue, result.filtered, result.pi0),
            id="pvalues",
            title=f"p-values: {result.title}",
            caption=f"p-values of {len(result.pvalue):,} tested genes. "
            f"Dashed: what would be seen if no gene were different.{floor}{grey}",
            alt=f"Histogram of {len(result.pvalue):,} p-values; {result.below:,} are below {result.small:g} where chance alone would give "
            f"about {result.expected:,.0f}{share}.",
        )
    return {"pvalues": figure}
