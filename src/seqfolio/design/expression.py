"""Arithmetic on levels and coefficients -> weights: "B - (A + C)/2"."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from seqfolio.errors import InputError, fail, printable

Weights = NDArray[np.float64]
Resolve = Callable[[str], Weights]


def weights_of(text: str, resolve: Resolve, where: str) -> Weights:
    """The weights of an expression on the coefficients.

    Args:
        text: sums, differences, and products or quotients with numbers; a name that is not an identifier stands in
            backticks.
        resolve: name -> weights.
        where: key path, for messages.

    Raises:
        InputError: not such an expression, or a name that means nothing.
    """
    names: list[str] = []

    def placeholder(match: re.Match[str]) -> str:
        names.append(match[1])
        return f"_quoted_{len(names) - 1}_"

    try:
        tree = ast.parse(re.sub(r"`([^`]+)`", placeholder, text).strip(), mode="eval").body
    except SyntaxError:
        raise _refused(text, where) from None
    value = _value(tree, lambda name: resolve(_original(name, names)), text, where)
    if isinstance(value, float) or not np.abs(value).max() > 0:
        raise fail("contrast-not-estimable", f'"{printable(text)}" compares nothing', where)
    return value


def _original(name: str, names: list[str]) -> str:
    match = re.fullmatch(r"_quoted_(\d+)_", name)
    return names[int(match[1])] if match and int(match[1]) < len(names) else name


def _refused(text: str, where: str) -> InputError:
    return fail(
        "expression-syntax",
        f'"{printable(text)}" is not a linear expression',
        where,
        'Use names, numbers, +, -, * and /, for example "B - (A + C)/2"; put other names in backticks: `day 7`.',
    )


def _value(node: ast.expr, resolve: Resolve, text: str, where: str) -> Weights | float:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return float(node.value)
    if isinstance(node, ast.Name):
        return resolve(node.id)
    if isinstance(node, ast.Attribute):  # makeContrasts writes interactions with dots
        return resolve(ast.unparse(node))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        value = _value(node.operand, resolve, text, where)
        return -value if isinstance(node.op, ast.USub) else value
    if isinstance(node, ast.BinOp):
        return _combined(node, resolve, text, where)
    raise _refused(text, where)


def _combined(node: ast.BinOp, resolve: Resolve, text: str, where: str) -> Weights | float:
    left, right = (_value(side, resolve, text, where) for side in (node.left, node.right))
    numbers = [isinstance(side, float) for side in (left, right)]
    if isinstance(node.op, ast.Add | ast.Sub) and numbers[0] == numbers[1]:
        return left + right if isinstance(node.op, ast.Add) else left - right
    if isinstance(node.op, ast.Mult) and any(numbers):
        return left * right
    if isinstance(node.op, ast.Div) and numbers[1] and right != 0:
        return left / right
    raise _refused(text, where)
