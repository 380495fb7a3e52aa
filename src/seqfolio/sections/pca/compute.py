"""Scores and explained variance."""

from __future__ import annotations

from dataclasses import dataclass

from seqfolio.figures.groups import Covariate
from seqfolio.model import Pca
from seqfolio.sections.covariates import shown
from seqfolio.sections.section import NotApplicableError, View


@dataclass(frozen=True)
class Result:
    """The components and the covariates that colour and shape the points."""

    pca: Pca
    names: dict[str, str]
    colour: Covariate | None
    shape: Covariate | None
    scale: str

    @property
    def two(self) -> float:
        """Share of the variance on the first two components."""
        return sum(self.pca.explained[:2])


def compute(view: View) -> Result:
    """Take the components of the quality stage."""
    analysis = view.analysis
    if analysis.quality.pca is None:
        raise NotApplicableError("fewer than three samples, or no gene that varies")
    covariates = shown(analysis)
    shape = next((c for c in covariates[1:] if c.levels and len(c.levels) <= 10), None)
    return Result(
        analysis.quality.pca,
        analysis.dataset.display_names,
        covariates[0] if covariates else None,
        shape,
        analysis.normalized.scale,
    )
