"""One process at a time: a lock that ends with the process that holds it, however that ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def held(path: Path, *, inherited: bool = False) -> Iterator[bool]:
    """Hold the lock of this file; False when another process holds it.

    Args:
        path: made when it is not there, and left there: taking it away would let two hold "the" lock.
        inherited: also held by processes that this one starts, until the last of them ends.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.set_inheritable(handle, inherited)
        yield _taken(handle)
    finally:
        with suppress(OSError):
            os.close(handle)


def _taken(handle: int) -> bool:
    """Where there are no locks at all (Windows, some shares), going on is better than never starting."""
    try:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except (ImportError, OSError):
        return True
    return True
