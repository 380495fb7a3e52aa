"""Which samples are replicates of each other, and which covariates tell what about them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from seqfolio.design.covariates import is_missing
from seqfolio.differential.method import METHODS
from seqfolio.model import Planned


def compared_factors(known: Planned) -> tuple[str, ...]:
    """Categories whose levels are compared, in the order of the comparisons."""
    samples = known.dataset.samples
    named = dict.fromkeys(c.factor for c in known.comparisons if c.factor in samples)
    return tuple(name for name in named if samples[name].dtype.kind != "f")


def grouping(known: Planned) -> pd.Series[Any]:
    """Sample -> its combination of the compared levels; samples of one group are replicates.

    Without a comparison of levels all samples are one group.
    """
    samples, factors = known.dataset.samples, compared_factors(known)
    if not factors:
        return pd.Series("all samples", index=samples.index, dtype=object)
    labels = [" / ".join(map(str, row)) for row in samples[list(factors)].itertuples(index=False)]
    return pd.Series(labels, index=samples.index, dtype=object)


def members(groups: pd.Series[Any], least: int = 2) -> dict[str, list[int]]:
    """Group -> positions of its samples, in the order of the samples; groups below ``least`` samples are left out."""
    found: dict[str, list[int]] = {}
    for position, label in enumerate(groups):
        found.setdefault(str(label), []).append(position)
    return {label: positions for label, positions in found.items() if len(positions) >= least}


def cells(known: Planned, name: str) -> pd.Series[Any]:
    """A category of the sheet as text without the cells that say that nothing is known."""
    column = known.dataset.samples[name]
    return column[[not is_missing(cell) for cell in column]].astype(str)


def categories(known: Planned) -> list[str]:
    """Categories of the sheet with at least two levels of which one recurs: what could group samples."""
    samples = known.dataset.samples
    names = [str(name) for name in samples.columns if samples[name].dtype.kind != "f"]
    return [name for name in names if 1 < cells(known, name).nunique() < len(cells(known, name))]


def is_paired(known: Planned, name: str) -> bool:
    """Whether each level of a category has at most one sample in each compared group, and some level has several."""
    column, factors = cells(known, name), compared_factors(known)
    if not factors or name in factors:
        return False
    pairs = list(zip(column, grouping(known)[column.index], strict=True))
    return len(set(pairs)) == len(pairs) and column.nunique() < len(pairs)


def uses_whole_design(known: Planned) -> bool:
    """Whether the method fits the formula, or compares the two groups alone."""
    return METHODS.get(known.method).needs.whole_design
