"""How much genes vary, and what the model and the transformation make of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seqfolio.model import Analysis, Fit
from seqfolio.sections.section import NotApplicableError, View

Floats = NDArray[np.float64]
BINS, FEWEST = 30, 10  # of the running median; genes that it wants


@dataclass(frozen=True)
class Cloud:
    """A count model: genes with a mean, their dispersions, and the biological variation of a typical gene."""

    fit: Fit
    genes: pd.DataFrame
    typical: float
    outliers: int


@dataclass(frozen=True)
class Trend:
    """A linear model: the points (mean, root of the standard deviation) and the trend through them; see ``Fit``."""

    fit: Fit
    points: pd.DataFrame


@dataclass(frozen=True)
class Spread:
    """Standard deviation over all samples of each gene on the scale of the figures, and its running median.

    Attributes:
        ratio: highest over lowest median; 1 would be a perfectly stable variance.
    """

    mean: Floats
    deviation: Floats
    line: tuple[Floats, Floats]
    ratio: float
    scale: str


@dataclass(frozen=True)
class Result:
    """What is known about each fit, and about the values that figures show."""

    clouds: tuple[Cloud, ...]
    trends: tuple[Trend, ...]
    spread: Spread | None


def compute(view: View) -> Result:
    """Take the fits that know something of the variation, and the transformed values."""
    fits = view.analysis.fits
    clouds = tuple(_cloud(fit, fit.dispersions) for fit in fits if fit.dispersions is not None)
    trends = tuple(Trend(fit, fit.mean_variance) for fit in fits if fit.mean_variance is not None)
    spread = _spread(view.analysis)
    if not (clouds or trends or spread):
        raise NotApplicableError("too few genes that vary")
    return Result(clouds, trends, spread)


def _cloud(fit: Fit, dispersions: pd.DataFrame) -> Cloud:
    genes = dispersions[dispersions["final"].notna() & (dispersions["baseMean"] > 0)]
    expressed = genes[genes["baseMean"] > 10]
    typical = float(np.sqrt(expressed["final"].median())) if len(expressed) else float("nan")
    return Cloud(fit, genes, typical, int(genes["outlier"].sum()))


def _spread(analysis: Analysis) -> Spread | None:
    transformed = analysis.normalized.transformed
    values = transformed[~transformed.index.isin(analysis.normalized.dropped.index)].to_numpy()
    values = values[np.ptp(values, axis=1) > 1e-8]
    if len(values) < FEWEST or values.shape[1] < 2:
        return None
    mean, deviation = values.mean(axis=1), values.std(axis=1, ddof=1)
    line = _running_median(mean, deviation)
    return Spread(mean, deviation, line, float(line[1].max() / line[1].min()), analysis.normalized.scale)


def _running_median(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Medians of y in bins of as many genes each, at the median of x."""
    order = np.argsort(x, kind="stable")
    bins = np.array_split(order, min(BINS, len(order) // (FEWEST // 2)))
    return np.array([np.median(x[b]) for b in bins]), np.array([np.median(y[b]) for b in bins])
