"""Unfinished folders of runs that were killed: known by a lock that ends with its process, and taken away later."""

from __future__ import annotations

import os
import platform
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

YOUNG = 60.0  # seconds; a folder is made a moment before it is locked


def prefix(target: Path) -> str:
    """How the names of unfinished folders begin; locks are not seen on other machines, so this one is in the name."""
    return f".{target.name}.{re.sub('[^A-Za-z0-9-]', '_', platform.node())[:20]}."


@contextmanager
def locked(folder: Path) -> Iterator[bool]:
    """Hold a folder's lock; False when another process holds it, or where there are no locks."""
    handle = None
    try:
        import fcntl  # not on Windows

        handle = os.open(folder, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        held = True
    except (ImportError, OSError):
        held = False
    try:
        yield held
    finally:
        if handle is not None:
            os.close(handle)


def remove_leftovers(target: Path) -> None:
    """Take away what killed runs of this machine left beside ``target``; what a process still holds stays."""
    with suppress(OSError):  # cleaning is no reason to fail
        for folder in [p for p in target.parent.iterdir() if _may_be_left(p, prefix(target))]:
            with locked(folder) as free:
                if free:
                    shutil.rmtree(folder, ignore_errors=True)


def _may_be_left(path: Path, start: str) -> bool:
    """An ``.old`` one is never taken: it may be the only copy of a result."""
    is_named = path.name.startswith(start) and re.fullmatch(r"[a-z0-9_]{8}", path.name[len(start) :]) is not None
    return is_named and not path.is_symlink() and path.is_dir() and time.time() - path.stat().st_mtime > YOUNG
