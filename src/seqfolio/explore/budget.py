"""What goes when the data of the page would be larger than they may be.

First the counts per sample of genes that nobody looks at, then genes: every k-th of those by p-value stays. Genes that
are called, labelled, listed or of interest always stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Choice:
    """Which genes are on the page, and which of them with counts; both in the order of the counts."""

    genes: Mask
    counts: Mask


def choices(important: Mask, expressed: Mask, rank: NDArray[np.intp]) -> Iterator[Choice]:
    """From everything to the least, each a little smaller than the one before.

    Args:
        important: genes that stay.
        expressed: genes with any count: the others have no counts to show.
        rank: place of each gene by p-value, which decides which of the others stay.
    """
    everything = np.ones_like(important)
    yield Choice(everything, expressed)
    yield Choice(everything, important & expressed)
    for step in (2, 4, 8, 16, 32):
        yield Choice(important | (rank % step == 0), important & expressed)
    yield Choice(important, important & expressed)
    yield Choice(important, np.zeros_like(important))


def within(budget: int, options: Iterator[Choice], size: Callable[[Choice], int]) -> Choice:
    """The first choice that fits, or the smallest one."""
    chosen = next(options)
    for following in options:
        if size(chosen) <= budget:
            return chosen
        chosen = following
    return chosen
