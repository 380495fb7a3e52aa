"""The same work on many items, shared among the processors.

The processes are forked: they see all that was computed so far and nothing has to be sent to them. Where forking is not
safe (macOS, Windows) or there is one processor, the items are done one after the other, with the same results.
"""

from __future__ import annotations

import os
import pickle
import signal
import struct
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")
MOST_PROCESSES = 8  # beyond that memory grows faster than speed
_STOPPING = (signal.SIGINT, signal.SIGTERM)
_TICKET = struct.Struct("I")
_MOST_TICKETS = 8_000  # what fits into a pipe that nobody reads yet


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spread(function: Callable[[T], R], items: Sequence[T], told: Callable[[T], None] = lambda _: None) -> list[R]:
    """``[function(item) for item in items]``, in this process and in others beside it.

    Args:
        function: must not depend on the order of the items or change anything; its results must be picklable.
        items: at most a few thousand.
        told: hears each item once: when it is begun here, or came from elsewhere.

    Raises:
        Exception: what ``function`` raises; an item that failed elsewhere, or whose process died, is done again here.
    """
    helpers = min(processors(), MOST_PROCESSES, len(items)) - 1
    alone = helpers < 1 or sys.platform != "linux" or len(items) > _MOST_TICKETS
    done = {} if alone else _shared(function, items, told, helpers)
    return [done[i] if i in done else _here(function, item, told) for i, item in enumerate(items)]


def _here(function: Callable[[T], R], item: T, told: Callable[[T], None]) -> R:
    told(item)
    return function(item)


def _shared(function: Callable[[T], R], items: Sequence[T], told: Callable[[T], None], helpers: int) -> dict[int, R]:
    """What this process and its helpers did, by the item's number."""
    with _tickets(len(items)) as tickets, _team(function, items, tickets, helpers) as answers:
        done = {number: _here(function, items[number], told) for number in _drawn(tickets)}
        for answer in answers:
            theirs = _read(answer)
            done.update(theirs)
            for number in theirs:
                told(items[number])
    return done


@contextmanager
def _tickets(count: int) -> Iterator[int]:
    """A pipe with the number of each item; whoever reads one does that item."""
    reader, writer = os.pipe()
    try:
        os.write(writer, b"".join(map(_TICKET.pack, range(count))))
        os.close(writer)
        yield reader
    finally:
        os.close(reader)


def _drawn(tickets: int) -> Iterator[int]:
    while ticket := os.read(tickets, _TICKET.size):
        yield _TICKET.unpack(ticket)[0]


@contextmanager
def _team(function: Callable[[T], R], items: Sequence[T], tickets: int, size: int) -> Iterator[list[int]]:
    """Processes that draw tickets too; each answers once, through its own pipe, and none outlives the block."""
    team: dict[int, int] = {}
    try:
        with _undisturbed():
            for _ in range(size):
                pid, answer = _forked(function, items, tickets)
                team[pid] = answer
        yield list(team.values())
    finally:
        for pid, answer in team.items():
            os.close(answer)
            _stop(pid)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Signals wait: Python ignores an interrupt that comes while it prepares a fork."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _forked(function: Callable[[T], R], items: Sequence[T], tickets: int) -> tuple[int, int]:
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        # Python warns of threads: those of BLAS and Arrow survive a fork, and the child touches no others.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        os.close(reader)
        _work(function, items, tickets, writer)
    os.close(writer)
    return pid, reader


def _work(function: Callable[[T], R], items: Sequence[T], tickets: int, answer: int) -> None:
    """The life of a child; it never returns."""
    try:
        for kind in _STOPPING:
            signal.signal(kind, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
        done: dict[int, R] = {}
        for number in _drawn(tickets):
            try:
                done[number] = function(items[number])
            except Exception:  # noqa: BLE001, S112 - done again by the parent, where the error can be told
                continue
        with os.fdopen(answer, "wb") as file:
            pickle.dump(done, file, pickle.HIGHEST_PROTOCOL)
    finally:
        os._exit(0)


def _read(answer: int) -> dict[int, Any]:
    with os.fdopen(answer, "rb", closefd=False) as file:
        data = file.read()
    try:
        return dict(pickle.loads(data))  # noqa: S301 - from our own child
    except (EOFError, pickle.UnpicklingError):  # it died, perhaps for lack of memory; the parent does its items
        return {}


def _stop(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    finally:
        os.waitpid(pid, 0)
