"""Which genes, on which scale, in which order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from seqfolio.differential.ranking import is_called, most_probable, strongest
from seqfolio.figures.groups import Covariate
from seqfolio.model import Contrast
from seqfolio.sections.covariates import shown
from seqfolio.sections.names import gene_label
from seqfolio.sections.section import NotApplicableError, View
from seqfolio.sections.standardised import LIMIT, tree, z_scores

__all__ = ["LIMIT", "Result", "Settings", "compute"]
Floats = NDArray[np.float64]
MOST_GENES = 2_000


class Settings(BaseModel):
    """Keys under report.options.heatmap."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    top: int | None = Field(default=None, ge=2, le=MOST_GENES)
    """How many of the strongest called genes. Default: 50; without clustering all called ones, up to 2000."""
    scale: Literal["row", "none"] = "row"
    """"row" shows z-scores per gene, "none" the values themselves."""
    cluster: bool = True
    """Order genes and samples by similarity and draw the trees; otherwise keep the order of the tables."""
    cmap: str | None = None
    """Colour map by its matplotlib or seaborn name. Default: a diverging one for z-scores, viridis otherwise."""


@dataclass(frozen=True)
class Result:
    """Values to draw, trees, and how the genes were chosen."""

    contrast: Contrast
    settings: Settings
    values: pd.DataFrame
    names: list[str]
    columns: list[str]
    row_tree: Floats | None
    column_tree: Floats | None
    strips: tuple[Covariate, ...]
    scale: str
    called: int


def compute(view: View) -> Result:
    """Take the strongest called genes; when none is called, the ones with the smallest p-values."""
    contrast, settings = view.one, view.settings
    called = int(is_called(contrast.table).sum())
    chosen = _chosen(contrast.table, settings, called)
    transformed = view.analysis.normalized.transformed.loc[chosen["gene_id"]]
    values = z_scores(transformed) if settings.scale == "row" else transformed
    if len(values) < 2:
        raise NotApplicableError("fewer than two genes could be tested")
    names = view.analysis.dataset.display_names
    trees = (tree(values.to_numpy()), tree(values.to_numpy().T)) if settings.cluster else (None, None)
    return Result(
        contrast,
        settings,
        values,
        gene_label(chosen),
        [names[str(s)] for s in values.columns],
        *trees,
        shown(view.analysis),
        view.analysis.normalized.scale,
        called,
    )


def _chosen(table: pd.DataFrame, settings: Settings, called: int) -> pd.DataFrame:
    top = settings.top or (50 if settings.cluster else MOST_GENES)
    chosen = strongest(table, top) if called >= 2 else most_probable(table, settings.top or 50)
    return chosen if settings.cluster else chosen.sort_index()
