"""The genes in chunks, which several threads may work on.

Chunks bound the memory of intermediate arrays. Their size does not depend on the number of threads, so the results
are the same to the last bit however many there are. NumPy lets other threads run during its loops, which pays from
some dozen samples on; with fewer, and few genes, there is one chunk.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from seqfolio.stats.deseq2.arrays import Ints

T = TypeVar("T")

_ELEMENTS = 2**18
_ELEMENTS_OF_FEW_SAMPLES = 2**21
_FEW_SAMPLES = 32


@dataclass(frozen=True)
class Chunk:
    """Positions of some genes among all, (genes,), and their place among those that are worked on."""

    genes: Ints
    place: slice


def chunks(samples: int, genes: Ints) -> list[Chunk]:
    """Cut positions of genes, (genes,), into chunks of about a quarter of a million observations."""
    elements = _ELEMENTS_OF_FEW_SAMPLES if samples < _FEW_SAMPLES else _ELEMENTS
    number = max(1, round(len(genes) * samples / elements))
    ends = np.linspace(0, len(genes), min(number, max(1, len(genes))) + 1).astype(int).tolist()
    places = [slice(start, end) for start, end in pairwise(ends)]
    return [Chunk(genes[place], place) for place in places]


def each(work: Callable[[Chunk], T], parts: list[Chunk], workers: int | None = None) -> list[T]:
    """Results of ``work`` for each chunk, in order; by that many threads, or as many as there are processors."""
    threads = min(len(parts), workers or _processors())
    if threads <= 1:
        return [work(part) for part in parts]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, parts))


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
