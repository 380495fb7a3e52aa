"""The volcano plot."""

from __future__ import annotations

from seqfolio.document import Block, Explore
from seqfolio.figures import scatter
from seqfolio.figures.picture import picture
from seqfolio.figures.style import drawing
from seqfolio.sections.cloud import Cloud, axis, explored
from seqfolio.sections.names import calls_in_words


def blocks(result: Cloud) -> dict[str, Block]:
    """The figure."""
    contrast, c = result.contrast, result.contrast.comparison
    line = " Above the dashed line genes are called." if result.threshold is not None else ""
    capped = f" {result.capped} genes with p = 0 are drawn at the upper edge." if result.capped else ""
    with drawing():
        figure = picture(
            scatter.volcano(
                result.x,
                result.y,
                result.call,
                contrast.counts,
                result.words,
                result.labels,
                "\n".join(axis(result)),
                "−log10 p-value",
                result.threshold,
                result.asked,
            ),
            id="volcano",
            title=f"Volcano plot: {c.title}",
            caption=f"{len(result.x):,} tested genes. Right: {c.up}; left: {c.down}. "
            f"Called at {contrast.criterion}.{line}{capped}",
            alt=f"Volcano plot of {len(result.x):,} genes at {contrast.criterion}: {calls_in_words(contrast)}, "
            f"{contrast.counts['not_significant']:,} not significant.",
            explore=Explore("volcano", explored(result, axis(result), "−log10 p-value")),
            multiqc=True,
        )
    return {"volcano": figure}
