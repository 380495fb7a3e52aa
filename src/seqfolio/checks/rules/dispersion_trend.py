"""A dispersion trend that misses the points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from seqfolio.checks.check import Check
from seqfolio.model import Analysis, Finding, Fit

BINS = 10
FEWEST_PER_BIN = 50
LEAST_TREND = 1e-3  # a dispersion below this (3 % variation) is nothing beside counting noise
LEAST_MEAN = 10.0  # with fewer reads a gene-wise dispersion is counting noise; edgeR's filterByExpr draws the line here
PLAUSIBLE = (1e-4, 15.0)  # ratios that DESeq2's own fit of the trend takes into account


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    factor: Annotated[float, Field(gt=1)] = 2.0
    """The dispersions of a tenth of the genes may lie so many times above or below the trend."""


@dataclass(frozen=True)
class Misfit:
    """Mean of gene-wise dispersion over trend in the tenth of the genes where it is worst."""

    ratio: float
    mean: float


def _run(analysis: Analysis, settings: Settings) -> Iterator[Finding]:
    fits = [fit for fit in analysis.fits if fit.dispersions is not None]
    if not fits:
        yield CHECK.finding("not_applicable", "The method has no dispersion trend.", reason="another method")
    for fit in fits:
        yield _judged(fit, settings.factor)


def _judged(fit: Fit, factor: float) -> Finding:
    found = _misfit(fit.dispersions)
    if found is None:
        return CHECK.finding("not_applicable", "Too few genes to judge the trend.", reason="too few genes")
    values = {"worst_ratio": round(found.ratio, 3), "at_mean": round(found.mean, 1)}
    if 1 / factor <= found.ratio <= factor:
        return CHECK.finding("passed", "The dispersion trend runs through the middle of the points.", values=values)
    way, times = ("above", found.ratio) if found.ratio > 1 else ("below", 1 / found.ratio)
    consequence = (
        "are called too easily" if found.ratio > 1 else "have to change more than necessary before they are called"
    )
    return CHECK.finding(
        "warning",
        f"The dispersions of genes around {found.mean:,.0f} normalised reads lie {times:.1f} times {way} the trend that they are drawn "
        f"to. Such genes {consequence}.",
        "Look at the dispersion plot. Genes of two kinds (a contaminating tissue, spike-ins) or counts that are not raw make "
        "such a misfit; compare with analysis: {method: limma-voom}.",
        values=values,
    )


def _misfit(dispersions: pd.DataFrame | None) -> Misfit | None:
    if dispersions is None:
        return None
    mean = dispersions["baseMean"].to_numpy(dtype=np.float64)
    ratio = (dispersions["gene_wise"] / dispersions["trend"]).to_numpy(dtype=np.float64)
    counted = np.isfinite(ratio) & (ratio > PLAUSIBLE[0]) & (ratio < PLAUSIBLE[1]) & (mean >= LEAST_MEAN)
    counted &= dispersions["trend"].to_numpy(dtype=np.float64) >= LEAST_TREND
    mean, ratio = mean[counted], ratio[counted]
    if len(ratio) < BINS * FEWEST_PER_BIN:
        return None
    parts = np.array_split(np.argsort(mean, kind="stable"), BINS)
    ratios = [float(ratio[part].mean()) for part in parts]
    worst = int(np.argmax(np.abs(np.log(ratios))))
    return Misfit(ratios[worst], float(np.median(mean[parts[worst]])))


CHECK = Check(
    id="dispersion_trend",
    title="Fit of the dispersion trend",
    rationale="With few samples each gene's variability is drawn towards that of genes with similar expression. If the "
    "trend misses them, they are all judged wrongly in the same direction.",
    rule="genes with 10 normalised reads or more in ten parts by mean expression: mean of gene-wise dispersion over trend, which the "
    "gamma regression "
    "of the trend sets to 1, above 2 or below 1/2 in a part (ratios between 0.0001 and 15 count, as in that regression)",
    source="Love, Huber & Anders 2014, 10.1186/s13059-014-0550-8 (the regression); Chen et al. 2016, "
    "10.12688/f1000research.8987 (10 reads); the factor of 2 is a convention",
    advice="Look at the dispersion plot; compare with limma-voom.",
    run=_run,
    Settings=Settings,
    severities=("warning",),
)
