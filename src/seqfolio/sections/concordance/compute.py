"""What other methods say about a contrast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seqfolio.beyond_tests import Opinion
from seqfolio.differential.method import METHODS
from seqfolio.model import Contrast
from seqfolio.sections.section import NotMentionedError, View
from seqfolio.sensitivity.words import called, opinion_sentence

TOP = 100
LONGEST_NAME = 16
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Answer:
    """One method.

    Attributes:
        name: its title, or its id when the title is too long for a figure.
        sentence: how far it agrees.
        x, y, kind: fold changes of the genes that have both, by the first and by this method, and who calls them.
        undrawn: genes that one of them calls and that lack one of the fold changes.
        called: genes that this method calls.
        top: share in common of the ``top_size`` strongest genes; None without genes.
    """

    opinion: Opinion
    title: str
    name: str
    sentence: str
    x: Floats
    y: Floats
    kind: NDArray[np.object_]
    undrawn: int
    called: int
    top_size: int
    top: float | None


@dataclass(frozen=True)
class Result:
    """All second opinions on a contrast; ``refusals`` are (title, reason) of the methods that gave none."""

    contrast: Contrast
    title: str
    name: str
    called: int
    answers: tuple[Answer, ...]
    refusals: tuple[tuple[str, str], ...]


def compute(view: View) -> Result:
    """Collect the opinions."""
    contrast, asked = view.one, view.analysis.sensitivity
    opinions = [o for o in asked.opinions if o.contrast == contrast.id]
    refusals = tuple((METHODS.get(r.method).title, r.reason) for r in asked.refusals if r.contrast == contrast.id)
    if not opinions and not refusals:
        raise NotMentionedError("no second method was asked for")
    answers = tuple(_answer(contrast, opinion) for opinion in opinions)
    return Result(
        contrast, METHODS.get(contrast.method).title, _name(contrast.method), called(contrast), answers, refusals
    )


def _name(method: str) -> str:
    """What a figure calls a method: its title when that is short, otherwise its id."""
    title = METHODS.get(method).title
    return title if len(title) <= LONGEST_NAME else method


def _answer(contrast: Contrast, opinion: Opinion) -> Answer:
    x = contrast.table["log2FoldChange"].to_numpy(dtype=np.float64)
    y = opinion.table["log2FoldChange"].to_numpy(dtype=np.float64)
    kind = opinion.table["agreement"].to_numpy(dtype=object)
    drawn = np.isfinite(x) & np.isfinite(y)
    within = opinion.top[opinion.top["size"] <= TOP]
    return Answer(
        opinion=opinion,
        title=METHODS.get(opinion.method).title,
        name=_name(opinion.method),
        sentence=opinion_sentence(contrast, opinion),
        x=x[drawn],
        y=y[drawn],
        kind=kind[drawn],
        undrawn=int((~drawn & (kind != "neither")).sum()),
        called=opinion.overlap["both"] + opinion.overlap["opposite"] + opinion.overlap["only_second"],
        top_size=int(within["size"].iloc[-1]) if len(within) else 0,
        top=float(within["shared"].iloc[-1]) if len(within) else None,
    )
