"""Characters that turn the direction of the text behind them.

A name that holds one would write the rest of its sentence backwards, numbers included, so the page shows a sign in its place.
Tables and downloads keep names as they are.
"""

from __future__ import annotations

TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
SIGN = "\ufffd"
_SIGNS = dict.fromkeys(map(ord, TURNING), SIGN)


def straight(text: str) -> str:
    """The text without a turn of direction; right-to-left scripts keep their own."""
    if not any(sign in text for sign in TURNING):  # many times as fast as looking at each character of a whole page
        return text
    return text.translate(_SIGNS)
