"""Covariates as the model takes them: categories with the reference first, numbers as numbers."""

from __future__ import annotations

from typing import Any

import pandas as pd

from seqfolio.errors import InputError, Problem, fail, listed, nearest, printable

MISSING = frozenset({"", "na", "n/a", "nan", "-", "."})  # not "none" and "null", which are treatments and genotypes


def is_missing(cell: object) -> bool:
    """Whether a cell of the sheet says that nothing is known; never silently a level."""
    return cell != cell or str(cell).strip().casefold() in MISSING


def prepare(samples: pd.DataFrame, used: tuple[str, ...], references: dict[str, str]) -> pd.DataFrame:
    """The used covariates: categorical ones as pandas categories, reference first, the rest sorted.

    Raises:
        InputError: a covariate does not exist, or a value is missing.
    """
    check_known(used, samples, "design.formula")
    problems = [problem for name in used for problem in _missing(samples[name])]
    if problems:
        raise InputError(problems)
    return pd.DataFrame({name: _column(samples[name], references.get(name)) for name in used}, index=samples.index)


def check_references(references: dict[str, str], samples: pd.DataFrame) -> None:
    """Refuse references of ``design.reference`` that cannot be any: also of factors that are not used.

    Raises:
        InputError: no such column or level, or a continuous covariate.
    """
    check_known(tuple(references), samples, "design.reference")
    for name, level in references.items():
        if samples[name].dtype.kind == "f":
            raise fail(
                "unknown-level",
                f'"{printable(name)}" is a continuous covariate and has no levels',
                "design.reference",
                f"If its numbers are categories, say so: input.factors: [{printable(name)}].",
            )
        check_level(level, levels_of(samples[name]), name, "design.reference")


def levels_of(column: pd.Series[Any]) -> list[str]:
    """The levels of a category, sorted."""
    return sorted({str(cell) for cell in column if not is_missing(cell)})


def check_known(names: tuple[str, ...], samples: pd.DataFrame, where: str) -> None:
    """Refuse names that are no column of the sample sheet.

    Raises:
        InputError: with the nearest column.
    """
    known = [str(column) for column in samples.columns]
    problems = [
        Problem(
            "unknown-column",
            f'the sample sheet has no covariate "{printable(name)}"',
            where,
            nearest(name, known) or f"Covariates: {listed(known, 20)}.",
        )
        for name in names
        if name not in known
    ]
    if problems:
        raise InputError(problems)


def _missing(column: pd.Series[Any]) -> list[Problem]:
    lost = [str(sample) for sample, cell in column.items() if is_missing(cell)]
    if not lost:
        return []
    return [
        Problem(
            "missing-covariate",
            f'"{printable(column.name)}" is not known for {listed(lost)}',
            "input.samples",
            "Fill it in, leave the samples out with input.exclude, or take the covariate out of the design.",
        )
    ]


def _column(column: pd.Series[Any], reference: str | None) -> pd.Series[Any]:
    if column.dtype.kind == "f":
        return column
    levels = levels_of(column)
    if reference in levels:  # what is no level of the data is refused where it was written
        levels = [reference, *(level for level in levels if level != reference)]
    return pd.Series(pd.Categorical(column.astype(str), categories=levels), index=column.index, name=column.name)


def check_level(level: str, levels: list[str], factor: str, where: str) -> None:
    """Refuse a level that no sample has.

    Raises:
        InputError: with the nearest level.
    """
    if level not in levels:
        raise fail(
            "unknown-level",
            f'no sample has the level "{printable(level)}" of "{printable(factor)}"',
            where,
            nearest(level, levels) or f"Levels: {listed(levels, 20)}.",
        )
