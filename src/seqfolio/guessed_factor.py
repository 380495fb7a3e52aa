"""Which column of a sample sheet holds the groups: a guess for `seqfolio init`, which says that it is one."""

from __future__ import annotations

import re

import pandas as pd

from seqfolio.checks.covariates import is_nuisance, spaced

GROUPS = re.compile(
    r"\b(groups?|conditions?|treatments?|treated|treat|dex|drug|dose|compound|genotype|strain|mutant|mutation|phenotype|"
    r"disease|diagnosis|status|state|stimulation|stimulus|exposure|infection|knockdown|knockout|tissue)\b"
)
LABELS = re.compile(r"\b(replicate|rep|id|index|block|lab|family)\b")  # they tell samples apart and say nothing of them


def factor_of(samples: pd.DataFrame) -> str | None:
    """The category that is most likely what the experiment is about: each of its levels has at least two samples.

    A column named like a group comes first, then the first other column, and a column named like a batch or a donor
    only when there is nothing else.
    """
    fitting = [str(name) for name in samples if _has_replicates(samples[name])]
    return min(fitting, key=_rank) if fitting else None  # of equals, min takes the first of the sheet


def _has_replicates(column: pd.Series[str]) -> bool:
    sizes = column.value_counts()
    return column.dtype.kind != "f" and len(sizes) >= 2 and bool(sizes.min() >= 2)


def _rank(name: str) -> int:
    if is_nuisance(name) or LABELS.search(spaced(name)):
        return 2
    return 0 if GROUPS.search(spaced(name)) else 1
