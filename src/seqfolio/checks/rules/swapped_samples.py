"""Samples that look like another group or another donor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from seqfolio.checks.check import Check
from seqfolio.checks.exchange import exchange
from seqfolio.checks.groups import categories, cells, compared_factors, grouping, is_paired, members
from seqfolio.errors import listed, printable
from seqfolio.model import Comparison, Finding, Measured
from seqfolio.stats.exchange import Exchange
from seqfolio.wording import percent

MIN_GROUP = 3
MOST_VARIABLE = 500  # genes, as in the PCA

Matrix = NDArray[np.float64]


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    closer: float = 1.5
    """A sample must be this many times closer to the other group than to its own."""
    times: Annotated[float, Field(gt=1)] = 2.0
    """If two samples changed places, so many times as many genes have to differ as now or with any other exchange."""
    gain: Annotated[float, Field(gt=0, lt=1)] = 0.02
    """And this share of all genes more: twice what chance gives at p < 0.01."""


def _run(known: Measured, settings: Settings) -> Iterator[Finding]:
    groups = members(grouping(known), MIN_GROUP) if compared_factors(known) else {}
    donors = _donors(known)
    values = known.normalized.transformed.to_numpy()
    if (len(groups) < 2 and donors is None) or len(values) < MIN_GROUP or not np.ptp(values):
        yield CHECK.finding(
            "not_applicable",
            "No two groups of three samples, and no donor with several samples.",
            reason="groups too small",
        )
        return
    names = [str(name) for name in known.dataset.counts.columns]
    tried = {c.title: told for c in known.comparisons if c.levels and (told := exchange(known, c))}
    found = [f for c in known.comparisons if c.title in tried and (f := _exchanged_groups(c, tried[c.title], settings))]
    found = found or list(_between_groups(known, groups, names, settings.closer, most=1 if tried else len(names)))
    if donors is not None:
        found += _between_donors(values, grouping(known), donors, names)
    yield from found or [
        CHECK.finding("passed", "Every sample is closest to its own group, or the groups are too alike to tell.")
    ]


def _exchanged_groups(
    comparison: Comparison, told: tuple[tuple[str, str], Exchange], settings: Settings
) -> Finding | None:
    """Two samples that fit better with each other's labels, when many more genes differ that way."""
    pair, found = told
    others = max(found.before, found.rival, found.further)
    if found.after < settings.times * others or found.after - others < settings.gain:
        return None
    return CHECK.finding(
        "warning",
        f"{comparison.title}: {listed(pair)} may have been exchanged. If they changed places, {percent(found.after)} of the genes would "
        f"differ between the groups at p < 0.01 instead of {percent(found.before)}, and no other exchange does the like.",
        "Follow the two back to their tubes, and look where they lie in the PCA; sex genes or known marker genes can decide it. A "
        "batch that both share would look alike. Never exchange labels only because more genes are called then.",
        samples=pair,
        contrasts=(comparison.id,),
        values={"pair": list(pair), "before": round(found.before, 4), "after": round(found.after, 4)},
    )


def _between_groups(
    known: Measured, groups: dict[str, list[int]], names: list[str], closer: float, most: int
) -> Iterator[Finding]:
    if known.quality.pca is None:
        return
    distance = _distances(known.quality.pca.scores.to_numpy())
    like: dict[int, tuple[str, str]] = {}
    for own, positions in groups.items():
        for other, others in groups.items():
            if own != other:
                like.update(dict.fromkeys(_misplaced(distance, positions, others, closer), (own, other)))
    if not 0 < len(like) <= most:  # several at once lie together because of a batch, unless their exchange helped
        return
    words = "; ".join(
        f'"{printable(names[i])}" is in {printable(own)} and looks like {printable(other)}'
        for i, (own, other) in like.items()
    )
    pairs = [(i, j) for i in like for j in like if i < j and like[i] == like[j][::-1]]
    swap = f" {listed([names[i] for i in pairs[0]])} may have been exchanged." if len(pairs) == 1 else ""
    yield CHECK.finding(
        "warning",
        f"{words}.{swap}",
        "Follow the samples back to their tubes. If two were exchanged, correct the sample sheet; if nobody can say, leave them out.",
        samples=tuple(names[i] for i in like),
        values={"looks_like": {names[i]: other for i, (_, other) in like.items()}},
    )


def _distances(scores: Matrix) -> Matrix:
    """Squared distances of samples in the principal components: samples x samples."""
    return np.asarray(((scores[:, None, :] - scores[None, :, :]) ** 2).sum(axis=2))


def _misplaced(distance: Matrix, positions: list[int], others: list[int], closer: float) -> list[int]:
    """Members of a group that lie with the other one, when the rest of both are apart."""
    to_own = np.array([np.median([distance[i, j] for j in positions if j != i]) for i in positions])
    to_other = np.median(distance[np.ix_(positions, others)], axis=1)
    odd = to_own > closer * to_other
    rest = to_other > closer * to_own
    return [i for i, is_odd in zip(positions, odd, strict=True) if is_odd] if rest.sum() > len(positions) / 2 else []


def _donors(known: Measured) -> pd.Series[str] | None:
    """Sample -> donor (or whatever the groups are paired by), when there are at least three."""
    for name in categories(known):
        column = cells(known, name)
        if len(column) == len(known.dataset.samples) and is_paired(known, name) and column.nunique() >= MIN_GROUP:
            return column
    return None


def _between_donors(values: Matrix, groups: pd.Series[str], donors: pd.Series[str], names: list[str]) -> list[Finding]:
    """Pairs of samples of one group that fit better when their donors are exchanged."""
    likeness = _without_groups(values, groups)
    label, group = donors.to_numpy(), groups.to_numpy()
    odd = [i for i in range(len(names)) if _belongs(likeness, label, group, i) != label[i]]
    right = len(names) - len(odd)
    swaps = [(i, j) for i in odd for j in odd if i < j and group[i] == group[j] and
             _belongs(likeness, label, group, i) == label[j] and _belongs(likeness, label, group, j) == label[i]]  # fmt: skip
    concerned = {k for pair in swaps for k in pair}
    partners = {k for k in odd if any(label[k] in (label[i], label[j]) for i, j in swaps)}
    if not swaps or right + len(partners | concerned) < len(names) or right < 2:
        return []
    return [_exchanged(names, label, swaps)]


def _without_groups(values: Matrix, groups: pd.Series[str]) -> Matrix:
    """Correlation of samples after each group's mean was taken out of the most variable genes."""
    centred = values.copy()
    for positions in members(groups).values():
        centred[:, positions] -= centred[:, positions].mean(axis=1, keepdims=True)
    top = centred[np.argsort(-centred.var(axis=1), kind="stable")[:MOST_VARIABLE]]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.nan_to_num(np.corrcoef(top, rowvar=False)))


def _belongs(likeness: Matrix, label: NDArray[np.object_], group: NDArray[np.object_], i: int) -> str:
    """The donor of the most similar sample of another group."""
    others = np.flatnonzero(group != group[i])
    return str(label[others[int(likeness[i, others].argmax())]]) if len(others) else str(label[i])


def _exchanged(names: list[str], label: NDArray[np.object_], swaps: list[tuple[int, int]]) -> Finding:
    words = "; ".join(
        f'"{printable(names[i])}" ({printable(label[i])}) and "{printable(names[j])}" ({printable(label[j])})'
        for i, j in swaps[:4]
    )
    return CHECK.finding(
        "warning",
        f"Each of these fits the other one's donor better than its own: {words}. They, or their partners in the other group, may "
        "have been exchanged.",
        "Follow the samples back to their tubes, for example by genotypes. If two were exchanged, correct the sample sheet.",
        samples=tuple(names[k] for pair in swaps for k in pair),
        values={"pairs": [[names[i], names[j]] for i, j in swaps]},
    )


CHECK = Check(
    id="swapped_samples",
    title="Samples that may have been exchanged",
    passed="No sign of exchanged samples",
    rationale="Two exchanged tubes are the most frequent mistake that a count table can show.",
    rule="t-tests (least squares with the formula, 1,000 best expressed genes) after exchanging each sample of one group with each of "
    "the other: times (2) as many genes with p < 0.01, and gain (2 %) of the genes more, than as labelled, after any exchange of two other "
    "samples, and after a further one; from 3 samples in each group, up to 144 pairs. Else median squared distance in the principal "
    "components to another group's samples less than 1 / closer (1.5) of that to its own, while most of its group lies apart from the "
    "other. With donors: the most similar sample of another group, groups' means taken out, belongs to the other donor, both ways",
    source="Westra et al. 2011, 10.1093/bioinformatics/btr323; Toker et al. 2016, 10.12688/f1000research.9471",
    advice="Follow the samples back to their tubes; correct the sheet or leave the samples out.",
    run=_run,
    Settings=Settings,
    needs="samples",
    severities=("warning",),
)
