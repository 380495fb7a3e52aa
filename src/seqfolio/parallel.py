"""The same work on many items, shared among the processors.

The processes are forked: they see all that was computed so far and nothing has to be sent to them. Where forking is not
safe (macOS, Windows) or there is one processor, the items are done one after the other, with the same results.
"""

from __future__ import annotations

import mmap
import os
import pickle
import signal
import struct
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import IO, Any, Generic, TypeVar

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
    done: dict[int, R] = {}
    with team(function, items, min(processors(), len(items)) - 1) as others:
        for number in others.taken():
            done[number] = _here(function, items[number], told)
        for number, result in others.results().items():
            told(items[number])
            done[number] = result
    return [done[i] if i in done else _here(function, item, told) for i, item in enumerate(items)]


def _here(function: Callable[[T], R], item: T, told: Callable[[T], None]) -> R:
    told(item)
    return function(item)


@dataclass(frozen=True)
class Team(Generic[R]):
    """Processes at work beside this one, on numbered items."""

    _count: int
    _tickets: int
    _failures: mmap.mmap
    _processes: tuple[_Process, ...]

    def taken(self) -> Iterator[int]:
        """Items that nobody has begun, one after the other; from now on they are the caller's."""
        return _drawn(self._tickets)

    def failed(self) -> set[int]:
        """Items that could not be done so far."""
        return {number for number in range(self._count) if self._failures[number]}

    def results(self) -> dict[int, R]:
        """What the processes did, by number, once they are through; ask once."""
        return {number: result for process in self._processes for number, result in process.answer().items()}


@contextmanager
def team(function: Callable[[T], R], items: Sequence[T], size: int) -> Iterator[Team[R]]:
    """Processes that do the items in their order; none outlives the block.

    Without a second processor, where forking is not safe, or for very many items, they are nobody and do nothing.
    """
    safe = sys.platform == "linux" and processors() > 1 and len(items) <= _MOST_TICKETS
    size = min(size, MOST_PROCESSES - 1) if safe and items else 0
    with ExitStack() as stack:
        tickets = stack.enter_context(_tickets(len(items) if safe else 0))
        failures = stack.enter_context(mmap.mmap(-1, max(len(items), 1)))
        started = stack.enter_context(_processes(function, items, tickets, failures, size))
        yield Team(len(items), tickets, failures, started)


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
def _processes(
    function: Callable[[T], R], items: Sequence[T], tickets: int, failures: mmap.mmap, size: int
) -> Iterator[tuple[_Process, ...]]:
    """Processes that draw tickets; each answers once, and none outlives the block."""
    started: list[_Process] = []
    try:
        with _undisturbed():
            started += (_Process(partial(_work, function, items, tickets, failures)) for _ in range(size))
        yield tuple(started)
    finally:
        for process in started:
            process.stop()


class _Process:
    """A child that leaves its answer in a file without a name and ends, so that its memory is free as soon as may be."""

    def __init__(self, work: Callable[[IO[bytes]], None]) -> None:
        self._answer = tempfile.TemporaryFile()  # noqa: SIM115 - closed by ``stop``
        self._running = True
        with warnings.catch_warnings():
            # Python warns of threads: those of BLAS and Arrow survive a fork, and the child touches no others.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._pid = os.fork()
        if self._pid == 0:
            work(self._answer)

    def answer(self) -> dict[int, Any]:
        """What it did; nothing when it died, perhaps for lack of memory."""
        self._wait()
        self._answer.seek(0)
        try:
            return dict(pickle.load(self._answer))  # noqa: S301 - from our own child
        except (EOFError, pickle.UnpicklingError):
            return {}

    def stop(self) -> None:
        """End it."""
        self._answer.close()
        if self._running:
            try:
                os.kill(self._pid, signal.SIGKILL)
            finally:
                self._wait()

    def _wait(self) -> None:
        if self._running:
            os.waitpid(self._pid, 0)
            self._running = False


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Signals wait: Python ignores an interrupt that comes while it prepares a fork."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(function: Callable[[T], R], items: Sequence[T], tickets: int, failures: mmap.mmap, answer: IO[bytes]) -> None:
    """The life of a child; it never returns."""
    try:
        for kind in _STOPPING:
            signal.signal(kind, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
        done: dict[int, R] = {}
        for number in _drawn(tickets):
            try:
                done[number] = function(items[number])
            except BaseException:  # noqa: BLE001 - done again by the parent, where the error can be told
                failures[number] = 1
        with answer:
            pickle.dump(done, answer, pickle.HIGHEST_PROTOCOL)
    finally:
        os._exit(0)
