"""The design formula: R's language by formulaic, without a way to run code."""

from __future__ import annotations

import ast
import re

import formulaic
from formulaic.errors import FormulaicError

from seqfolio.errors import InputError, fail, printable

WHERE = "design.formula"
_SPACED = re.compile(r"[^\W\d][\w.]*(?:[ \t]+[\w.]+)+")
HIGHEST_POWER = 5  # (a + b + c)^20 would unfold for minutes, and no design has interactions of six factors
FUNCTIONS = frozenset({"C", "center", "scale", "log", "log2", "log10", "exp", "exp10", "poly", "bs", "cs", "cr", "cc"})


def parse(text: str, where: str = WHERE) -> formulaic.SimpleFormula:
    """The right-hand side of a formula, checked before anything of it is evaluated.

    Raises:
        InputError: not a formula, a response or groups in it, or code beyond a few functions of one column.
    """
    _check_powers(text, where)
    try:
        formula = formulaic.Formula(text)
    except (FormulaicError, SyntaxError) as error:
        raise fail(
            "formula-syntax",
            f'"{printable(text)}" is not a formula: {_reason(error, text)}',
            where,
            _with_backticks(text) or 'For example "~ batch + condition".',
        ) from None
    if not isinstance(formula, formulaic.SimpleFormula):
        raise fail(
            "formula-syntax",
            f'"{printable(text)}" has a response or several parts',
            where,
            'Write only the right-hand side: "~ batch + condition". Random effects such as (1 | donor) are not '
            "possible; use design.block or put the donor into the formula.",
        )
    for term in formula:
        for factor in term.factors:
            if factor.eval_method.value == "python":
                _check_code(str(factor.expr), where)
    return formula


def _with_backticks(text: str) -> str:
    """What to do when two words stand side by side outside backticks; empty when none do."""
    parts = re.split(r"(`[^`]*`)", text)
    quoted = [part if part.startswith("`") else _SPACED.sub(r"`\g<0>`", part) for part in parts]
    suggested = "".join(quoted)
    return f'A name with spaces stands between backticks: "{printable(suggested, 200)}".' if suggested != text else ""


def _check_powers(text: str, where: str) -> None:
    without_names = re.sub(r"`[^`]*`", "x", text)
    for power in re.findall(r"(?:\^|\*\*)\s*(\d+)", without_names):
        if len(power) > 3 or int(power) > HIGHEST_POWER:
            raise fail("formula-syntax", f'"{printable(text)}" has a power above {HIGHEST_POWER}', where)


def _reason(error: Exception, text: str) -> str:
    """What the library says, but for the commonest slip, which it calls a context marker."""
    outside_names = re.sub(r"`[^`]*`", "x", text)
    if outside_names.count("(") != outside_names.count(")"):
        return "a bracket has no partner"
    return _plain(error)


def _plain(error: Exception) -> str:
    without_colour = re.sub(r"\x1b\[[0-9;]*m|[⧛⧚]|\[[0-9;]+m", "", str(error))
    return " ".join(without_colour.split())


def _check_code(expression: str, where: str) -> None:
    try:
        tree = ast.parse(expression, mode="eval").body
    except SyntaxError:
        raise _refused(expression, where) from None
    if not (isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id in FUNCTIONS):
        raise _refused(expression, where)
    arguments = [*tree.args, *(keyword.value for keyword in tree.keywords)]
    if not all(isinstance(argument, ast.Name | ast.Constant) for argument in arguments):
        raise _refused(expression, where)


def _refused(expression: str, where: str) -> InputError:
    return fail(
        "formula-code",
        f'"{printable(expression)}" is more than a formula may hold',
        where,
        f"Columns, +, :, *, ^, - and these functions of a column are allowed: {', '.join(sorted(FUNCTIONS))}. "
        "Anything else belongs into a column of the sample sheet.",
    )


def variables(formula: formulaic.SimpleFormula) -> tuple[str, ...]:
    """The columns that a formula uses, in the order in which they appear."""
    found: dict[str, None] = {}
    for term in formula:
        for factor in term.factors:
            method, expression = factor.eval_method.value, str(factor.expr)
            if method == "lookup":
                found[expression] = None
            elif method == "python":
                names = (n.id for n in ast.walk(ast.parse(expression, mode="eval")) if isinstance(n, ast.Name))
                found.update(dict.fromkeys(name for name in names if name not in FUNCTIONS))
    return tuple(found)
