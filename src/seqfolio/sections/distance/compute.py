"""Distances and their tree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seqfolio.figures.groups import Covariate
from seqfolio.model import Distance
from seqfolio.sections.covariates import shown
from seqfolio.sections.section import NotApplicableError, View


@dataclass(frozen=True)
class Result:
    """The distances, and the closest and the farthest pair."""

    distance: Distance
    names: dict[str, str]
    strips: tuple[Covariate, ...]
    scale: str
    closest: tuple[str, str]
    farthest: tuple[str, str]


def compute(view: View) -> Result:
    """Take the distances of the quality stage."""
    analysis = view.analysis
    distance = analysis.quality.distance
    if distance is None or len(distance.matrix) < 3:
        raise NotApplicableError("fewer than three samples, or no gene that varies")
    names = analysis.dataset.display_names
    return Result(
        distance,
        names,
        shown(analysis),
        analysis.normalized.scale,
        _pair(distance, names, smallest=True),
        _pair(distance, names, smallest=False),
    )


def _pair(distance: Distance, names: dict[str, str], *, smallest: bool) -> tuple[str, str]:
    values = distance.matrix.to_numpy().copy()
    np.fill_diagonal(values, np.inf if smallest else -np.inf)
    row, column = np.unravel_index(values.argmin() if smallest else values.argmax(), values.shape)
    return names[str(distance.matrix.index[int(row)])], names[str(distance.matrix.index[int(column)])]
