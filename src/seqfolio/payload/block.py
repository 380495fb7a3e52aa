"""Columns -> one compressed block: length of the head, head as JSON, then the columns' bytes in order."""

from __future__ import annotations

import gzip
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LEVEL = 5  # level 6 saves a hundredth and takes half as long again


@dataclass(frozen=True)
class Column:
    """A column as bytes.

    Attributes:
        about: what the reader needs to know besides the lengths: ``kind`` and its facts.
        parts: the bytes, one after the other.
    """

    about: Mapping[str, Any]
    parts: tuple[bytes, ...]


def packed(columns: Mapping[str, Column], facts: Mapping[str, Any] | None = None) -> bytes:
    """The same bytes for the same columns, always: the time of packing is not in them."""
    heads = [
        {"name": name, **column.about, "sizes": [len(p) for p in column.parts]} for name, column in columns.items()
    ]
    head = json.dumps({**(facts or {}), "columns": heads}, ensure_ascii=False, separators=(",", ":")).encode()
    body = [struct.pack("<I", len(head)), head, *(part for column in columns.values() for part in column.parts)]
    return gzip.compress(b"".join(body), LEVEL, mtime=0)
