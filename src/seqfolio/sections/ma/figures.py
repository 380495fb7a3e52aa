"""The MA plot."""

from __future__ import annotations

from seqfolio.document import Block
from seqfolio.figures import scatter
from seqfolio.figures.picture import picture
from seqfolio.figures.style import drawing, short
from seqfolio.sections.cloud import Cloud
from seqfolio.sections.names import calls_in_words, mean_words, sides


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
                f"log2 fold change ({short(c.axis, 40)})\n{sides(c)}",
                result.asked,
            ),
            id="ma",
            title=f"MA plot: {c.title}",
            caption=f"{len(result.x):,} tested genes. Above 0: {c.up}; below: {c.down}. Called at {contrast.criterion}.",
            alt=f"MA plot of {len(result.x):,} genes, mean expression against log2 fold change: "
            f"{calls_in_words(contrast)}.",
            multiqc=True,
        )
    return {"ma": figure}
