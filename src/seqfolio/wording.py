"""How numbers are written in words that people read."""

from __future__ import annotations


def percent(share: float, digits: int = 0) -> str:
    """0.123 as ``12 %``."""
    return f"{100 * share:.{digits}f} %"
