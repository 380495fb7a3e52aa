"""What is delivered: a finished results folder and what its summary says."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from seqfolio.errors import fail, printable

SUMMARY = "seqfolio_summary.json"
SAID = ("project", "inputs", "samples", "contrasts", "findings")  # of the summary: what the report says


@dataclass(frozen=True)
class Parcel:
    """A results folder.

    Attributes:
        folder: where it lies.
        summary: its seqfolio_summary.json.
    """

    folder: Path
    summary: dict[str, Any] = field(repr=False)

    @property
    def id(self) -> str:
        """The project's id."""
        return str(self.summary["project"]["id"])

    @property
    def title(self) -> str:
        """The project's title, or its id."""
        return str(self.summary["project"].get("title") or self.id)

    @property
    def content(self) -> str:
        """SHA-256 of what the report says: the same results have the same one, whenever the files were made."""
        said = json.dumps({key: self.summary.get(key) for key in SAID}, sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()


def open_parcel(folder: Path) -> Parcel:
    """Read a results folder.

    Raises:
        InputError: it is none, or its summary is damaged.
    """
    try:
        summary = json.loads((folder / SUMMARY).read_text("utf-8"))
        if summary["seqfolio_summary"] and summary["project"]["id"]:
            return Parcel(folder, summary)
    except FileNotFoundError:
        pass
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise fail("result-damaged", f'"{printable(folder)}" cannot be read: {error}', hint="Run it again.") from None
    raise fail(
        "not-a-result",
        f'"{printable(folder)}" is not a results folder of Seqfolio',
        hint="Name the folder that `seqfolio run` wrote.",
    )
