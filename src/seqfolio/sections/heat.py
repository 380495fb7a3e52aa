"""What a screen needs to draw a heat map again."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.colors import Colormap, to_hex

from seqfolio import payload
from seqfolio.document import Explore
from seqfolio.figures.heatmap import Floats, Heat

STOPS, DIGITS = 17, 3


def explored(heat: Heat, cmap: Colormap, row_ids: list[str] | None = None) -> Explore:
    """The heat map as data.

    Args:
        heat: as it was drawn.
        cmap: its colours.
        row_ids: ids of the genes; without them the rows are the samples too.
    """
    spec: dict[str, Any] = {
        "rows": list(heat.rows) if row_ids else [],
        "row_ids": row_ids or [],
        "same": row_ids is None,
        "columns": list(heat.sample_ids),
        "limits": heat.limits,
        "label": heat.label,
        "palette": [to_hex(cmap(position)) for position in np.linspace(0, 1, STOPS)],
        "row_tree": _tree(heat.row_tree),
        "column_tree": _tree(heat.column_tree),
        "strips": [strip.name for strip in heat.strips],
    }
    return Explore("heatmap", spec, payload.packed({"value": payload.decimals(heat.values.ravel(), DIGITS)}))


def _tree(linkage: Floats | None) -> list[list[float]] | None:
    """The children of each joint and its height."""
    if linkage is None:
        return None
    return [[int(a), int(b), float(f"{height:.4g}")] for a, b, height, _ in linkage]
