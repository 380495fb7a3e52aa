"""The MA plot."""

from __future__ import annotations

from seqfolio.document import Block, Explore
from seqfolio.figures import scatter
from seqfolio.figures.picture import picture
from seqfolio.figures.style import drawing
from seqfolio.sections.cloud import Cloud, axis, explored
from seqfolio.sections.names import calls_in_words, mean_words


def blocks(result: Cloud) -> dict[str, Block]:
    """The figure."""
    contrast, c = result.contrast, result.contrast.comparison
    with drawing():
        figure = picture(
            scatter.ma(
                result.x,
                result.y,
                result.call,
                contrast.counts,
                result.words,
                result.labels,
                mean_words(result.scaled),
                "\n".join(axis(result)),
                result.asked,
            ),
            id="ma",
            title=f"MA plot: {c.title}",
            caption=f"{len(result.x):,} tested genes. Above 0: {c.up}; below: {c.down}. Called at {contrast.criterion}.",
            alt=f"MA plot of {len(result.x):,} genes, mean expression against log2 fold change: "
            f"{calls_in_words(contrast)}.",
            explore=Explore("ma", explored(result, (mean_words(result.scaled),), axis(result)[0])),
            multiqc=True,
        )
    return {"ma": figure}
