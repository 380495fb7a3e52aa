"""The tested genes of a contrast, ranked, one per id that the sets use."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seqfolio.differential.ranking import is_tested
from seqfolio.enrichment.collection import Collection
from seqfolio.model import Contrast

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Ranked:
    """Genes from the highest to the lowest score.

    Attributes:
        rows: rows of the contrast's table, in this order.
        score: descending; NaN everywhere when there is no direction.
        sets: the sets of a fitting size -> positions in ``rows``, ascending.
        unnamed, duplicates, tied, too_small, too_large: see ``seqfolio.beyond_tests.Ranking``.
    """

    rows: Ints = field(repr=False)
    score: NDArray[np.float64] = field(repr=False)
    sets: dict[str, Ints] = field(repr=False)
    unnamed: int
    duplicates: int
    tied: int
    too_small: int
    too_large: int


def rank(
    contrast: Contrast, collection: Collection, score: NDArray[np.float64] | None, sizes: tuple[int, int]
) -> Ranked:
    """Rank the genes with a verdict; ties by fold change, then in the order of the counts.

    Of several genes with one id, the one with the largest mean count stays: a choice that does not look at the result.
    """
    table = contrast.table
    values = np.full(len(table), np.nan) if score is None else score
    tested = is_tested(table) & (np.isfinite(values) if score is not None else True)
    named = np.flatnonzero(tested & (collection.keys != ""))
    mean = table["baseMean"].to_numpy(dtype=np.float64)
    by_mean = named[np.lexsort((named, -mean[named]))]
    first = {collection.keys[i]: i for i in by_mean[::-1]}  # the last one written is the one with the largest mean
    kept = np.sort(np.array(list(first.values()), dtype=np.int64))
    change = np.nan_to_num(table["log2FoldChange"].to_numpy(dtype=np.float64))
    rows = kept[np.lexsort((kept, -change[kept], -np.nan_to_num(values[kept])))]
    sets = _members(collection, rows)
    fitting = {name: members for name, members in sets.items() if sizes[0] <= len(members) <= sizes[1]}
    ordered = values[rows]
    return Ranked(
        rows,
        ordered,
        fitting,
        unnamed=int(tested.sum()) - len(named),
        duplicates=len(named) - len(kept),
        tied=0 if score is None else int(pd.Series(ordered).duplicated(keep=False).sum()),
        too_small=sum(len(m) < sizes[0] for m in sets.values()),
        too_large=sum(len(m) > sizes[1] for m in sets.values()),
    )


def _members(collection: Collection, rows: Ints) -> dict[str, Ints]:
    """Positions of each set's genes among the ranked ones, ascending."""
    place = {key: i for i, key in enumerate(collection.keys[rows])}
    position = np.array([place.get(key, -1) for key in collection.vocabulary])
    found = {name: position[members] for name, members in collection.sets.items()}
    return {name: np.sort(p[p >= 0]) for name, p in found.items()}
