"""What a value should have been, in words: the whole rule, not the half of it that was broken first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from pydantic.fields import FieldInfo

_NUMBERS = ("float", "int", "greater_than", "less_than", "finite_number", "multiple_of")
_OTHERS = {
    "bool": "true or false",
    "tuple": "a list",
    "list": "a list",
    "dict": "keys with values",
    "model": "keys with values",
    "string_type": "a text",
    "string_pattern": "another form",
}


def expected(field: FieldInfo | None, kind: str) -> str:
    """For example ``a number above 0 and below 1``; empty when there are no words for it.

    Args:
        field: the setting, if it is known.
        kind: of the mistake, as pydantic calls it.
    """
    if kind.startswith(_NUMBERS):
        whole = kind.startswith("int") or (field is not None and _is_whole(field.annotation))
        return " ".join(filter(None, ["a whole number" if whole else "a number", _range(field)]))
    if kind == "string_pattern_mismatch" and field is not None and any(_is_colour(rule) for rule in _rules(field)):
        return "a colour such as #0072b2"
    return next((words for name, words in _OTHERS.items() if kind.startswith(name)), "")


def _is_whole(annotation: Any) -> bool:
    parts = [annotation, *_inside(annotation)]
    return int in parts and float not in parts


def _inside(annotation: Any) -> Iterator[Any]:
    for part in get_args(annotation):
        yield part
        yield from _inside(part)


def _is_colour(rule: Any) -> bool:
    return str(getattr(rule, "pattern", "")).startswith("^#")


def _range(field: FieldInfo | None) -> str:
    bounds: dict[str, Any] = {}
    for rule in _rules(field) if field is not None else ():
        bounds |= {name: value for name in ("gt", "ge", "lt", "le") if (value := getattr(rule, name, None)) is not None}
    if {"ge", "le"} <= bounds.keys():
        return f"from {bounds['ge']:g} to {bounds['le']:g}"
    words = {"gt": "above", "ge": "of at least", "lt": "below", "le": "of at most"}
    return " and ".join(f"{words[name]} {bounds[name]:g}" for name in words if name in bounds)


def _rules(field: FieldInfo) -> Iterator[Any]:
    """Limits of the setting itself and of the values in it."""
    yield from field.metadata
    for part in _inside(field.annotation):
        yield from getattr(part, "metadata", None) or ()
