"""text.md.j2 -> blocks: prose with numbers, in which every value from a user is inert."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from seqfolio import wording
from seqfolio.document import Block, Prose

_SPECIAL = re.compile(r"[\\`*_{}\[\]()#+.!|~<>&\"'=:$^@-]")
_PLACE = re.compile(r"\x02([a-z0-9_-]+)\x03")
_RULE = re.compile(r"^---\s*$", re.MULTILINE)


def inert(value: Any) -> Markup:
    """A value as Markdown that is shown as it is: every character that could mean something becomes an entity."""
    if isinstance(value, Markup):
        return value
    text = re.sub(r"\s+", " ", str(value))
    return Markup(_SPECIAL.sub(lambda m: f"&#{ord(m[0])};", text))  # noqa: S704 - this is the escaping


def integer(value: float) -> Markup:
    """12,345."""
    return Markup(f"{value:,.0f}")  # noqa: S704 - a number


def number(value: float, digits: int = 3) -> Markup:
    """Significant digits, without an exponent where it can be avoided."""
    return Markup(f"{value:.{digits}g}")  # noqa: S704 - a number


def percent(value: float, digits: int = 1) -> Markup:
    """0.123 as 12.3 %."""
    return Markup(wording.percent(value, digits))  # noqa: S704 - a number


def plural(n: float, one: str, many: str = "") -> Markup:
    """``1 gene``, ``2 genes``; the words are the template's own."""
    return Markup(f"{n:,.0f} {one if n == 1 else many or one + 's'}")  # noqa: S704 - a number and our own word


def one_line(text: str) -> Markup:
    """Text that was written on several lines, as it is copied from a file: a paragraph on one line."""
    return Markup(re.sub(r"\s*\n\s*", " ", text).strip())  # noqa: S704 - escaped where it was rendered


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined, finalize=inert, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(n=integer, g=number, percent=percent, plural=plural, one_line=one_line)
    return environment


_ENVIRONMENT = _environment()


def compose(template: str, values: Mapping[str, Any], blocks: Mapping[str, Block]) -> tuple[Block, ...]:
    """Render a section's text and put its blocks where it places them.

    Raises:
        KeyError: the text places a block that does not exist.
        jinja2.UndefinedError: the text uses a name that does not exist.
    """

    def place(name: str) -> Markup:
        if name not in blocks:
            raise KeyError(f"the section has no block {name!r}; it has {', '.join(blocks) or 'none'}")
        return Markup(f"\n\n\x02{escape(name)}\x03\n\n")  # noqa: S704 - one of our own names

    text, *help_text = (
        _ENVIRONMENT.from_string(part).render(**values, place=place, blocks=tuple(blocks))
        for part in _RULE.split(template, maxsplit=1)
    )
    return (*_split(text, blocks), *(Prose(part.strip(), "help") for part in help_text if part.strip()))


def _split(text: str, blocks: Mapping[str, Block]) -> list[Block]:
    parts = _PLACE.split(text)
    found: list[Block] = []
    for i, part in enumerate(parts):
        if i % 2:
            found.append(blocks[part])
        elif part.strip():
            found.append(Prose(part.strip()))
    return found
