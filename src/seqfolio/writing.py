"""A disk that is full or may not be written, in words: what could not be written, and what to do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from seqfolio.errors import fail, printable

_ELSEWHERE = "name a folder elsewhere with -o (in Python: out=...)."
_WAYS_OUT = {
    errno.ENOSPC: f"Make room on that disk, or {_ELSEWHERE}",
    errno.EDQUOT: f"Delete what you no longer need, or {_ELSEWHERE}",
    errno.EROFS: f"Nothing can be written there: {_ELSEWHERE}",
    errno.EACCES: f"Ask for the right to write there, or {_ELSEWHERE}",
    errno.EPERM: f"Ask for the right to write there, or {_ELSEWHERE}",
}


@contextmanager
def writing(target: Path) -> Iterator[None]:
    """Say which folder could not be written; the temporary names inside it are nobody's business.

    Raises:
        InputError: the disk is full, or may not be written.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in _WAYS_OUT:
            raise
        what = f'"{printable(target, 200)}" could not be written: {error.strerror}'
        raise fail("cannot-write", what, hint=_WAYS_OUT[error.errno]) from error
