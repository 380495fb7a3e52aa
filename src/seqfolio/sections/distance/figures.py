"""The clustered heat map of the distances."""

from __future__ import annotations

import numpy as np
from matplotlib import colormaps

from seqfolio.document import Block
from seqfolio.figures.heatmap import Heat, heatmap
from seqfolio.figures.picture import picture
from seqfolio.figures.style import drawing
from seqfolio.sections.distance.compute import Result
from seqfolio.sections.heat import explored


def blocks(result: Result) -> dict[str, Block]:
    """The figure."""
    matrix = result.distance.matrix
    ids = [str(sample) for sample in matrix.index]
    names = [result.names[sample] for sample in ids]
    heat = Heat(
        matrix.to_numpy(),
        names,
        names,
        result.distance.linkage,
        result.distance.linkage,
        result.strips,
        ids,
        (0.0, float(matrix.to_numpy().max())),
        "Euclidean distance",
    )
    with drawing():
        figure = picture(
            heatmap(heat, colormaps["viridis_r"], height=float(np.clip(0.16 * len(ids), 1.2, 6.2))),
            id="distance",
            title="Sample distances",
            caption=f"Euclidean distance between samples over all genes ({result.scale}), complete linkage. Dark: far apart.",
            alt=f"Heat map of the distances between {len(ids)} samples with a dendrogram. Closest: {result.closest[0]} and "
            f"{result.closest[1]}; farthest: {result.farthest[0]} and {result.farthest[1]}.",
            explore=explored(heat, colormaps["viridis_r"]),
            multiqc=True,
        )
    return {"distance": figure}
