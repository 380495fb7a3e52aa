"""Over-representation: whether the called genes hold more of a set than chance would put there."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from seqfolio.stats.multiple_testing import benjamini_hochberg

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
ROWS = 256  # sets at a time


@dataclass(frozen=True)
class Overlap:
    """A value per set.

    Attributes:
        expected: called genes of a random set of this size.
        fold: overlap divided by what is expected; NaN when nothing is expected.
        pvalue: probability of this overlap or a larger one by chance.
        padj: adjusted by Benjamini and Hochberg over the sets.
    """

    expected: Floats = field(repr=False)
    fold: Floats = field(repr=False)
    pvalue: Floats = field(repr=False)
    padj: Floats = field(repr=False)


def over_representation(overlap: Integers, size: Integers, called: int, background: int) -> Overlap:
    """One-sided hypergeometric test (Fisher's exact test) of each set.

    Args:
        overlap: called genes in each set.
        size: genes of the background in each set.
        called: called genes of the background.
        background: all genes that could have been called.
    """
    pvalue = _at_least(overlap, size, called, background)
    expected = size * called / background
    fold = np.divide(overlap, expected, out=np.full(len(expected), np.nan), where=expected > 0)
    return Overlap(expected, fold, pvalue, benjamini_hochberg(pvalue))


def _at_least(overlap: Integers, size: Integers, called: int, background: int) -> Floats:
    """Upper tail of the hypergeometric distribution, its end included: the sum of all terms, for all sets at once.

    ``scipy.stats.hypergeom.sf`` gives the same and takes a hundred times as long, as it loops over the sets.
    """
    log_factorial = gammaln(np.arange(background + 1) + 1.0)
    found = np.empty(len(size))
    for i in range(0, len(size), ROWS):
        found[i : i + ROWS] = _tail_sums(overlap[i : i + ROWS], size[i : i + ROWS], called, background, log_factorial)
    return np.minimum(found, 1.0)


def _tail_sums(overlap: Integers, size: Integers, called: int, background: int, log_factorial: Floats) -> Floats:
    most = np.minimum(size, called)
    hits = overlap[:, None] + np.arange(int((most - overlap).max()) + 1)
    valid = (hits <= most[:, None]) & (size[:, None] - hits <= background - called)
    x, n = np.where(valid, hits, most[:, None]), size[:, None]
    log_term = (
        log_factorial[called] - log_factorial[x] - log_factorial[called - x]
        + log_factorial[background - called] - log_factorial[n - x]
        - log_factorial[np.maximum(background - called - n + x, 0)]
        - log_factorial[background] + log_factorial[n] + log_factorial[background - n]
    )  # fmt: skip
    return np.asarray(np.where(valid, np.exp(log_term), 0.0).sum(axis=1))
