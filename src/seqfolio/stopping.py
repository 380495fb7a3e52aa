"""A request to stop that Python could not deliver.

An interrupt is an exception, and where none can be raised, as in a callback of the garbage collector, it is lost: the run
would go on to its end as if nobody had asked.
"""

from __future__ import annotations

import sys
from typing import Any

_lost: list[str] = []


def listen() -> None:
    """Remember interrupts that are lost from now on; for a whole process."""
    sys.unraisablehook = _heard


def check() -> None:
    """Stop when an interrupt was lost.

    Raises:
        KeyboardInterrupt: it was.
    """
    if _lost:
        _lost.clear()
        raise KeyboardInterrupt


def _heard(lost: Any) -> None:
    if issubclass(lost.exc_type, KeyboardInterrupt):
        _lost.append("interrupt")
    else:
        sys.__unraisablehook__(lost)
