"""Samples + formula -> Designs: matrices, reference levels, and what is compared, in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import formulaic
import numpy as np
import pandas as pd

from seqfolio.config import Config
from seqfolio.config.model import ContrastSpec
from seqfolio.design.comparisons import Basis, comparison
from seqfolio.design.covariates import check_known, check_references, prepare
from seqfolio.design.formula import parse, variables
from seqfolio.design.rank import check_full_rank
from seqfolio.design.spelling import spellings
from seqfolio.errors import InputError, Problem, fail, gathered, listed, nearest, printable
from seqfolio.model import Dataset, Design

__all__ = ["build"]


@dataclass(frozen=True)
class Wanted:
    """What makes a model: contrasts with the same one share a fit."""

    formula: str
    block: str | None
    left_out: tuple[str, ...]


def build(config: Config, dataset: Dataset) -> tuple[Design, ...]:
    """The designs of a project, the project's own first; most have only that one.

    Raises:
        InputError: a column or level does not exist, a value is missing, a matrix is not of full rank, or a
            contrast cannot be estimated.
    """
    specs = config.design.contrasts
    gathered(
        lambda: _check_factors(specs, dataset.samples),
        lambda: check_references(config.design.reference, dataset.samples),
    )
    first = Wanted(config.design.formula or _default_formula(specs), config.design.block, ())
    wanted = [_wanted(spec, first) for spec in specs]
    kinds = dict.fromkeys([first, *wanted])
    checks = [partial(_check_left_out, spec, i, dataset) for i, spec in enumerate(specs)]
    models = [
        partial(_located, config, dataset, kind, f"fit{n}", [i for i, w in enumerate(wanted) if w == kind])
        for n, kind in enumerate(kinds, 1)
        if kind in wanted or n == 1
    ]
    return gathered(*checks, *models)[len(checks) :]


def _located(config: Config, dataset: Dataset, kind: Wanted, identity: str, which: list[int]) -> Design:
    """A design; what is wrong with a contrast's own formula is told there."""
    own = [f"design.contrasts[{i}].formula" for i in which if config.design.contrasts[i].formula]
    try:
        return _design(config, dataset, kind, identity, which)
    except InputError as error:
        place = own[0] if own else "design.formula"
        raise InputError(
            replace(p, where=place) if p.where == "design.formula" else p for p in error.problems
        ) from None


def _wanted(spec: ContrastSpec, first: Wanted) -> Wanted:
    return Wanted(spec.formula or first.formula, spec.block or first.block, tuple(sorted(spec.exclude)))


def _check_left_out(spec: ContrastSpec, i: int, dataset: Dataset) -> None:
    known = [str(sample) for sample in dataset.samples.index]
    unknown = [n for n in spec.exclude if n not in known]
    where = f"design.contrasts[{i}].exclude"
    if unknown:
        raise InputError(
            Problem("unknown-sample", f'there is no sample "{printable(n)}"', where, nearest(n, known)) for n in unknown
        )


def _check_factors(specs: tuple[ContrastSpec, ...], samples: pd.DataFrame) -> None:
    named = [(spec.factor, f"design.contrasts[{i}].factor") for i, spec in enumerate(specs) if spec.factor is not None]
    gathered(*(partial(check_known, (factor,), samples, where) for factor, where in named))


def _default_formula(specs: tuple[ContrastSpec, ...]) -> str:
    factors = dict.fromkeys(spec.factor for spec in specs if spec.factor)
    if specs and not factors:
        raise fail("missing-key", "this key is needed", "design.formula", 'For example "~ batch + condition".')
    return "~ " + (" + ".join(f if f.isidentifier() else f"`{f}`" for f in factors) or "1")


def _design(config: Config, dataset: Dataset, kind: Wanted, identity: str, which: list[int]) -> Design:
    formula = parse(kind.formula)
    used = variables(formula)
    samples = dataset.samples.drop(index=list(kind.left_out), errors="ignore")  # unknown ones are told elsewhere
    frame = prepare(samples, used, _references(config, used))
    matrix, spec = _matrix(formula, frame, kind.formula)
    rank = check_full_rank(matrix, kind.formula)
    levels = {
        n: tuple(map(str, frame[n].cat.categories)) for n in used if isinstance(frame[n].dtype, pd.CategoricalDtype)
    }
    known = spellings([str(column) for column in matrix.columns], levels)
    basis = Basis(identity, formula, frame, matrix, levels, spec, known)
    lrt = config.analysis.test == "lrt"
    contrasts = config.design.contrasts
    made = gathered(*(partial(comparison, basis, contrasts[i], f"design.contrasts[{i}]", lrt=lrt) for i in which))
    return Design(identity, kind.formula, matrix, used, levels, rank, made, known, _block(samples, kind.block))


def _references(config: Config, used: tuple[str, ...]) -> dict[str, str]:
    from_contrasts = {
        str(s.factor): s.denominator for s in reversed(config.design.contrasts) if s.factor in used and s.denominator
    }
    return {**from_contrasts, **{k: v for k, v in config.design.reference.items() if k in used}}


def _matrix(
    formula: formulaic.SimpleFormula, frame: pd.DataFrame, text: str
) -> tuple[pd.DataFrame, formulaic.ModelSpec]:
    single = [n for n in frame if isinstance(frame[n].dtype, pd.CategoricalDtype) and len(frame[n].cat.categories) < 2]
    if single:
        message = f'"{printable(single[0])}" has one level only, so it explains nothing'
        raise fail("design-not-full-rank", message, "design.formula", "Take it out of the formula.")
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
            message = f'"{printable(name)}" is not a finite number for {listed(bad)}'
            raise fail("formula-syntax", message, "design.formula")


def _block(samples: pd.DataFrame, column: str | None) -> dict[str, str] | None:
    if column is None:
        return None
    check_known((column,), samples, "design.block")
    prepare(samples, (column,), {})
    return {str(sample): str(value) for sample, value in samples[column].items()}
