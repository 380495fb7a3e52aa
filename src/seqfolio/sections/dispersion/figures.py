"""The dispersion plot."""

from __future__ import annotations

from seqfolio.document import Block
from seqfolio.figures import scatter
from seqfolio.figures.picture import picture
from seqfolio.figures.style import drawing
from seqfolio.sections.dispersion.compute import Cloud, Result


def blocks(result: Result) -> dict[str, Block]:
    """A figure per fit."""
    return {f"dispersion-{i}": _figure(cloud, i) for i, cloud in enumerate(result.clouds)}


def _figure(cloud: Cloud, i: int) -> Block:
    columns = (cloud.genes[name].to_numpy(dtype=float) for name in ("baseMean", "gene_wise", "trend", "final"))
    with drawing():
        return picture(
            scatter.dispersions(*columns),
            id=f"dispersion-{i}" if i else "dispersion",
            title=f"Dispersions: {cloud.fit.formula}",
            caption=f"{len(cloud.genes):,} genes. Grey: estimated from the gene alone; blue: after sharing information between genes, "
            "as used in the tests; line: the trend.",
            alt=f"Scatter plot of the dispersions of {len(cloud.genes):,} genes against their mean counts, falling along a trend; "
            f"{cloud.outliers:,} genes lie so far above it that they keep their own estimate.",
        )
