"""Matrices that look like single cells."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from pydantic import BaseModel, ConfigDict

from seqfolio.checks.check import Check
from seqfolio.model import Finding, Planned
from seqfolio.wording import percent

MIN_GENES, MIN_SAMPLES = 100, 6


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    zeros: float = 0.8
    """From this share of zeros on, among genes that some sample has."""


def _run(known: Planned, settings: Settings) -> Iterator[Finding]:
    data = known.dataset
    empty = data.counts.to_numpy() == 0
    seen = ~empty.all(axis=1)
    if data.values == "log2" or empty.shape[1] < MIN_SAMPLES or int(seen.sum()) < MIN_GENES:
        yield CHECK.finding("not_applicable", "Too few genes or samples to tell.", reason="too few genes or samples")
        return
    share = float(empty[seen].mean())
    detected = float(np.median((~empty).sum(axis=0)))
    values = {"zeros": round(share, 4), "median_detected_genes": detected}
    if share < settings.zeros:
        yield CHECK.finding(
            "passed",
            f"{percent(share)} of the counts of detected genes are zero; {detected:,.0f} genes in a typical sample.",
            values=values,
        )
        return
    yield CHECK.finding(
        "warning",
        f"{percent(share)} of the counts of detected genes are zero, and a typical column has {detected:,.0f} genes. That looks "
        "like single cells or very shallow libraries, for which these methods were not made.",
        "Add up the cells of each donor and cell type (pseudobulk) and analyse the sums; for shallow libraries, sequence more.",
        values=values,
    )


CHECK = Check(
    id="sparse_counts",
    title="Sparse counts",
    rationale="Cells of one donor are not independent samples, and mostly empty columns leave size factors and "
    "dispersions without data.",
    rule=f"from {MIN_SAMPLES} samples: share of zeros among genes that some sample has, from zeros (0.8) on",
    source="Squair et al. 2021, 10.1038/s41467-021-25960-2",
    advice="Add up the cells of each donor and cell type; sequence shallow libraries more.",
    run=_run,
    Settings=Settings,
    needs="design",
    severities=("warning",),
)
