"""One group that varies much more than the other."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from pydantic import BaseModel, ConfigDict

from seqfolio.checks.check import Check
from seqfolio.checks.groups import compared_factors, grouping, members
from seqfolio.errors import printable
from seqfolio.model import Finding, Measured


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ratio: float = 4.0
    """One group's typical variance more than this many times the other's gives a note."""


def _run(known: Measured, settings: Settings) -> Iterator[Finding]:
    groups = members(grouping(known), 3) if compared_factors(known) else {}
    distance = known.quality.distance
    if len(groups) < 2 or distance is None:
        yield CHECK.finding("not_applicable", "No two groups of three samples.", reason="groups too small")
        return
    squared = distance.matrix.to_numpy() ** 2
    spread = {g: float(np.median(squared[np.ix_(p, p)][np.triu_indices(len(p), 1)])) for g, p in groups.items()}
    low, high = min(spread, key=lambda g: spread[g]), max(spread, key=lambda g: spread[g])
    ratio = spread[high] / spread[low] if spread[low] > 0 else float("nan")
    values = {"ratio": round(ratio, 3) if ratio == ratio else None}
    if not ratio > settings.ratio:
        yield CHECK.finding(
            "passed",
            f"The groups vary about equally (as variance {ratio:.1f} to 1)."
            if ratio == ratio
            else "The groups vary equally.",
            values=values,
        )
        return
    yield CHECK.finding(
        "note",
        f"Samples of {printable(high)} vary {ratio:.2g} times as much (as variance) as those of {printable(low)}. A common variance is "
        "too large for one group and too small for the other.",
        "Use limma-voom with analysis: {sample_weights: true}, or make contrasts of the quieter groups with a model of their own.",
        values=values,
    )


CHECK = Check(
    id="group_spread",
    title="Groups that vary unequally",
    passed="Variation within the groups",
    rationale="One dispersion per gene is estimated from all groups. That is right as long as they vary alike.",
    rule="median squared distance between samples of a group, largest / smallest above ratio (4)",
    source="DESeq2 vignette, FAQ: many groups in one model; Liu et al. 2015, 10.1093/nar/gkv412",
    advice="Use limma-voom with sample_weights, or compare the quieter groups in a model of their own.",
    run=_run,
    Settings=Settings,
    needs="samples",
    severities=("note",),
)
