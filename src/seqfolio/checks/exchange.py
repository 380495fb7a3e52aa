"""Whether two samples fit better with each other's labels: the numbers behind the check of swapped samples."""

from __future__ import annotations

import numpy as np

from seqfolio.checks.linear import Linear, linear
from seqfolio.model import Comparison, Measured
from seqfolio.stats.exchange import Exchange, best_exchange

GENES = 1_000
FEWEST_GENES = 200
LEAST_DF = 2
SMALLEST_GROUP = 3  # with two, exchanging either pair gives the same groups
MOST_PAIRS = 144


def exchange(known: Measured, comparison: Comparison) -> tuple[tuple[str, str], Exchange] | None:
    """The two samples whose exchange makes most of the best expressed genes differ, and how many do.

    None when several terms are tested, groups or genes are too few, or pairs too many to try them all.
    """
    model = _model(known, comparison)
    if model is None:
        return None
    names = [str(name) for name in model.values.columns]
    first, second = ([names.index(s) for s in group] for group in comparison.samples)
    found = best_exchange(model.values.to_numpy(dtype=np.float64), model.design, model.weights, first, second)
    i, j = sorted(found.pair)
    return (names[i], names[j]), found


def _model(known: Measured, comparison: Comparison) -> Linear | None:
    model, sizes = linear(known, comparison), [len(samples) for samples in comparison.samples]
    if model is None or min(sizes) < SMALLEST_GROUP or sizes[0] * sizes[1] > MOST_PAIRS or model.residual_df < LEAST_DF:
        return None
    mean = known.normalized.counts[list(model.values.columns)].mean(axis=1).to_numpy()
    chosen = np.argsort(-mean, kind="stable")[:GENES]
    values = model.values.iloc[chosen[mean[chosen] > 0]]
    values = values[np.ptp(values.to_numpy(), axis=1) > 0]
    return Linear(values, model.design, model.weights) if len(values) >= FEWEST_GENES else None
