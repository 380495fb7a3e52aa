"""Header lines, written by ourselves: every value is printable ASCII or an encoded word (RFC 2047), never raw text.

The standard library folds such lines, too, but its versions differ in how well (names with commas beyond ASCII).
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable

from seqfolio.deliver.mail.addresses import Address

MOST_BYTES = 42  # of one encoded word: with its frame 68 characters, and the line stays below 78
_SAFE = re.compile(r"[ -~]*")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")


def line(name: str, value: str) -> bytes:
    """A header of trusted ASCII.

    Raises:
        ValueError: the value is not printable ASCII; that is a mistake of this program.
    """
    if not _SAFE.fullmatch(value.replace("\r\n ", "")):
        raise ValueError(f"{name} holds what does not belong into a header")
    return f"{name}: {value}\r\n".encode("ascii")


def text_line(name: str, text: str) -> bytes:
    """A header of any text: control characters and line ends become spaces."""
    cleaned = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line(name, cleaned if _is_plain(cleaned) else encoded(cleaned))


def address_line(name: str, addresses: Iterable[Address]) -> bytes:
    """One address a line. An address that is not ASCII stands as it is (RFC 6532): its server has said it can."""
    return f"{name}: ".encode() + b",\r\n ".join(_mailbox(one) for one in addresses) + b"\r\n"


def _mailbox(one: Address) -> bytes:
    if not one.name:
        return one.spec.encode()
    return f"{_phrase(one.name)}\r\n <{one.spec}>".encode()


def _phrase(name: str) -> str:
    if not _is_plain(name):
        return encoded(name)
    if _ATOMS.fullmatch(name):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _is_plain(text: str) -> bool:
    return bool(_SAFE.fullmatch(text)) and "=?" not in text and len(text) <= 60


def encoded(text: str) -> str:
    """Encoded words of UTF-8, cut between characters; readers join them without the spaces between."""
    pieces: list[bytes] = [b""]
    for character in text:
        raw = character.encode("utf-8", "replace")
        if len(pieces[-1]) + len(raw) > MOST_BYTES:
            pieces.append(b"")
        pieces[-1] += raw
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(piece).decode()}?=" for piece in pieces)
