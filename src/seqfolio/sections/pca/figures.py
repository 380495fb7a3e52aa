"""The scatter plot of the first two components."""

from __future__ import annotations

from seqfolio.document import Block
from seqfolio.figures import scatter
from seqfolio.figures.picture import picture
from seqfolio.figures.style import drawing
from seqfolio.sections.pca.compute import Result


def blocks(result: Result) -> dict[str, Block]:
    """The figure."""
    by = " and ".join(f"{what} by {c.name}" for what, c in (("coloured", result.colour), ("shaped", result.shape)) if c)
    with drawing():
        figure = picture(
            scatter.pca(result.pca.scores, result.pca.explained, result.names, result.colour, result.shape),
            id="pca",
            title="Samples on the first two principal components",
            caption=f"Each point is a sample, placed by its {result.pca.genes} most variable genes ({result.scale}). "
            "Points that lie close together are samples that are alike.",
            alt=f"Scatter plot of {len(result.pca.scores)} samples{', ' + by if by else ''}. The first component holds "
            f"{result.pca.explained[0]:.0%} of the variance of the {result.pca.genes} most variable genes"
            + (f", the second {result.pca.explained[1]:.0%}." if len(result.pca.explained) > 1 else "."),
        )
    return {"pca": figure}
