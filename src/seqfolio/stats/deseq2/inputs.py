"""Checks of counts and design, made once before anything is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from seqfolio.stats.deseq2.errors import CountsError, DESeq2InputError, DesignError, DispersionError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import ArrayLike, NDArray

    from seqfolio.stats.deseq2.arrays import Bools, Floats

_ROUNDING = 1e-6


def checked_counts(counts: ArrayLike) -> Floats:
    """Return counts as whole numbers in the engine's layout.

    Args:
        counts: (genes, samples), non-negative; values may differ from whole numbers by rounding errors only.

    Returns:
        (samples, genes), float64.

    Raises:
        CountsError: naming the first offending gene and sample by position.
    """
    given = array_of(counts, CountsError, "counts must be a matrix of genes x samples")
    if given.ndim != 2 or 0 in given.shape:
        raise CountsError(f"counts must be a matrix of genes x samples, but has shape {given.shape}.")
    if given.dtype.kind not in "biuf":
        raise CountsError(
            f"counts must be numbers, but have type {given.dtype}. Convert the columns to integers first."
        )
    matrix = np.array(given.T, dtype=np.float64, order="C")
    _refuse(lambda k: ~np.isfinite(k), matrix, "is missing or infinite. Remove the gene or repair the value")
    _refuse(lambda k: k < 0, matrix, "is negative. Give raw counts, not log or centred values")
    if given.dtype.kind == "f":
        advice = "is not a whole number. Give raw counts, or round estimated counts and pass their lengths"
        _refuse(lambda k: np.abs(k - np.rint(k)) > _ROUNDING * np.maximum(1.0, k), matrix, advice)
        np.rint(matrix, out=matrix)
    return matrix


def array_of(values: ArrayLike, error: type[DESeq2InputError], must: str) -> NDArray[Any]:
    """Return an array, or raise ``error`` saying what the values ``must`` be when their rows differ in length."""
    try:
        return np.asarray(values)
    except ValueError as problem:
        raise error(f"{must}, but its rows differ in length.") from problem


def numbers(values: ArrayLike, error: type[DESeq2InputError], must: str) -> Floats:
    """Return a new array of floats, or raise ``error`` saying what the values ``must`` be."""
    given = array_of(values, error, must)
    if given.dtype.kind not in "biuf":
        raise error(f"{must}, but has values of type {given.dtype}.")
    return np.array(given, dtype=np.float64, order="C")


def _refuse(wrong: Callable[[Floats], Bools], matrix: Floats, why: str) -> None:
    """Refuse counts (samples, genes) of which some are wrong, looking at one sample after the other."""
    if not any(wrong(row).any() for row in matrix):
        return
    bad = wrong(matrix)
    gene, sample = np.argwhere(bad.T)[0]
    raise CountsError(
        f"the count of gene {gene} (row, from 0) in sample {sample} (column, from 0), {matrix[sample, gene]:g}, "
        f"{why}. {int(np.count_nonzero(bad))} of {matrix.size} counts are affected."
    )


def checked_design(design: ArrayLike, samples: int, names: Sequence[str] | None) -> tuple[Floats, tuple[str, ...]]:
    """Return the design matrix and the names of its coefficients.

    Args:
        design: (samples, coefficients), of full column rank, with at least one residual degree of freedom.
        samples: the number of columns of the counts.
        names: of the coefficients; by default ``coefficient 0``, ``coefficient 1``, ...

    Raises:
        DesignError: naming the coefficients that depend on others.
    """
    matrix = numbers(design, DesignError, "the design must be a matrix of numbers, one row for each sample")
    if matrix.ndim != 2 or len(matrix) != samples or matrix.shape[1] == 0:
        raise DesignError(
            f"the design must be a matrix with one row for each of the {samples} samples, but has shape {matrix.shape}."
        )
    labels = tuple(names) if names is not None else tuple(f"coefficient {k}" for k in range(matrix.shape[1]))
    if len(labels) != matrix.shape[1]:
        raise DesignError(f"{len(labels)} names were given for the {matrix.shape[1]} columns of the design.")
    if len(set(labels)) < len(labels):
        raise DesignError(f"the coefficients need different names, but are called {', '.join(labels)}.")
    if not np.isfinite(matrix).all():
        bad = [label for label, column in zip(labels, matrix.T, strict=True) if not np.isfinite(column).all()]
        raise DesignError(f"the design has missing or infinite values in {', '.join(bad)}. Exclude these samples.")
    _refuse_dependent(matrix, labels)
    if samples == matrix.shape[1]:
        raise DesignError(
            f"the design has as many coefficients as samples ({samples}), so no replicates are left to estimate the "
            "dispersion. Use a smaller design formula, or compare the samples without a test."
        )
    return matrix, labels


def _refuse_dependent(matrix: Floats, labels: tuple[str, ...]) -> None:
    dependent = dependent_columns(matrix)
    if not dependent:
        return
    empty = [labels[k] for k in dependent if not matrix[:, k].any()]
    others = [labels[k] for k in dependent if matrix[:, k].any()]
    reasons = [f"{', '.join(empty)}: zero in every sample"] if empty else []
    reasons += [f"{', '.join(others)}: a linear combination of the other columns"] if others else []
    raise DesignError(
        f"the design matrix is not of full rank ({'; '.join(reasons)}). Remove these terms from the formula, for "
        "example a batch that coincides with the condition."
    )


def dependent_columns(matrix: Floats) -> list[int]:
    """Columns that are linear combinations of the columns to their left (of all others when swept in that order)."""
    dependent: list[int] = []
    kept = np.empty((len(matrix), 0))
    for k, column in enumerate(matrix.T):
        rest = column.copy()
        for _ in range(2):  # the second pass removes what rounding left of the first
            rest -= kept @ (kept.T @ rest)
        length = float(np.linalg.norm(column))
        if float(np.linalg.norm(rest)) <= 1e-7 * max(length, np.finfo(float).tiny):
            dependent.append(k)
        else:
            kept = np.column_stack([kept, rest / np.linalg.norm(rest)])
    return dependent


def refuse_constant(counts: Floats) -> None:
    """Refuse counts in which no gene varies between the samples; ``counts`` is (samples, genes)."""
    if all((row == counts[0]).all() for row in counts):
        raise DispersionError(
            "every gene has equal counts in all samples, so nothing can differ between groups. "
            "Check that the columns are different samples and the values raw counts."
        )


def checked_replicates(least: float) -> None:
    """Refuse a replacement of outliers that has too few samples to know one from."""
    if not least >= 3:
        raise DesignError(f"replace_at is {least}, but at least 3 replicates are needed to tell a count outlier.")


def checked_workers(workers: int | None) -> None:
    """Refuse a number of threads below one."""
    if workers is not None and not workers >= 1:
        raise DESeq2InputError(f"workers is {workers}, but at least 1 thread is needed; None takes all processors.")
