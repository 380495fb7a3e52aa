"""What the text below a setting says of it; read from the source when somebody asks.

Pydantic would read the source of every model each time the program starts, which takes longer than reading the project.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from functools import cache
from itertools import pairwise
from typing import get_args

from pydantic import BaseModel


def description(model: type[BaseModel], name: str) -> str:
    """What a setting means; nothing when its author did not say."""
    return model.model_fields[name].description or _texts(model).get(name, "")


@cache
def _texts(model: type[BaseModel]) -> dict[str, str]:
    """Each setting's text, those of base classes too."""
    found: dict[str, str] = {}
    for part in reversed(model.__mro__):
        if issubclass(part, BaseModel) and part is not BaseModel:
            found |= _own_texts(part)
    return found


def _own_texts(model: type[BaseModel]) -> dict[str, str]:
    try:
        source = textwrap.dedent(inspect.getsource(model))
    except (OSError, TypeError):  # there is no source: made in a notebook, or taken out of an archive
        return {}
    (body,) = (node.body for node in ast.parse(source).body if isinstance(node, ast.ClassDef))
    return {
        setting.target.id: inspect.cleandoc(text.value.value)
        for setting, text in pairwise(body)
        if isinstance(setting, ast.AnnAssign)
        and isinstance(setting.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    }


def describe(model: type[BaseModel]) -> None:
    """Give a model, and those in it, their texts for good, as its JSON Schema needs them."""
    for part in reversed(_parts(model)):
        for name, field in part.model_fields.items():
            field.description = description(part, name) or None
        part.model_rebuild(force=True)


def _parts(model: type[BaseModel]) -> list[type[BaseModel]]:
    """The model and all models in it, each before those in it."""
    found = [model]
    for part in found:
        found += [m for field in part.model_fields.values() for m in _models_in(field.annotation) if m not in found]
    return found


def _models_in(annotation: object) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]
