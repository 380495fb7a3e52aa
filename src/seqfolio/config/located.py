"""Key paths of problems -> file, line and key path, for what is found wrong after the YAML was read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from seqfolio.config.model import Config
from seqfolio.config.tree import Key
from seqfolio.errors import InputError, Problem

_PATH = re.compile(r"[A-Za-z_][\w-]*(\.[\w-]+|\[\d+\])*")
_PART = re.compile(r"\[(\d+)\]|([\w-]+)")


@contextmanager
def located(config: Config) -> Iterator[None]:
    """Problems that leave this block say where in the project file they lie.

    Raises:
        InputError: the same kind of error as was raised inside.
    """
    try:
        yield
    except InputError as error:
        raise type(error)([_located(problem, config) for problem in error.problems]) from error.__cause__


def _located(problem: Problem, config: Config) -> Problem:
    key = _key(problem.where)
    if not key or key[:1] not in config.lines:  # another file, or a part that the project file does not have
        return problem
    while key not in config.lines:
        key = key[:-1]
    return replace(problem, where=f"{config.file.name}:{config.lines[key]}: {problem.where}")


def _key(where: str) -> Key:
    """``design.contrasts[0].id`` as its parts; empty for what is no key path."""
    if not _PATH.fullmatch(where):
        return ()
    return tuple(int(number) if number else name for number, name in _PART.findall(where))
