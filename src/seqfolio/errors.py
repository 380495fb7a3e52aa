"""What can go wrong, in words: what happened, where, and what to do.

SeqfolioError            anything that this program reports without a traceback
├── InputError           the input or the call is wrong; nothing was written   (exit 2)
├── OutputExists         the results folder may not be replaced                (exit 2)
└── PluginError          an installed plug-in cannot be used                   (exit 2)

Every problem carries a code; ``docs/errors.md`` has a paragraph for each.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        code: stable, kebab-case; a heading of docs/errors.md.
        message: what happened, with the value that caused it.
        where: file and line, or the key path; empty when there is no place.
        hint: what to do; empty when the message says it already.
    """

    code: str
    message: str
    where: str = ""
    hint: str = ""

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        hint = f"\n    {self.hint}" if self.hint else ""
        return f"{place}{self.message} [{self.code}]{hint}"


class SeqfolioError(Exception):
    """Base of all errors that are shown without a traceback."""

    exit_code = 1


class InputError(SeqfolioError):
    """The input or the call is wrong. Holds every problem that was found, not only the first."""

    exit_code = 2

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class OutputExists(InputError):  # noqa: N818 - it is the name of the situation
    """The results folder exists and may not be replaced."""


class PluginError(InputError):
    """An installed plug-in cannot be used."""


def fail(code: str, message: str, where: str = "", hint: str = "") -> InputError:
    """One problem as an error, to be raised by the caller."""
    return InputError(Problem(code, message, where, hint))


def gathered(*calls: Callable[[], Any]) -> tuple[Any, ...]:
    """What independent calls give; when some of them fail, the problems of all.

    Raises:
        InputError: with every problem, each once.
    """
    results, problems = [], list[Problem]()
    for call in calls:
        try:
            results.append(call())
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(dict.fromkeys(problems))
    return tuple(results)


def nearest(name: str, known: Iterable[str]) -> str:
    """``Did you mean "x"?`` for the closest known name, else an empty string."""
    by_folded = {str(k).casefold(): str(k) for k in known}
    match = difflib.get_close_matches(name.casefold(), by_folded, n=1, cutoff=0.6)
    return f'Did you mean "{printable(by_folded[match[0]])}"?' if match else ""


def listed(names: Iterable[object], most: int = 8) -> str:
    """Names in quotes, the first ``most`` of them, and how many more there are."""
    items = [f'"{printable(name)}"' for name in names]
    more = f" and {len(items) - most:,} more" if len(items) > most else ""
    return ", ".join(items[:most]) + more


def counted(n: int, thing: str) -> str:
    """A number with its noun: ``1 contrast``, ``1,200 genes``."""
    return f"{n:,} {thing}{'' if n == 1 else 's'}"


def printable(value: object, most: int = 60) -> str:
    """A user's value on one line of a terminal: control characters shown as escapes, long ones cut."""
    text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in str(value))
    return text if len(text) <= most else text[: most - 1] + "…"
