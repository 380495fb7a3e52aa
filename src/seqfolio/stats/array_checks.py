"""What the statistics on arrays ask of their input, and the errors that say what is wrong and what to do."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]


class StatsInputError(ValueError):
    """The arrays given cannot be analysed; the message says what, where and what to do."""


class ShapeError(StatsInputError):
    """Two arrays do not fit together."""


class NotNumbersError(StatsInputError):
    """The values are not numbers, or the rows of a matrix differ in length."""


class NotFiniteError(StatsInputError):
    """A value is missing or infinite."""


class NegativeValueError(StatsInputError):
    """A value that counts something is below zero."""


class EmptyLibraryError(StatsInputError):
    """A sample has no counts at all, so that nothing can be divided by its size."""


def finite_matrix(values: ArrayLike, what: str) -> FloatArray:
    """Return a two-dimensional float array (genes x samples) without NaN and infinities.

    Raises:
        NotNumbersError: text, or rows of different lengths.
        ShapeError: not two dimensions, or one of them is empty.
        NotFiniteError: names the first row and column that is not finite.
    """
    try:
        matrix = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as problem:
        raise NotNumbersError(f"{what}: expected a matrix of numbers ({problem}).") from problem
    if matrix.ndim != 2 or matrix.size == 0:
        raise ShapeError(f"{what}: expected a matrix with rows and columns, got shape {matrix.shape}.")
    if not np.isfinite(matrix.min() + matrix.max()):
        row, column = np.argwhere(~np.isfinite(matrix))[0]
        raise NotFiniteError(
            f"{what}: row {row}, column {column} is {matrix[row, column]}. Remove the gene or the sample, or fill it."
        )
    return matrix


def count_matrix(counts: ArrayLike) -> FloatArray:
    """Return counts (genes x samples) as floats; fractions, as quantifiers estimate them, are allowed.

    Raises:
        NegativeValueError: a count is below zero, so the table is not one of counts.
    """
    matrix = finite_matrix(counts, "counts")
    if matrix.min() < 0:
        row, column = np.argwhere(matrix < 0)[0]
        raise NegativeValueError(
            f"counts: row {row}, column {column} is {matrix[row, column]}. Counts are zero or more; "
            "give the raw counts, not logarithms or centred values."
        )
    return matrix


def library_sizes(counts: FloatArray, lib_size: ArrayLike | None) -> FloatArray:
    """Return the given library sizes, or the column sums (counts per sample).

    Raises:
        ShapeError: not one size per sample.
        EmptyLibraryError: a size is zero, negative or not finite.
    """
    sizes = counts.sum(axis=0) if lib_size is None else np.asarray(lib_size, dtype=np.float64)
    if sizes.shape != (counts.shape[1],):
        raise ShapeError(f"lib_size: shape {sizes.shape} does not give one size for each of {counts.shape[1]} samples.")
    empty = np.flatnonzero(~(sizes > 0) | ~np.isfinite(sizes))
    if empty.size:
        raise EmptyLibraryError(
            f"Library size of sample column {', '.join(map(str, empty))} is not a positive number. "
            "Exclude the sample: a library without counts cannot be compared."
        )
    return sizes
