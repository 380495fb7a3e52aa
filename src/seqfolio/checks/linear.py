"""The linear model behind a contrast on the scale of the figures: what several checks look at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seqfolio.differential import METHODS
from seqfolio.model import Comparison, Design, Measured


@dataclass(frozen=True)
class Linear:
    """Values, design and contrast of one comparison.

    Attributes:
        values: genes x samples on the scale of the figures.
        design: samples x coefficients.
        weights: estimate = weights . coefficients.
    """

    values: pd.DataFrame
    design: NDArray[np.float64]
    weights: NDArray[np.float64]

    @property
    def residual_df(self) -> int:
        """Samples beyond the coefficients."""
        return len(self.design) - int(np.linalg.matrix_rank(self.design))


def design_of(known: Measured, comparison: Comparison) -> Design:
    """The design that a comparison belongs to."""
    return next(d for d in known.designs if d.id == comparison.design)


def linear(known: Measured, comparison: Comparison) -> Linear | None:
    """The model of a comparison; the two groups alone when the method uses no more; None when several terms are tested."""
    if comparison.reduced is not None:
        return None
    if METHODS.get(known.method).needs.whole_design:
        design = design_of(known, comparison)
        values = known.normalized.transformed[design.samples]
        return Linear(values, design.matrix.to_numpy(dtype=np.float64), np.array(comparison.weights))
    numerator, denominator = comparison.samples
    group = np.repeat([1.0, 0.0], [len(numerator), len(denominator)])
    values = known.normalized.transformed[[*numerator, *denominator]]
    return Linear(values, np.column_stack([np.ones(len(group)), group]), np.array([0.0, 1.0]))
