"""Types and scratch memory shared by the DESeq2 engine.

Inside the engine every matrix over observations has shape (samples, genes), so that one gene is a column and an
operation over all genes of one sample runs over contiguous memory. The public functions take and return
(genes, samples).
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator

Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]
Ints: TypeAlias = NDArray[np.intp]

BLOCK_ELEMENTS = 65_536
"""Observations handled at once: few enough for the processor's caches, many enough for threads to take turns seldom."""

MINIMUM_DISPERSION = 1e-8
"""Lower bound of every dispersion estimate."""

MINIMUM_MEAN = 0.5
"""Lower bound of a fitted mean inside the iterations, as weights contain its reciprocal."""


def maximum_dispersion(samples: int) -> float:
    """Upper bound of every dispersion estimate: 10, or the number of samples when that is larger."""
    return float(max(10, samples))


class Scratch:
    """Named arrays that are allocated once and used again for every block."""

    def __init__(self) -> None:
        self._buffers: dict[str, Floats] = {}

    def get(self, name: str, shape: tuple[int, ...]) -> Floats:
        """Return an uninitialised array of this shape, valid until the same name is asked for again."""
        size = prod(shape)
        buffer = self._buffers.get(name)
        if buffer is None or buffer.size < size:
            buffer = self._buffers[name] = np.empty(size)
        return buffer[:size].reshape(shape)


def blocks(samples: int, genes: int, elements: int = BLOCK_ELEMENTS) -> Iterator[slice]:
    """Slices over the genes that hold about ``elements`` observations each."""
    step = max(64, elements // max(samples, 1))
    for start in range(0, genes, step):
        yield slice(start, min(start + step, genes))


def take_genes(factors: Floats, which: Bools | Ints | slice) -> Floats:
    """Return the columns of a (samples, genes) matrix; a (samples, 1) matrix serves every gene."""
    if factors.shape[1] == 1:
        return factors
    return np.ascontiguousarray(factors[:, which])
