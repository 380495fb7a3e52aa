"""What `seqfolio show` prints."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from seqfolio.checks.check import WHEN, Check
from seqfolio.config.described import description
from seqfolio.plugins import Registry


def listing(what: str) -> str:
    """The units of one kind with their descriptions and settings, or the schema."""
    if what == "schema":
        from seqfolio.config.schema import schema_text

        return schema_text().rstrip()
    return "\n".join(_entries(what))


def _registry(what: str) -> Registry[Any]:
    from seqfolio.checks.check import CHECKS
    from seqfolio.deliver.channel import CHANNELS
    from seqfolio.differential.method import METHODS
    from seqfolio.load.reader import READERS
    from seqfolio.render.theme import THEMES
    from seqfolio.sections.section import SECTIONS

    registries: dict[str, Registry[Any]] = {
        "methods": METHODS,
        "sections": SECTIONS,
        "checks": CHECKS,
        "readers": READERS,
        "themes": THEMES,
        "channels": CHANNELS,
    }
    return registries[what]


def _entries(what: str) -> Iterable[str]:
    registry = _registry(what)
    width = max(len(name) for name in registry.ids()) + 2
    for name in registry.ids():
        unit = registry.get(name)
        origin = registry.origin(name)
        yield f"{name:<{width}}{unit.title}{'' if origin == 'seqfolio' else f'  (from {origin})'}"
        about = getattr(unit, "description", "") or getattr(unit, "rationale", "")
        for line in textwrap.wrap(" ".join(about.split()), 100 - width):
            yield " " * width + line
        if isinstance(unit, Check):
            yield f"{' ' * width}says {', '.join(unit.severities)}; {WHEN[unit.needs]}"
        for line in _settings(getattr(unit, "Settings", None)):
            yield " " * width + line


def _settings(model: type[BaseModel] | None) -> Iterable[str]:
    if model is None:
        return
    for name, field in model.model_fields.items():
        yield f"  {name}: {description(model, name)} (default {field.default})".replace("\n", " ")
