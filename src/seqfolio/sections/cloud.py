"""What volcano and MA plot share: the tested genes and which of them get a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, NonNegativeInt

from seqfolio.differential.ranking import is_tested, of_interest, strongest
from seqfolio.figures.style import short
from seqfolio.model import Contrast
from seqfolio.sections.names import direction_words, gene_label, sides
from seqfolio.sections.section import NotApplicableError, View


class Settings(BaseModel):
    """Keys under report.options."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    labels: NonNegativeInt = 15
    """How many of the strongest genes are named in the plot."""


@dataclass(frozen=True)
class Cloud:
    """Genes as points.

    Attributes:
        x, y: coordinates of the tested genes.
        call: their calls.
        labels: (x, y, name) of the genes to name, the most important first.
        words: what the calls mean here.
        asked: how many of the labels, from the first on, are genes of interest.
        scaled: whether the values were divided by size factors.
        named: ids of the genes of ``labels``.
        untested: genes that have no place in the plot.
    """

    contrast: Contrast
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    call: NDArray[np.object_]
    labels: Sequence[tuple[float, float, str]]
    words: dict[str, str]
    untested: int
    threshold: float | None = None
    capped: int = 0
    asked: int = 0
    scaled: bool = True
    named: tuple[str, ...] = ()


def tested(view: View) -> pd.DataFrame:
    """Genes with a verdict and a fold change.

    Raises:
        NotApplicableError: there is none.
    """
    table = view.one.table
    found = table[is_tested(table) & table["pvalue"].notna() & table["log2FoldChange"].notna()]
    if found.empty:
        raise NotApplicableError("no gene could be tested")
    return found


def cloud(view: View, table: pd.DataFrame, x: NDArray[np.float64], y: NDArray[np.float64]) -> Cloud:
    """The points with their names."""
    contrast = view.one
    asked = of_interest(table, view.genes_of_interest)
    wanted = pd.concat([asked, strongest(table, view.settings.labels)])
    wanted = wanted[~wanted.index.duplicated()]
    where = table.index.get_indexer(wanted.index)
    labels = [(float(x[i]), float(y[i]), name) for i, name in zip(where, gene_label(wanted), strict=True)]
    return Cloud(
        contrast,
        x,
        y,
        table["call"].to_numpy(dtype=object),
        labels,
        direction_words(contrast.comparison),
        len(contrast.table) - len(table),
        asked=len(asked),
        named=tuple(str(gene) for gene in wanted["gene_id"]),
        scaled=view.analysis.normalized.normalization != "none",
    )


def axis(points: Cloud) -> tuple[str, str]:
    """What the axis of the fold changes says, in two lines."""
    comparison = points.contrast.comparison
    return f"log2 fold change ({short(comparison.axis, 40)})", sides(comparison)


def explored(points: Cloud, x: tuple[str, ...], y: str) -> dict[str, Any]:
    """What a screen needs to draw the same cloud: the genes are in the data of the page."""
    return {"contrast": points.contrast.id, "x": x, "y": y, "named": points.named, "line": points.threshold}
