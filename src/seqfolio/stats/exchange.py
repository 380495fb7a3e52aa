"""Whether two samples fit better with each other's labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import t as t_distribution

from seqfolio.stats.influence import least_squares

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Exchange:
    """The exchange of two samples' labels that makes most genes differ.

    Attributes:
        pair: positions of the two samples.
        before: share of genes with a p-value below the level as labelled.
        after: the same after the exchange.
    """

    pair: tuple[int, int]
    before: float
    after: float


def best_exchange(
    values: ArrayLike, design: ArrayLike, weights: ArrayLike, first: list[int], second: list[int], level: float = 0.01
) -> Exchange:
    """Exchange the values of each sample of one group with each of the other, and test every gene again.

    Args:
        values: genes x samples; every gene varies.
        design: samples x coefficients, with residual degrees of freedom.
        weights: the contrast on the coefficients.
        first, second: positions of the samples of the two groups.
        level: of the t-tests of the contrast (least squares, one variance per gene).
    """
    y, x, c = (np.asarray(a, dtype=np.float64) for a in (values, design, weights))
    before = _share(y, x, c, level)
    best = Exchange((first[0], second[0]), before, -1.0)
    for i in first:
        for j in second:
            exchanged = y.copy()
            exchanged[:, [i, j]] = y[:, [j, i]]
            after = _share(exchanged, x, c, level)
            if after > best.after:
                best = Exchange((i, j), before, after)
    return best


def _share(y: Floats, x: Floats, c: Floats, level: float) -> float:
    model = least_squares(y, x)
    df = len(x) - int(np.linalg.matrix_rank(x))
    variance = (model.residuals**2).sum(axis=1) / df * float(((c @ model.solver) ** 2).sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.abs(model.estimates @ c) / np.sqrt(variance)
    return float((t > t_distribution.isf(level / 2, df)).mean())
