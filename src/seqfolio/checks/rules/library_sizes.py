"""Libraries of very different size, and sizes that go together with the groups."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict

from seqfolio.checks.check import Check
from seqfolio.checks.groups import compared_factors, grouping
from seqfolio.errors import printable
from seqfolio.model import Finding, Measured
from seqfolio.stats.check_measures import one_way


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ratio: float = 3.0
    """The largest library more than this many times the smallest gives a note."""
    p_value: float = 0.005
    """Association of library size and group: p-value of the analysis of variance below this ..."""
    between_groups: float = 1.5
    """... and the groups' mean sizes more than this many times apart give a warning."""


def _run(known: Measured, settings: Settings) -> Iterator[Finding]:
    sizes = known.quality.samples["library_size"].astype(float)
    if known.dataset.values not in ("counts", "estimated_counts") or len(sizes) < 2 or (sizes <= 0).any():
        yield CHECK.finding("not_applicable", "No counts of several samples.", reason="no counts of several samples")
        return
    ratio = float(sizes.max() / sizes.min())
    values = {"ratio": round(ratio, 3), "smallest": float(sizes.min()), "largest": float(sizes.max())}
    with_groups = _with_groups(known, sizes, settings)
    if with_groups:
        yield with_groups
    words = f"The largest library is {ratio:.1f} times the smallest ({sizes.max():,.0f} and {sizes.min():,.0f} counts)."
    if ratio > settings.ratio:
        yield CHECK.finding(
            "note",
            f"{words} In small libraries genes with few counts stay unseen.",
            "Look at the PCA: samples should not be ordered by size. limma-trend assumes sizes within three times of each other; "
            "deseq2, edger-ql and limma-voom do not.",
            samples=(str(sizes.idxmin()), str(sizes.idxmax())),
            values=values,
        )
    elif not with_groups:
        yield CHECK.finding("passed", words, values=values)


def _with_groups(known: Measured, sizes: pd.Series[float], settings: Settings) -> Finding | None:
    if not compared_factors(known):
        return None
    groups, logs = grouping(known), sizes.map(np.log2)
    explained, p = one_way(logs, groups)
    means = 2 ** logs.groupby(groups.to_numpy()).mean()
    apart = float(means.max() / means.min())
    if not (p < settings.p_value and apart > settings.between_groups):
        return None
    low, high = printable(means.idxmin()), printable(means.idxmax())
    return CHECK.finding(
        "warning",
        f"Libraries of {high} are on average {apart:.2g} times as large as those of {low} (analysis of variance, p = {p:.2g}). "
        "Normalisation corrects for size, but not for what made the sizes differ.",
        "Ask whether the groups were prepared or sequenced differently. See whether called genes are mostly weakly expressed ones.",
        values={"means": {str(k): float(v) for k, v in means.items()}, "p_value": p, "explained": explained},
    )


CHECK = Check(
    id="library_sizes",
    title="Library sizes",
    rationale="Samples of one experiment should be sequenced about equally deep. When one group is deeper than the other, "
    "depth and group cannot be told apart.",
    rule="largest / smallest above ratio (3): note; analysis of variance of log size over the groups below p_value (0.005) and "
    "mean sizes more than between_groups (1.5) times apart: warning",
    source="limma User's Guide, chapter 15 (3-fold); Law et al. 2014, 10.1186/gb-2014-15-2-r29; "
    "Ge et al. 2018, 10.1186/s12859-018-2486-6 (iDEP)",
    advice="See whether the PCA is ordered by size, and whether the groups were prepared differently.",
    run=_run,
    Settings=Settings,
    needs="samples",
)
