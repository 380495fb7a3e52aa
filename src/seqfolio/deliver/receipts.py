"""Receipts: one file for each delivery, written before it starts and when it ends, so that nothing goes out twice."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from seqfolio import provenance
from seqfolio.writing import writing

FOLDER = "receipts"
Status = Literal["started", "delivered", "partly", "failed", "uncertain"]


@dataclass(frozen=True)
class Receipt:
    """What became of one delivery.

    Attributes:
        channel, key: which delivery.
        status: "started" in a file whose process is gone means that it died on the way.
        copies: how often it was begun on purpose.
        to: whom or where.
        refused: recipients that were refused -> why.
        details: of the channel.
        attempts: what happened when.
    """

    channel: str
    key: str
    status: Status = "started"
    copies: int = 0
    to: tuple[str, ...] = ()
    refused: dict[str, str] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)
    attempts: tuple[dict[str, str], ...] = ()

    def now(self, status: Status, message: str = "", **changes: Any) -> Receipt:
        """The receipt after another event."""
        event = {"time": provenance.now().isoformat(), "status": status, "message": message}
        return replace(self, status=status, attempts=(*self.attempts, event), **changes)


def path_of(results: Path, channel: str, key: str) -> Path:
    """Where the receipt of a delivery lies."""
    return results / FOLDER / f"{channel}-{key[:16]}.json"


def read(results: Path, channel: str, key: str) -> Receipt | None:
    """The receipt of a delivery; None when there is none. A damaged one counts as begun: better once too few."""
    path = path_of(results, channel, key)
    if not path.is_file():
        return None
    try:
        said = json.loads(path.read_text("utf-8"))
        said.pop("receipt")
        return Receipt(**{**said, "to": tuple(said["to"]), "attempts": tuple(said["attempts"])})
    except (OSError, ValueError, KeyError, TypeError):
        return Receipt(channel, key, "uncertain", 1)


def write(results: Path, receipt: Receipt) -> None:
    """Store a receipt, safe on the disk when this returns. Only its owner may read it: it names blind copies.

    Raises:
        InputError: it cannot be written.
    """
    text = json.dumps({"receipt": 1, **asdict(receipt)}, indent=1, ensure_ascii=False) + "\n"
    with writing(results / FOLDER):
        write_private(path_of(results, receipt.channel, receipt.key), text)


def write_private(path: Path, text: str | bytes) -> None:
    """A file for its owner alone, whole or not at all; its folder is made."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    temporary = path.with_name(f".{path.name}.new")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(text.encode() if isinstance(text, str) else text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
