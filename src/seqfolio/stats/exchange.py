"""Whether two samples fit better with each other's labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from seqfolio.stats.influence import least_squares

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Exchange:
    """The exchange of two samples' labels that makes most genes differ.

    Attributes:
        pair: positions of the two samples.
        before: share of genes with a p-value below the level as labelled.
        after: the same after the exchange.
        rival: the same after the best exchange of two other samples; 0 when there are no others.
        further: the same after the exchange and the best further one of two other samples; 0 when there are no others.
    """

    pair: tuple[int, int]
    before: float
    after: float
    rival: float
    further: float


def best_exchange(
    values: ArrayLike, design: ArrayLike, weights: ArrayLike, first: list[int], second: list[int], level: float = 0.01
) -> Exchange:
    """Exchange the values of each sample of one group with each of the other, and test every gene again.

    Two swapped tubes stand out: no other exchange helps, and after theirs none helps further. Where samples share
    something else (a batch, a programme of the cells) many exchanges line the groups up with it a little better.

    Args:
        values: genes x samples; every gene varies.
        design: samples x coefficients, with residual degrees of freedom.
        weights: the contrast on the coefficients.
        first: positions of the samples of one group.
        second: of the other group.
        level: of the t-tests of the contrast (least squares, one variance per gene).
    """
    y, x, c = (np.asarray(a, dtype=np.float64) for a in (values, design, weights))
    shares = _all_exchanges(y, x, c, first, second, level)
    pair = max(shares, key=lambda key: shares[key])
    others = {key: share for key, share in shares.items() if not set(key) & set(pair)}
    again = _all_exchanges(
        _exchanged(y, *pair), x, c, [i for i in first if i not in pair], [j for j in second if j not in pair], level
    )
    return Exchange(
        pair,
        _share(y, x, c, level),
        shares[pair],
        max(others.values(), default=0.0),
        max(again.values(), default=0.0),
    )


def _all_exchanges(
    y: Floats, x: Floats, c: Floats, first: list[int], second: list[int], level: float
) -> dict[tuple[int, int], float]:
    return {(i, j): _share(_exchanged(y, i, j), x, c, level) for i in first for j in second}


def _exchanged(y: Floats, i: int, j: int) -> Floats:
    result = y.copy()
    result[:, [i, j]] = y[:, [j, i]]
    return result


def _share(y: Floats, x: Floats, c: Floats, level: float) -> float:
    model = least_squares(y, x)
    df = len(x) - int(np.linalg.matrix_rank(x))
    variance = (model.residuals**2).sum(axis=1) / df * float(((c @ model.solver) ** 2).sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.abs(model.estimates @ c) / np.sqrt(variance)
    return float((t > -special.stdtrit(df, level / 2)).mean())
