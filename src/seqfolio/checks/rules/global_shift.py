"""Fold changes that lean to one side."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from seqfolio.checks.check import Check
from seqfolio.checks.tested import plain_null, tested
from seqfolio.model import Analysis, Contrast, Finding

BINS = 10
FEWEST_PER_BIN = 50
LEAST_MEAN = 10.0  # the median ratio of smaller counts is skewed when groups differ in size; as edgeR's filterByExpr
STANDARD_ERRORS = 3.0


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fold: Annotated[float, Field(gt=1)] = 1.2
    """The median fold change of a tenth of the genes (by expression) may be so far from 1."""
    net: Annotated[float, Field(gt=0, lt=1)] = 0.3
    """Called genes that go one way minus those that go the other, as a share of the tested genes."""


@dataclass(frozen=True)
class Lean:
    """Median log2 fold change of each tenth of the genes, from weakly to strongly expressed, with standard errors."""

    mean: list[float]
    median: list[float]
    error: list[float]

    def worst(self) -> int:
        """The tenth whose median is farthest from 0."""
        return int(np.argmax(np.abs(self.median)))

    def beyond(self, limit: float) -> bool:
        """Whether a median is beyond the limit and clearly not 0."""
        return any(
            abs(m) > limit and abs(m) > STANDARD_ERRORS * e for m, e in zip(self.median, self.error, strict=True)
        )


def _run(analysis: Analysis, settings: Settings) -> Iterator[Finding]:
    compared = [c for c in analysis.contrasts if c.comparison.directed and c.comparison.levels]
    if not compared:
        yield CHECK.finding("not_applicable", "No two groups are compared.", reason="no two groups")
    for contrast in compared:
        yield _judged(analysis, contrast, settings)


def _judged(analysis: Analysis, contrast: Contrast, settings: Settings) -> Finding:
    lean, title, concerned = _lean(contrast), contrast.comparison.title, (contrast.id,)
    if lean is None:
        words = f"{title}: too few genes were tested to see a trend."
        return CHECK.finding("not_applicable", words, reason="too few genes", contrasts=concerned)
    net = (contrast.counts["higher"] - contrast.counts["lower"]) / len(tested(contrast))
    values = {"median_log2_fold_change": [round(m, 4) for m in lean.median], "net_share": round(net, 4)}
    if plain_null(analysis) and abs(net) > settings.net:
        return CHECK.finding("warning", *_one_sided(contrast), contrasts=concerned, values=values)
    if lean.beyond(math.log2(settings.fold)):
        return CHECK.finding("warning", *_leaning(title, lean), contrasts=concerned, values=values)
    largest = 2 ** abs(lean.median[lean.worst()])
    words = f"{title}: at every level of expression the median fold change is close to 1 (at most {largest:.2f} times)."
    return CHECK.finding("passed", words, contrasts=concerned, values=values)


def _lean(contrast: Contrast) -> Lean | None:
    table = tested(contrast)
    table = table[table["baseMean"] >= LEAST_MEAN]
    if len(table) < BINS * FEWEST_PER_BIN:
        return None
    mean = table["baseMean"].to_numpy(dtype=np.float64)
    change = table["log2FoldChange"].to_numpy(dtype=np.float64)
    parts = np.array_split(np.argsort(mean, kind="stable"), BINS)
    spread = [1.4826 * np.median(np.abs(change[p] - np.median(change[p]))) for p in parts]
    return Lean(
        [float(np.median(mean[p])) for p in parts],
        [float(np.median(change[p])) for p in parts],
        [float(1.2533 * s / np.sqrt(len(p))) for s, p in zip(spread, parts, strict=True)],
    )


def _one_sided(contrast: Contrast) -> tuple[str, str]:
    higher, lower, genes = contrast.counts["higher"], contrast.counts["lower"], len(tested(contrast))
    return (
        f"{contrast.comparison.title}: {higher:,} genes are called higher and {lower:,} lower, of {genes:,} tested. "
        "Normalisation takes the typical gene for constant; when so many more go one way, the zero point itself is in doubt: genes "
        "may look changed that are not.",
        "Ask whether total RNA per cell changes (stopped transcription, an amplifying oncogene, another cell type). Only "
        "spike-ins or genes known to be stable tell the absolute change; without them read fold changes as relative "
        "to the average gene.",
    )


def _leaning(title: str, lean: Lean) -> tuple[str, str]:
    i = lean.worst()
    where = "weakly" if i < 3 else "strongly" if i > 6 else "moderately"
    way = "higher" if lean.median[i] > 0 else "lower"
    return (
        f"{title}: {where} expressed genes (around {lean.mean[i]:,.0f} normalised reads) are as a whole {way}, by a median of "
        f"{2 ** abs(lean.median[i]):.2f} times, while normalisation sets the typical gene to 1. The MA plot is bent.",
        "Compare RNA quality, library preparation, depth and the share of a few dominant genes between the groups; if they "
        "differ with the groups, the differences of many genes are technical. Look at the MA plot.",
    )


CHECK = Check(
    id="global_shift",
    title="Fold changes that lean to one side",
    passed="Fold changes do not lean to one side",
    rationale="One size factor per sample shifts all genes alike. If the median fold change depends on expression, or nearly all "
    "called genes go one way, something other than depth differs between the groups.",
    rule="tested genes with 10 normalised reads or more in ten parts by mean expression: median log2 fold change beyond log2(1.2) "
    "and 3 standard errors; or (higher - lower) / tested above 0.3, the share of genes that TMM trims on either side",
    source="Evans, Hardin & Stoebel 2018, 10.1093/bib/bbx008; Robinson & Oshlack 2010, 10.1186/gb-2010-11-3-r25 (30 %); Loven et al. "
    "2012, 10.1016/j.cell.2012.10.012; 1.2 as the smallest fold change of interest: edgeR's glmTreat help; 10 reads: Chen et al. "
    "2016, 10.12688/f1000research.8987",
    advice="Compare RNA quality, preparation and depth between the groups; without spike-ins read fold changes as relative.",
    run=_run,
    Settings=Settings,
    severities=("warning",),
)
