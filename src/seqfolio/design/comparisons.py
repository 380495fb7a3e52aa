"""What a contrast of the YAML means on the coefficients of a design, and in words."""

from __future__ import annotations

from dataclasses import dataclass, replace

import formulaic
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seqfolio.config.model import ContrastSpec
from seqfolio.design.covariates import check_level
from seqfolio.design.expression import weights_of
from seqfolio.design.formula import parse, variables
from seqfolio.design.rank import is_estimable, rank
from seqfolio.design.spelling import position
from seqfolio.errors import InputError, fail, gathered, printable
from seqfolio.model import Comparison

Weights = NDArray[np.float64]


@dataclass(frozen=True)
class Basis:
    """A design while its contrasts are worked out.

    Attributes:
        frame: covariates as the model takes them.
        spec: formulaic's recipe, to make rows for imagined samples.
        spellings: coefficient -> every way to spell it.
    """

    id: str
    formula: formulaic.SimpleFormula
    frame: pd.DataFrame
    matrix: pd.DataFrame
    levels: dict[str, tuple[str, ...]]
    spec: formulaic.ModelSpec
    spellings: dict[str, list[str]]


def comparison(basis: Basis, spec: ContrastSpec, where: str, *, lrt: bool) -> Comparison:
    """A contrast of the YAML.

    Args:
        basis: the design.
        spec: the contrast.
        where: its key path.
        lrt: whether a comparison of levels is tested by leaving out its factor.

    Raises:
        InputError: a level or coefficient does not exist, or the design cannot tell what is asked.
    """
    made = _stated(basis, spec, where)
    reduced = _reduced(basis, spec, made, where, lrt=lrt)
    if reduced is not None:
        made = replace(made, reduced=reduced, directed=basis.matrix.shape[1] - reduced.shape[1] == 1)
    if not is_estimable(basis.matrix.to_numpy(), np.array(made.weights)):
        raise fail("contrast-not-estimable", f'the design cannot tell "{printable(made.title)}"', where)
    return made


def _stated(basis: Basis, spec: ContrastSpec, where: str) -> Comparison:
    if spec.coefficient is not None:
        return _coefficient(basis, spec, position(spec.coefficient, basis.spellings, f"{where}.coefficient"))
    if spec.expression is not None:
        return _expression(basis, spec, where)
    if spec.weights is not None:
        return _weights(basis, spec, where)
    if spec.numerator is not None:
        return _levels(basis, spec, where)
    return _left_out(basis, spec, where)


def _levels(basis: Basis, spec: ContrastSpec, where: str) -> Comparison:
    factor, numerator, denominator = str(spec.factor), str(spec.numerator), str(spec.denominator)
    levels = _levels_of(basis, factor, where)
    gathered(
        lambda: check_level(numerator, list(levels), factor, f"{where}.numerator"),
        lambda: check_level(denominator, list(levels), factor, f"{where}.denominator"),
    )
    weights = row(basis, factor, numerator) - row(basis, factor, denominator)
    column = basis.frame[factor]
    samples = tuple(tuple(str(s) for s in basis.frame.index[column == level]) for level in (numerator, denominator))
    return Comparison(
        id=spec.id,
        title=spec.title or f"{numerator} vs {denominator}",
        design=basis.id,
        factor=factor,
        numerator=numerator,
        denominator=denominator,
        sentence=f"log2 fold change > 0: higher in {numerator} than in {denominator}",
        up=f"higher in {numerator}",
        down=f"lower in {numerator}",
        axis=f"{numerator} / {denominator}",
        weights=tuple(map(float, weights)),
        samples=(samples[0], samples[1]),
    )


def _levels_of(basis: Basis, factor: str, where: str) -> tuple[str, ...]:
    if factor not in basis.frame:
        message = f'the factor "{printable(factor)}" is not in the formula'
        raise fail("contrast-not-estimable", message, where, "Add it to the formula.")
    if factor not in basis.levels:
        raise fail(
            "unknown-level",
            f'"{printable(factor)}" is a continuous covariate and has no levels',
            where,
            f"Use coefficient: {printable(factor)}; or, if its numbers are categories, input.factors: [{printable(factor)}].",
        )
    return basis.levels[factor]


def row(basis: Basis, factor: str, level: str) -> Weights:
    """The model's row of an imagined sample: the factor at a level, other categories at their reference, numbers at 0.

    Where the formula has no value at 0, as with ``log(age)``, numbers stand at their mean.
    """
    made = _row(basis, factor, level, at_mean=False)
    return made if np.isfinite(made).all() else _row(basis, factor, level, at_mean=True)


def _row(basis: Basis, factor: str, level: str, *, at_mean: bool) -> Weights:
    values = {
        name: pd.Series(pd.Categorical([column.cat.categories[0]], categories=column.cat.categories))
        if isinstance(column.dtype, pd.CategoricalDtype)
        else pd.Series([float(column.mean()) if at_mean else 0.0])
        for name, column in basis.frame.items()
    }
    values[factor] = pd.Series(pd.Categorical([level], categories=basis.frame[factor].cat.categories))
    with np.errstate(all="ignore"):
        made = basis.spec.get_model_matrix(pd.DataFrame(values), context={})
    return np.asarray(made, dtype=np.float64).ravel()


def _free(basis: Basis, spec: ContrastSpec, what: str, weights: Weights) -> Comparison:
    return Comparison(
        id=spec.id,
        title=spec.title or what,
        design=basis.id,
        factor=spec.factor or "",
        numerator="",
        denominator="",
        sentence=f"log2 fold change > 0: {what} is above 0",
        up="above 0",
        down="below 0",
        axis=what,
        weights=tuple(map(float, weights)),
    )


def _coefficient(basis: Basis, spec: ContrastSpec, which: int) -> Comparison:
    name = str(basis.matrix.columns[which])
    made = _free(basis, spec, name, np.eye(basis.matrix.shape[1])[which])
    if name in basis.frame and name not in basis.levels:
        sentence = f"log2 fold change per unit of {name}; > 0: rises with {name}"
        return replace(
            made, sentence=sentence, up=f"rises with {name}", down=f"falls with {name}", axis=f"per unit of {name}"
        )
    return made


def _expression(basis: Basis, spec: ContrastSpec, where: str) -> Comparison:
    text = str(spec.expression)

    def resolve(name: str) -> Weights:
        factors = [spec.factor] if spec.factor else list(basis.levels)
        for factor in factors:
            if factor in basis.levels and name in basis.levels[factor]:
                return row(basis, factor, name)
        which = position(name, basis.spellings, f"{where}.expression")
        return np.asarray(np.eye(basis.matrix.shape[1])[which])

    return _free(basis, spec, text, weights_of(text, resolve, f"{where}.expression"))


def _weights(basis: Basis, spec: ContrastSpec, where: str) -> Comparison:
    given = spec.weights or ()
    columns = [str(column) for column in basis.matrix.columns]
    if len(given) != len(columns) or not any(given):
        raise fail(
            "wrong-value",
            f"{len(given)} weights were given; the design has {len(columns)} coefficients",
            f"{where}.weights",
            f"One number each, not all 0, for: {', '.join(map(printable, columns))}.",
        )
    words = " ".join(f"{weight:+g} {column}" for weight, column in zip(given, columns, strict=True) if weight)
    return _free(basis, spec, words, np.array(given))


def _left_out(basis: Basis, spec: ContrastSpec, where: str) -> Comparison:
    """A test of several terms at once; the fold change shown is that of the last coefficient that is left out."""
    reduced = _nested(basis, str(spec.reduced), where)
    column = next(
        i
        for i in reversed(range(basis.matrix.shape[1]))
        if not is_estimable(reduced.to_numpy().T, basis.matrix.to_numpy()[:, i])
    )
    made = _coefficient(basis, spec, column)
    title = spec.title or f"{' + '.join(str(t) for t in basis.formula if str(t) != '1')} against {spec.reduced}"
    sentence = f"Genes that {spec.reduced} does not explain; the fold change shown is {made.axis}"
    return replace(made, title=title, sentence=sentence)


def _reduced(basis: Basis, spec: ContrastSpec, made: Comparison, where: str, *, lrt: bool) -> pd.DataFrame | None:
    if spec.reduced is not None:
        return _nested(basis, spec.reduced, where)
    if not lrt:
        return None
    if not made.factor:
        message = "a likelihood ratio test wants to know what the smaller model is"
        raise fail("missing-key", message, where, 'For example reduced: "~ batch".')
    terms = [t for t in basis.formula if all(made.factor != str(f.expr) for f in t.factors)]
    return _checked_nested(basis, formulaic.SimpleFormula(terms), f"the formula without {made.factor}", where)


def _nested(basis: Basis, text: str, where: str) -> pd.DataFrame:
    formula = parse(text, f"{where}.reduced")
    if any(name not in basis.frame for name in variables(formula)):
        raise _not_nested(text, where)
    return _checked_nested(basis, formula, text, where)


def _checked_nested(basis: Basis, formula: formulaic.SimpleFormula, text: str, where: str) -> pd.DataFrame:
    made = formula.get_model_matrix(basis.frame, context={}, na_action="raise")
    matrix = pd.DataFrame(made.to_numpy(np.float64), index=basis.frame.index, columns=list(made.columns))
    full = basis.matrix.to_numpy()
    if not 0 < matrix.shape[1] < full.shape[1] or rank(np.hstack([full, matrix.to_numpy()])) != full.shape[1]:
        raise _not_nested(text, where)
    return matrix


def _not_nested(text: str, where: str) -> InputError:
    return fail(
        "contrast-not-estimable",
        f'"{printable(text)}" is not a part of the formula',
        f"{where}.reduced",
        "Leave out terms of the full formula, at least one of them and not all.",
    )
