"""Whether a design can be estimated, and if not, which columns depend on which."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seqfolio.errors import fail, printable

TOLERANCE = 1e-7  # as R's lm: relative to the largest column


def rank(matrix: NDArray[np.float64]) -> int:
    """Numerical rank of a design matrix (samples x coefficients)."""
    return int(np.linalg.matrix_rank(matrix, tol=TOLERANCE * max(1.0, np.abs(matrix).max(initial=0.0)) * len(matrix)))


def check_full_rank(matrix: pd.DataFrame, formula: str) -> int:
    """The rank of a design of full rank.

    Raises:
        InputError: it is not; the message writes every dependent column as a sum of the others.
    """
    values = matrix.to_numpy(np.float64)
    found = rank(values)
    if found == values.shape[1]:
        return found
    sentences = "; ".join(_dependencies(matrix))
    raise fail(
        "design-not-full-rank",
        f'"{formula}" cannot be estimated: {values.shape[1]} coefficients, rank {found}. {sentences}',
        "design.formula",
        "Two covariates say the same about the samples (for example a batch that holds one group only). "
        "Remove one of them from the formula; what is confounded cannot be separated by any method.",
    )


def _dependencies(matrix: pd.DataFrame) -> list[str]:
    kept: list[int] = []
    sentences = []
    values = matrix.to_numpy(np.float64)
    for column in range(values.shape[1]):
        if rank(values[:, [*kept, column]]) > len(kept):
            kept.append(column)
        else:
            weights = np.linalg.lstsq(values[:, kept], values[:, column], rcond=None)[0]
            sentences.append(f"{_name(matrix, column)} = {_sum(matrix, kept, weights)}")
    return sentences


def _name(matrix: pd.DataFrame, column: int) -> str:
    return f'"{printable(matrix.columns[column])}"'


def _sum(matrix: pd.DataFrame, columns: list[int], weights: NDArray[np.float64]) -> str:
    text = ""
    for column, weight in zip(columns, weights, strict=True):
        if abs(weight) < 1e-8:
            continue
        sign = " - " if weight < 0 else " + "
        factor = "" if abs(abs(weight) - 1) < 1e-8 else f"{abs(weight):.3g} x "
        text += f"{sign}{factor}{_name(matrix, column)}"
    return text.removeprefix(" + ").strip() or "0 in every sample"


def is_estimable(matrix: NDArray[np.float64], weights: NDArray[np.float64]) -> bool:
    """Whether a contrast lies in the row space of the design."""
    return rank(np.vstack([matrix, weights])) == rank(matrix)
