"""An analysis in the making: what is known can be shown already, what is not says so."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from seqfolio.model import Analysis, Measured

_PARTS = frozenset(field.name for field in fields(Analysis))


class NotYetError(BaseException):
    """A part of an analysis was asked for that is not computed yet.

    No ``Exception``, so that a section that expects some of its own work to fail cannot take it for that.
    """


class Unfinished(Analysis):
    """An ``Analysis`` of which some parts are missing.

    What was made from it without a ``NotYetError`` is what would have been made from the whole.
    """

    def __getattribute__(self, name: str) -> Any:
        """A part that is known.

        Raises:
            NotYetError: it is not.
        """
        if name in _PARTS and name not in object.__getattribute__(self, "__dict__"):
            raise NotYetError(name)
        return object.__getattribute__(self, name)


def unfinished(measured: Measured, **known: object) -> Unfinished:
    """The samples, and those further parts of an ``Analysis`` that are known, by name."""
    made = object.__new__(Unfinished)
    vars(made).update(vars(measured) | known)
    return made
