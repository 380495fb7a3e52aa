"""Which libraries are alike: SERE of the pairs that could be the same one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seqfolio.model import Dataset
from seqfolio.stats.check_measures import simple_error_ratio

MIN_GENES = 100  # of which some sample has a count
MOST_PAIRS = 100  # with the highest correlations; the others are not the same library
GENES_LOOKED_AT = 2_000  # strided over the matrix, to find those pairs
LEAST_VARIATION = 0.1  # coefficient of variation of genetically identical replicates, edgeR User's Guide section 2.12
TELLING = 1.3  # SERE that such replicates would have at least; shallower libraries tell nothing


@dataclass(frozen=True)
class Likeness:
    """Two samples and their SERE."""

    one: str
    other: str
    sere: float
    identical: bool


def compared_libraries(dataset: Dataset) -> list[Likeness] | None:
    """SERE of the most similar pairs of samples; None with too few genes, samples or reads."""
    counts = dataset.counts.to_numpy(np.float64)
    seen = counts[counts.any(axis=1)]
    if len(seen) < MIN_GENES or counts.shape[1] < 2:
        return None
    names = [str(name) for name in dataset.counts.columns]
    found = [_likeness(seen, names, int(i), int(j)) for i, j in _closest(seen)]
    return [pair for pair in found if pair.identical or pair.sere == pair.sere] or None


def _closest(counts: NDArray[np.float64]) -> NDArray[np.intp]:
    pairs = np.argwhere(np.triu(np.ones((counts.shape[1],) * 2, dtype=bool), 1))
    if len(pairs) <= MOST_PAIRS:
        return pairs
    logs = np.log(counts[:: max(1, len(counts) // GENES_LOOKED_AT)] + 0.5)
    with np.errstate(invalid="ignore", divide="ignore"):
        alike = np.nan_to_num(np.corrcoef(logs, rowvar=False))[pairs[:, 0], pairs[:, 1]]
    return pairs[np.argsort(-alike, kind="stable")[:MOST_PAIRS]]


def _likeness(counts: NDArray[np.float64], names: list[str], i: int, j: int) -> Likeness:
    one, other = counts[:, i], counts[:, j]
    identical = bool(np.array_equal(one, other))
    telling = identical or _of_replicates(one, other) >= TELLING
    sere = 0.0 if identical else simple_error_ratio(one, other) if telling else float("nan")
    return Likeness(names[i], names[j], sere, identical)


def _of_replicates(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """SERE that biological replicates of this depth would have if they were as alike as replicates can be."""
    both = one + other
    share = one.sum() / max(both.sum(), 1.0)
    return (
        float(np.sqrt(1 + 2 * LEAST_VARIATION**2 * share * (1 - share) * both[both > 0].mean())) if both.any() else 0.0
    )
