"""Rows of the gene tables."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from seqfolio.differential.ranking import is_called, is_tested, most_probable, strongest
from seqfolio.model import Contrast
from seqfolio.sections.section import View

REASONS = {
    "all zero": "no reads in any sample",
    "spike-in": "added by hand to every sample, so no gene of the organism",
    "low count": "too few reads to be worth a test (the filter)",
    "count outlier": "one sample has a count that does not fit the others",
    "independent filtering": "too weakly expressed to have a chance of being significant",
    "no variance": "the same value in every sample of both groups, so there is nothing to compare the difference with",
    "not estimable": "the design cannot separate the groups for this gene",
}


class Settings(BaseModel):
    """Keys under report.options.genes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    top: int = Field(default=50, ge=1, le=100)
    """How many genes the printed table lists; all of them are in tables/."""


@dataclass(frozen=True)
class Result:
    """The genes to list and the reasons for missing tests."""

    contrast: Contrast
    listed: pd.DataFrame
    called: int
    tested: int
    reasons: tuple[tuple[str, str, int], ...]


def compute(view: View) -> Result:
    """Choose the genes: called ones by p-value, else the smallest p-values."""
    contrast = view.one
    table = contrast.table
    called = int(is_called(table).sum())
    listed = strongest(table, view.settings.top) if called else most_probable(table, min(10, view.settings.top))
    counted = table.loc[table["reason"] != "", "reason"].value_counts()
    return Result(
        contrast,
        listed,
        called,
        int(is_tested(table).sum()),
        tuple((str(reason), REASONS.get(str(reason), ""), int(n)) for reason, n in counted.items()),
    )
