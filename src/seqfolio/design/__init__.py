"""Samples + formula -> Design: the matrix, reference levels, and what is compared, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import formulaic
import numpy as np
import pandas as pd

from seqfolio.config import Config
from seqfolio.config.model import ContrastSpec
from seqfolio.design.covariates import check_known, check_level, check_references, prepare
from seqfolio.design.formula import parse, variables
from seqfolio.design.rank import check_full_rank, is_estimable
from seqfolio.errors import InputError, Problem, fail, listed, printable
from seqfolio.model import Comparison, Dataset, Design


def build(config: Config, dataset: Dataset) -> Design:
    """The design of a project.

    Raises:
        InputError: a column or level does not exist, a value is missing, the matrix is not of full rank, or a
            contrast cannot be estimated.
    """
    specs = config.design.contrasts
    _check_factors(specs, dataset.samples)
    check_references(config.design.reference, dataset.samples)
    text = config.design.formula or _default_formula(specs)
    formula = parse(text)
    used = variables(formula)
    frame = prepare(dataset.samples, used, _references(config, used))
    matrix, model_spec = _matrix(formula, frame, text)
    rank = check_full_rank(matrix, text)
    levels = {
        n: tuple(map(str, frame[n].cat.categories)) for n in used if isinstance(frame[n].dtype, pd.CategoricalDtype)
    }
    comparisons = tuple(_comparison(spec, i, frame, levels, model_spec, matrix) for i, spec in enumerate(specs))
    return Design(text, matrix, used, levels, rank, comparisons)


def _check_factors(specs: tuple[ContrastSpec, ...], samples: pd.DataFrame) -> None:
    for i, spec in enumerate(specs):
        check_known((str(spec.factor),), samples, f"design.contrasts[{i}].factor")


def _default_formula(specs: tuple[ContrastSpec, ...]) -> str:
    factors = dict.fromkeys(str(spec.factor) for spec in specs)
    return "~ " + (" + ".join(f if f.isidentifier() else f"`{f}`" for f in factors) or "1")


def _references(config: Config, used: tuple[str, ...]) -> dict[str, str]:
    from_contrasts = {str(s.factor): str(s.denominator) for s in reversed(config.design.contrasts) if s.factor in used}
    return {**from_contrasts, **config.design.reference}


def _matrix(
    formula: formulaic.SimpleFormula, frame: pd.DataFrame, text: str
) -> tuple[pd.DataFrame, formulaic.ModelSpec]:
    single = [n for n in frame if isinstance(frame[n].dtype, pd.CategoricalDtype) and len(frame[n].cat.categories) < 2]
    if single:
        raise fail(
            "design-not-full-rank",
            f'"{printable(single[0])}" has one level only, so it explains nothing',
            "design.formula",
            "Take it out of the formula.",
        )
    try:
        with np.errstate(all="ignore"):  # a logarithm of zero is told below
            made = formula.get_model_matrix(frame, context={}, na_action="raise")
    except Exception as error:  # noqa: BLE001 - formulaic raises whatever the formula's functions raise
        raise fail("formula-syntax", f'"{printable(text)}" cannot be evaluated: {error}', "design.formula") from None
    matrix = pd.DataFrame(made.to_numpy(np.float64), index=frame.index, columns=list(made.columns))
    _check_finite(matrix)
    return matrix, made.model_spec


def _check_finite(matrix: pd.DataFrame) -> None:
    for name, column in matrix.items():
        bad = matrix.index[~np.isfinite(column)]
        if len(bad):
            raise fail(
                "formula-syntax", f'"{printable(name)}" is not a finite number for {listed(bad)}', "design.formula"
            )


def _comparison(
    spec: ContrastSpec,
    i: int,
    frame: pd.DataFrame,
    levels: dict[str, tuple[str, ...]],
    model_spec: formulaic.ModelSpec,
    matrix: pd.DataFrame,
) -> Comparison:
    factor, numerator, denominator = str(spec.factor), str(spec.numerator), str(spec.denominator)
    where = f"design.contrasts[{i}]"
    _check_categorical(factor, frame, levels, where)
    check_level(numerator, list(levels[factor]), factor, f"{where}.numerator")
    check_level(denominator, list(levels[factor]), factor, f"{where}.denominator")
    weights = _weights(frame, factor, numerator, denominator, model_spec)
    if not is_estimable(matrix.to_numpy(), weights):
        raise fail("contrast-not-estimable", f'the design cannot tell "{numerator}" from "{denominator}"', where)
    samples = tuple(tuple(str(s) for s in frame.index[frame[factor] == level]) for level in (numerator, denominator))
    return Comparison(
        id=spec.id,
        title=spec.title or f"{numerator} vs {denominator}",
        factor=factor,
        numerator=numerator,
        denominator=denominator,
        sentence=f"log2 fold change > 0: higher in {numerator} than in {denominator}",
        weights=tuple(map(float, weights)),
        samples=(samples[0], samples[1]),
    )


def _check_categorical(factor: str, frame: pd.DataFrame, levels: dict[str, tuple[str, ...]], where: str) -> None:
    if factor not in frame:
        raise fail(
            "contrast-not-estimable",
            f'the factor "{printable(factor)}" is not in the formula',
            where,
            "Add it to design.formula.",
        )
    if factor not in levels:
        raise InputError(
            Problem(
                "unknown-level",
                f'"{printable(factor)}" is a continuous covariate and has no levels',
                where,
                f"If its numbers are categories, say so: input.factors: [{printable(factor)}].",
            )
        )


def _weights(
    frame: pd.DataFrame, factor: str, numerator: str, denominator: str, model_spec: formulaic.ModelSpec
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Difference of two imagined samples that are alike but for the factor; categories at their reference, numbers at 0.

    Where the formula has no value at 0, as with ``log(age)``, numbers stand at their mean.
    """
    difference = _difference(frame, factor, (numerator, denominator), model_spec, lambda _: 0.0)
    if np.isfinite(difference).all():
        return difference
    return _difference(frame, factor, (numerator, denominator), model_spec, lambda column: float(column.mean()))


def _difference(
    frame: pd.DataFrame,
    factor: str,
    pair: tuple[str, str],
    model_spec: formulaic.ModelSpec,
    number: Callable[[pd.Series[Any]], float],
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    alike = {
        name: pd.Series(pd.Categorical([column.cat.categories[0]] * 2, categories=column.cat.categories))
        if isinstance(column.dtype, pd.CategoricalDtype)
        else pd.Series([number(column)] * 2)
        for name, column in frame.items()
    }
    alike[factor] = pd.Series(pd.Categorical(pair, categories=frame[factor].cat.categories))
    with np.errstate(all="ignore"):
        rows = np.asarray(model_spec.get_model_matrix(pd.DataFrame(alike), context={}), dtype=np.float64)
        return np.asarray(rows[0] - rows[1])
