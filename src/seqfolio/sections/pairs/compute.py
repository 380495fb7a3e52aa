"""Which pairs of contrasts are shown, and where their genes lie."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, PositiveInt

from seqfolio.differential.agreement import agreement, counted
from seqfolio.differential.ranking import is_called, is_tested
from seqfolio.model import Contrast
from seqfolio.sections.section import NotApplicableError, View
from seqfolio.sections.together import several
from seqfolio.stats.concordance import rank_correlation

ALL_PAIRS_OF = 3
Floats = NDArray[np.float64]
Pair = tuple[Contrast, Contrast]


class Settings(BaseModel):
    """Keys under report.options.pairs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    most: PositiveInt = 4
    """How many pairs are shown when there are more than three contrasts, those that share the most called genes."""


@dataclass(frozen=True)
class Panel:
    """A pair of contrasts; the genes are those that both tested.

    Attributes:
        x, y: log2 fold changes.
        kind: see ``seqfolio.differential.agreement``.
        overlap: genes per kind.
        quadrants: genes called in both by the signs of the two fold changes: ``++``, ``--``, ``+-``, ``-+``.
        correlation: Spearman's, of the fold changes; None when undefined.
        common: a level that both contrasts compare with something, which makes their fold changes alike; or empty.
        same_side: whether it is on the same side (on top or below) in both, or makes them turn against each other.
    """

    first: Contrast
    second: Contrast
    x: Floats
    y: Floats
    kind: NDArray[np.object_]
    overlap: dict[str, int]
    quadrants: dict[str, int]
    correlation: float | None
    common: str
    same_side: bool


@dataclass(frozen=True)
class Result:
    """The pairs that are shown, of how many."""

    panels: tuple[Panel, ...]
    pairs: int
    by_overlap: bool


def compute(view: View) -> Result:
    """Choose the pairs and count."""
    contrasts = several(view)
    pairs = list(combinations(contrasts, 2))
    chosen = pairs if len(contrasts) <= ALL_PAIRS_OF else _closest(pairs, contrasts, view.settings.most)
    panels = tuple(panel for pair in chosen if len((panel := _panel(*pair)).x))
    if not panels:
        raise NotApplicableError("no gene was tested in two contrasts")
    return Result(panels, len(pairs), len(chosen) < len(pairs))


def _closest(pairs: list[Pair], contrasts: tuple[Contrast, ...], most: int) -> list[Pair]:
    """The pairs that share the most called genes; among equal ones neighbours first."""
    called = {contrast.id: is_called(contrast.table) for contrast in contrasts}
    place = {contrast.id: i for i, contrast in enumerate(contrasts)}
    shared = [int((called[a.id] & called[b.id]).sum()) for a, b in pairs]
    apart = [place[b.id] - place[a.id] for a, b in pairs]
    return [pairs[i] for i in sorted(range(len(pairs)), key=lambda i: (-shared[i], apart[i], i))[:most]]


def _panel(first: Contrast, second: Contrast) -> Panel:
    x, y = (c.table["log2FoldChange"].to_numpy(dtype=np.float64) for c in (first, second))
    shown = is_tested(first.table) & is_tested(second.table) & np.isfinite(x) & np.isfinite(y)
    kind = agreement(first.table["call"][shown], second.table["call"][shown])
    x, y = x[shown], y[shown]
    correlation = rank_correlation(x, y)
    return Panel(
        first,
        second,
        x,
        y,
        kind,
        counted(kind),
        _quadrants(x, y, np.isin(kind, ("both", "opposite"))),
        correlation if np.isfinite(correlation) else None,
        *_common(first, second),
    )


def _quadrants(x: Floats, y: Floats, called: NDArray[np.bool_]) -> dict[str, int]:
    signs = {"+": np.greater, "-": np.less}
    return {a + b: int((called & signs[a](x, 0) & signs[b](y, 0)).sum()) for a in signs for b in signs}


def _common(first: Contrast, second: Contrast) -> tuple[str, bool]:
    a, b = first.comparison, second.comparison
    if not a.factor or a.factor != b.factor:
        return "", True
    if a.denominator == b.denominator or a.numerator == b.numerator:
        return (a.denominator if a.denominator == b.denominator else a.numerator), True
    shared = {a.denominator, a.numerator} & {b.denominator, b.numerator} - {""}
    return (min(shared) if shared else ""), False
