"""Counts that were divided by size factors before they came here."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from pydantic import BaseModel, ConfigDict

from seqfolio.checks.check import Check
from seqfolio.model import Finding, Measured


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    closest: float = 0.002
    """Size factors that are all within this share of their mean look like those of normalised counts."""


def _run(known: Measured, settings: Settings) -> Iterator[Finding]:
    factors = known.normalized.size_factors.to_numpy()
    if known.normalized.normalization not in ("ratio", "poscounts") or len(factors) < 3:
        yield CHECK.finding("not_applicable", "No size factors by the median of ratios.", reason="no size factors")
        return
    far = float(np.abs(factors / np.exp(np.log(factors).mean()) - 1).max())
    values = {"largest_distance_from_mean": far}
    if len(known.dataset.counts) < 100:
        yield CHECK.finding("not_applicable", "Too few genes to tell.", reason="too few genes")
    elif far > settings.closest:
        yield CHECK.finding(
            "passed", f"Size factors reach from {factors.min():.2f} to {factors.max():.2f}.", values=values
        )
    else:
        yield CHECK.finding(
            "warning",
            "All size factors are the same to three digits. Libraries are never that equal: the counts were normalised before.",
            "Give the raw counts: normalised ones have lost how precise they are.",
            values=values,
        )


CHECK = Check(
    id="normalized_input",
    title="Counts that were normalised before",
    passed="No sign of earlier normalisation",
    rationale="A library of ten million reads that was scaled to twenty looks twice as precise as it is.",
    rule="the size factors of all samples within closest (0.002) of their geometric mean",
    source="Anders & Huber 2010, 10.1186/gb-2010-11-10-r106; DESeq2 vignette, why un-normalized counts",
    advice="Give the raw counts.",
    run=_run,
    Settings=Settings,
    needs="samples",
    severities=("warning",),
)
