"""Which column of a sample sheet holds the groups: a guess for `seqfolio init`, which says that it is one."""

from __future__ import annotations

import re

import pandas as pd

GROUPS = re.compile(
    r"\b(groups?|conditions?|treatments?|treated|treat|dex|drug|dose|compound|genotype|strain|mutant|mutation|phenotype|"
    r"disease|diagnosis|status|state|stimulation|stimulus|exposure|infection|knockdown|knockout|tissue)\b"
)
NUISANCES = re.compile(
    r"\b(batch|run|lane|plate|well|pool|flowcell|library|lib|chip|slide|date|day|cent(er|re)|site|lab|operator|technician|"
    r"kit|sequencer|instrument|donor|subject|patient|individual|person|animal|mouse|pair|cage|litter|family|sex|gender|"
    r"replicate|rep|id|index|barcode)\b"
)


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
    words = _words(name)
    return 2 if NUISANCES.search(words) else 0 if GROUPS.search(words) else 1


def _words(name: str) -> str:
    """``SampleGroup_2`` as ``sample group``."""
    return " ".join(re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()))
