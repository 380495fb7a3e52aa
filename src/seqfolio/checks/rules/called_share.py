"""No called gene at all, or most genes called."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from seqfolio.checks.check import Check
from seqfolio.checks.tested import called, plain_null, tested
from seqfolio.model import Analysis, Contrast, Finding
from seqfolio.wording import percent

NONE = (
    "The usual causes: (1) too few replicates; (2) replicates that differ too much from each other; (3) one failed or "
    "contaminated sample; (4) swapped or mislabelled samples; (5) a batch, donor or pairing that the formula leaves out; "
    "(6) too few reads; (7) a model or contrast that does not ask the question; (8) an effect that is small, late or not "
    "there. Look at the PCA and the other findings in this order. It does not show that the groups are the same."
)
HANDFUL = (
    "Do not conclude from the mere number that the groups differ. Look at the counts of these genes in every sample, at the "
    "causes of short lists (too few replicates, a bad sample, a batch outside the formula), and confirm the genes by other means."
)
MOST = (
    "Ask whether so broad a change is plausible (different tissues or cell types, a stopped cell) or comes from the "
    "experiment: RNA quality, batch or library preparation that differs between the groups, or total RNA per cell "
    "that changes. Then fold changes are relative to the average gene; spike-ins would tell the absolute change. To "
    "ask only for large changes: analysis: {lfc_threshold: 1}."
)

MANY = 1_000  # tested genes: in small panels a handful may be what there is


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    most: Annotated[float, Field(gt=0, le=1)] = 0.5
    """Above this share of called genes the assumption of normalisation is in doubt."""
    handful: Annotated[int, Field(ge=0)] = 3
    """Up to so many called genes, of a thousand tested ones or more, give a note."""


def _run(analysis: Analysis, settings: Settings) -> Iterator[Finding]:
    if not analysis.contrasts:
        yield CHECK.finding("not_applicable", "Nothing is compared.", reason="no contrasts")
    for contrast in analysis.contrasts:
        yield _judged(analysis, contrast, settings)


def _judged(analysis: Analysis, contrast: Contrast, settings: Settings) -> Finding:
    genes, found = len(tested(contrast)), called(contrast)
    title = contrast.comparison.title
    more: dict[str, Any] = {"contrasts": (contrast.id,), "values": {"tested": genes, "called": found}}
    if not found:
        return CHECK.finding(
            "note", f"{title}: none of {genes:,} tested genes is called.{_limit(contrast)}", NONE, **more
        )
    share = found / genes
    part = percent(share, 0 if share >= 0.1 else 1)
    seen = f"{title}: {found:,} of {genes:,} tested genes {'is' if found == 1 else 'are'} called ({part})."
    if found <= settings.handful and genes >= MANY and plain_null(analysis):
        return CHECK.finding(
            "note", f"{seen} So few are called now and then when no gene differs at all.", HANDFUL, **more
        )
    if share <= settings.most or not plain_null(analysis):
        return CHECK.finding("passed", seen, **more)
    return CHECK.finding(
        "warning",
        f"{seen} Normalisation assumes that most genes stay the same, or that as many go up as go down. Where most genes change, "
        "nobody can tell from these counts which of them stay the same, so all fold changes may be shifted.",
        MOST,
        **more,
    )


def _limit(contrast: Contrast) -> str:
    """A word when a rank test of so few samples cannot find anything."""
    if contrast.method != "wilcoxon":
        return ""
    first, second = (len(samples) for samples in contrast.comparison.samples)
    smallest = 2 / math.comb(first + second, first)
    return f" A rank test of {first} against {second} samples gives {smallest:.2g} as its smallest p-value, before adjustment."


CHECK = Check(
    id="called_share",
    title="How many genes are called",
    rationale="Size factors rest on genes that keep their level. When most genes move, the fold changes of "
    "all genes are shifted; when none is called, the experiment could not see what it looked for.",
    rule="called genes = 0, or up to 3 of 1,000 or more: note; above half of the tested genes: warning",
    source="Evans, Hardin & Stoebel 2018, 10.1093/bib/bbx008; Anders & Huber 2010, 10.1186/gb-2010-11-10-r106; Schurch "
    "et al. 2016, 10.1261/rna.053959.115",
    advice="None: look for the usual causes in the PCA and the other findings. Most: ask whether so broad a change is "
    "plausible, or comes from the preparation.",
    run=_run,
    Settings=Settings,
)
