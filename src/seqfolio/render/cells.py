"""How a value is written in a table, the same in every format."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from seqfolio.document import Cell


def text(value: Cell, kind: str) -> str:
    """A cell as plain text."""
    if value is None:
        return "NA"
    if isinstance(value, str):
        return value
    if kind == "integer":
        return f"{value:,.0f}"
    return _number(float(value), 3 if kind == "pvalue" else 4)


def _number(value: float, digits: int) -> str:
    if value == 0:
        return "0"
    if 1e-3 <= abs(value) < 1e5:
        return f"{value:#,.{digits}g}".rstrip(".") if abs(value) < 10 ** (digits - 1) else f"{value:,.0f}"
    return f"{value:.{digits - 1}e}"


def longest_word(value: str) -> int:
    """Letters of a text between two places where a line may be broken."""
    return max(map(len, re.split(r"[\s-]", value)))


def html(value: Cell, kind: str) -> Markup:
    """A cell as HTML; exponents are raised, a minus is a minus."""
    written = text(value, kind)
    if isinstance(value, str) or value is None:
        return escape(written)
    mantissa, _, exponent = written.replace("-", "−").partition("e")
    if not exponent:
        return Markup(mantissa)  # noqa: S704 - digits
    power = exponent.lstrip("+").replace("−0", "−").lstrip("0")
    return Markup(f"{mantissa} × 10<sup>{power}</sup>")  # noqa: S704 - digits
