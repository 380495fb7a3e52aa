"""Reads that went to a few kinds of genes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from seqfolio.checks import gene_classes
from seqfolio.checks.check import Check
from seqfolio.checks.groups import compared_factors, grouping
from seqfolio.errors import listed
from seqfolio.model import Dataset, Finding, Planned
from seqfolio.stats.check_measures import one_way
from seqfolio.wording import percent


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ribosomal_note: float = 0.1
    """Share of ribosomal RNA that gives a note."""
    ribosomal_warning: float = 0.3
    """Share of ribosomal RNA that gives a warning."""
    haemoglobin_note: float = 0.1
    """Share of haemoglobin that gives a note."""
    mitochondrial_note: float = 0.3
    """Share of mitochondrial genes that gives a note."""
    p_value: float = 0.005
    """Association with the groups: p-value of the analysis of variance below this ..."""
    between_groups: float = 2.0
    """... and shares more than this many times apart ..."""
    least: float = 0.02
    """... of which the larger is at least this, give a warning."""


@dataclass(frozen=True)
class Share:
    """The share of each sample's counts that a class of genes has; warning is None for a class without that limit."""

    name: str
    shares: NDArray[np.float64]
    note: float
    warning: float | None
    advice: str


def _run(known: Planned, settings: Settings) -> Iterator[Finding]:
    data = known.dataset
    classes = list(_classes(data, settings)) if data.values != "log2" else []
    if not classes:
        yield CHECK.finding(
            "not_applicable",
            "No gene is known to be mitochondrial, ribosomal RNA or a haemoglobin.",
            reason="no such gene known by id or name",
        )
        return
    findings = [f for share in classes for f in (_high(known, share), _unequal(known, share, settings)) if f]
    worst = ", ".join(f"{c.name} at most {percent(c.shares.max(), 1)}" for c in classes)
    values = {c.name: [round(float(v), 5) for v in c.shares] for c in classes}
    yield from findings or [CHECK.finding("passed", f"Shares of the counts: {worst}.", values=values)]


def _classes(data: Dataset, settings: Settings) -> Iterator[Share]:
    wanted = (
        ("ribosomal RNA", gene_classes.ribosomal(data), settings.ribosomal_note, settings.ribosomal_warning,
         "The depletion of ribosomal RNA or the selection of poly-A failed in part. Leave those genes out of the counts and "
         "see whether enough reads remain."),
        ("haemoglobin", gene_classes.among(data, gene_classes.HAEMOGLOBIN), settings.haemoglobin_note, None,
         "Blood is in the samples. Globin depletion helps next time; until then expect fewer genes to be found."),
        ("mitochondrial genes", gene_classes.among(data, gene_classes.MITOCHONDRIAL), settings.mitochondrial_note, None,
         "Normal in heart and muscle; in other tissues a sign of dying cells."),
    )  # fmt: skip
    total = data.counts.to_numpy().sum(axis=0)
    for name, positions, note, warning, advice in wanted:
        if len(positions):
            shares = data.counts.to_numpy()[positions].sum(axis=0) / np.maximum(total, 1.0)
            yield Share(name, shares, note, warning, advice)


def _high(known: Planned, share: Share) -> Finding | None:
    high = np.flatnonzero(share.shares >= share.note)
    if not len(high):
        return None
    samples = tuple(str(known.dataset.counts.columns[int(i)]) for i in high)
    severe = share.warning is not None and share.shares.max() >= share.warning
    return CHECK.finding(
        "warning" if severe else "note",
        f"{share.name.capitalize()} takes up to {percent(share.shares.max())} of the counts; {percent(share.note)} or more in "
        f"{listed(samples, 6)}. The other genes share what is left.",
        share.advice,
        samples=samples,
        values={"share": {s: round(float(share.shares[i]), 5) for s, i in zip(samples, high, strict=True)}},
    )


def _unequal(known: Planned, share: Share, settings: Settings) -> Finding | None:
    if not compared_factors(known):
        return None
    groups = grouping(known).to_numpy()
    _, p = one_way(np.log2(share.shares + 1e-4), groups)
    means = {str(g): float(share.shares[groups == g].mean()) for g in dict.fromkeys(groups)}
    low, high = min(means.values()), max(means.values())
    if not (p < settings.p_value and high >= settings.least and high > settings.between_groups * low):
        return None
    words = ", ".join(f"{percent(value, 1)} in {listed([group])}" for group, value in means.items())
    return CHECK.finding(
        "warning",
        f"The share of {share.name} differs between the groups: {words} (p = {p:.2g}). Differences between the groups may be "
        "differences in tissue or in the quality of the RNA.",
        "Ask how the samples were taken. If the share is technical, add it to the sample sheet and to the formula.",
        values={"means": means, "p_value": p},
    )


CHECK = Check(
    id="composition",
    title="What the reads are made of",
    rationale="Reads of ribosomal RNA, globins and mitochondria say how good the RNA was and how much of it was blood. "
    "When the groups differ in that, every other gene seems to differ too.",
    rule="share of the counts per sample: ribosomal RNA from 10 % a note, from 30 % a warning; haemoglobin from 10 %, "
    "mitochondrial genes from 30 % a note; analysis of variance over the groups below p_value (0.005), more than twice apart: warning",
    source="Harvard Chan Bioinformatics Core and Zymo Research report guides (rRNA below 10 %, 30 % still usable); "
    "Mastrokolias et al. 2012, 10.1186/1471-2164-13-28 (globin); Mercer et al. 2011, 10.1016/j.cell.2011.06.051 (mitochondria)",
    advice="Ask how samples were taken and prepared; put a technical share into the sample sheet and the formula.",
    run=_run,
    Settings=Settings,
    needs="design",
)
