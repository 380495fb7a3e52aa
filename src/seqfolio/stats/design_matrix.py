"""The design matrix: what is asked of it, which columns depend on others, and an orthonormal basis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from seqfolio.stats.array_checks import FloatArray, ShapeError, StatsInputError, finite_matrix

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

DEPENDENT = 1e-7  # a column is dependent when less than this share of its length is new, as in R's qr


class RankDeficientDesignError(StatsInputError):
    """Some coefficients cannot be told apart."""


def checked_design(design: ArrayLike, n_samples: int, names: Sequence[str] | None = None) -> FloatArray:
    """Return the design (samples x coefficients) as floats, of full column rank.

    Args:
        design: samples x coefficients.
        n_samples: rows that it must have.
        names: of the coefficients, for the message; default: the column numbers.

    Raises:
        ShapeError: its rows are not the samples.
        RankDeficientDesignError: names the columns that are combinations of columns before them.
    """
    x = finite_matrix(design, "design")
    if x.shape[0] != n_samples:
        raise ShapeError(f"design: {x.shape[0]} rows for {n_samples} samples. Give one row for each sample.")
    dependent = dependent_columns(x)
    if dependent:
        labels = [f"column {j}" if names is None else f"'{names[j]}'" for j in dependent]
        raise RankDeficientDesignError(
            f"design: {', '.join(labels)} can be written with the columns before it, so its effect cannot be "
            "estimated. Remove a term (for example a batch that coincides with the groups), or add samples."
        )
    return x


def dependent_columns(design: FloatArray) -> tuple[int, ...]:
    """Numbers of the columns that are linear combinations of those before them."""
    basis = np.empty((design.shape[0], 0))
    dependent = []
    for j, column in enumerate(design.T):
        rest = column - basis @ (basis.T @ column)
        rest = rest - basis @ (basis.T @ rest)  # twice is enough to lose no digits
        length = np.linalg.norm(rest)
        if length <= DEPENDENT * np.linalg.norm(column):
            dependent.append(j)
        else:
            basis = np.column_stack((basis, rest / length))
    return tuple(dependent)


def orthonormal_columns(design: FloatArray) -> FloatArray:
    """Return an orthonormal basis of the columns (samples x rank); dependent columns are left out."""
    return np.asarray(np.linalg.qr(np.delete(design, dependent_columns(design), axis=1))[0])
