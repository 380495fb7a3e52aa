"""The contrasts and the genes that they have in common."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from seqfolio.differential.method import METHODS
from seqfolio.differential.ranking import is_called
from seqfolio.model import Contrast
from seqfolio.sections.section import View
from seqfolio.sections.together import several


@dataclass(frozen=True)
class Result:
    """The table of contrasts.

    Attributes:
        methods: title of each contrast's method.
        anywhere, everywhere: genes that are called in at least one contrast, in all of them.
        family: contrasts whose p-values were adjusted together; 1 when each was by itself.
    """

    contrasts: tuple[Contrast, ...]
    methods: tuple[str, ...]
    anywhere: int
    everywhere: int
    family: int
    alpha: float
    nominal: bool


def compute(view: View) -> Result:
    """Collect the contrasts."""
    contrasts = several(view)
    called = np.column_stack([is_called(contrast.table) for contrast in contrasts])
    return Result(
        contrasts,
        tuple(METHODS.get(contrast.method).title for contrast in contrasts),
        int(called.any(axis=1).sum()),
        int(called.all(axis=1).sum()),
        contrasts[0].family,
        contrasts[0].alpha,
        contrasts[0].criterion.startswith("pvalue"),
    )
