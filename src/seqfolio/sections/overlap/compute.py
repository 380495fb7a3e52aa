"""Genes by the set of contrasts that call them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, PositiveInt

from seqfolio.differential.ranking import is_called
from seqfolio.model import Contrast
from seqfolio.sections.section import NotApplicableError, View
from seqfolio.sections.together import several

DIRECTIONS = ("higher", "lower", "different", "without")
Flags = NDArray[np.bool_]


class Settings(BaseModel):
    """Keys under report.options.overlap."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    contrasts: PositiveInt = 10
    """How many contrasts are drawn, those with the most called genes."""
    intersections: PositiveInt = 25
    """How many sets of contrasts are drawn, those with the most genes."""


@dataclass(frozen=True)
class Bar:
    """Genes that are called in exactly these contrasts.

    Attributes:
        members: per drawn contrast, whether it calls these genes.
        genes: by direction: ``higher`` or ``lower`` in all of them, in ``different`` directions, or ``without`` one.
    """

    members: tuple[bool, ...]
    genes: dict[str, int]

    @property
    def total(self) -> int:
        """All genes of the bar."""
        return sum(self.genes.values())


@dataclass(frozen=True)
class Result:
    """The UpSet plot.

    Attributes:
        contrasts: those that are drawn, in the order of the report.
        sizes: per contrast, its called genes by direction.
        bars: the largest first.
        unnamed: titles of the contrasts that are not drawn.
        hidden, hidden_genes: how many sets are not drawn, and their genes.
        called: genes that are called in at least one drawn contrast.
        turned: of the genes that several contrasts call, those with different directions.
        shared: genes that several drawn contrasts call.
    """

    contrasts: tuple[Contrast, ...]
    sizes: tuple[dict[str, int], ...]
    bars: tuple[Bar, ...]
    unnamed: tuple[str, ...]
    hidden: int
    hidden_genes: int
    called: int
    shared: int
    turned: int


def compute(view: View) -> Result:
    """Count the genes of every set of contrasts."""
    everything, settings = several(view), view.settings
    chosen = _chosen(everything, settings.contrasts)
    called = np.column_stack([is_called(contrast.table) for contrast in chosen])
    directions = _directions(chosen, called)
    bars = _bars(called, directions)
    if not bars:
        raise NotApplicableError("no contrast calls a gene")
    shared = called.sum(axis=1) > 1
    return Result(
        contrasts=chosen,
        sizes=tuple(_sizes(contrast) for contrast in chosen),
        bars=tuple(bars[: settings.intersections]),
        unnamed=tuple(c.comparison.title for c in everything if c not in chosen),
        hidden=len(bars[settings.intersections :]),
        hidden_genes=sum(bar.total for bar in bars[settings.intersections :]),
        called=int(called.any(axis=1).sum()),
        shared=int(shared.sum()),
        turned=int((shared & (directions == "different")).sum()),
    )


def _chosen(contrasts: tuple[Contrast, ...], most: int) -> tuple[Contrast, ...]:
    """The contrasts with the most called genes, in the order of the report."""
    sizes = [int(is_called(contrast.table).sum()) for contrast in contrasts]
    first = sorted(range(len(contrasts)), key=lambda i: -sizes[i])[:most]
    return tuple(contrasts[i] for i in sorted(first))


def _directions(contrasts: tuple[Contrast, ...], called: Flags) -> NDArray[np.object_]:
    """Per gene its direction in the contrasts that call it."""
    calls = np.column_stack([contrast.table["call"].to_numpy(dtype=object) for contrast in contrasts])
    up, down = (calls == "higher").any(axis=1), (calls == "lower").any(axis=1)
    found = np.select([up & down, up, down], ["different", "higher", "lower"], "without").astype(object)
    found[~called.any(axis=1)] = ""
    return found


def _bars(called: Flags, directions: NDArray[np.object_]) -> list[Bar]:
    """Every set that has a gene: the largest first, ties with fewer contrasts first."""
    some = called.any(axis=1)
    sets, which = np.unique(called[some], axis=0, return_inverse=True)
    of = directions[some]
    bars = [
        Bar(tuple(map(bool, row)), {d: int(((which == i) & (of == d)).sum()) for d in DIRECTIONS})
        for i, row in enumerate(sets)
    ]
    return sorted(bars, key=lambda bar: (-bar.total, sum(bar.members), tuple(not m for m in bar.members)))


def _sizes(contrast: Contrast) -> dict[str, int]:
    n = contrast.counts
    return {"higher": n["higher"], "lower": n["lower"], "different": 0, "without": n["changed"] + n["equivalent"]}
