"""One sample of a quantifier as arrays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from seqfolio.errors import InputError, fail, printable
from seqfolio.load.delimited import Known, Layout, parse
from seqfolio.load.head import Head
from seqfolio.load.reader import Lines, no_lines
from seqfolio.load.transcripts import Quantified


def read_table(
    path: Path, columns: tuple[str, ...], id: str, numbers: tuple[str, str, str], known: Known | None = None
) -> Quantified:
    """A table with a row per transcript.

    Args:
        path: the file.
        columns: those that its header must begin with.
        id: column with the transcripts.
        numbers: columns with estimated counts, effective lengths and TPM.
        known: transcripts of a file before.

    Raises:
        InputError: another header, or a cell that is no number.
    """
    header = tuple(Head.of(path).header)
    if header[: len(columns)] != columns:
        message = f"the header is not {' '.join(columns)}"
        raise fail("table-shape", message, f"{printable(path.name)}:1", "Was the program interrupted? Run it again.")
    parsed = parse(path, Layout(header, id, numbers), known=known)
    refuse_negative(parsed.numbers, path, parsed.lines)
    counts, lengths, tpm = parsed.numbers.T
    return Quantified(np.array(parsed.ids, dtype=object), counts.copy(), lengths.copy(), tpm.copy())


def refuse_negative(numbers: Any, path: Path, lines: Lines = no_lines) -> None:
    """Refuse what no quantifier writes.

    Raises:
        InputError: a number is negative or not finite.
    """
    with np.errstate(invalid="ignore"):
        bad = np.flatnonzero(~(np.isfinite(numbers) & (numbers >= 0)).all(axis=1))
    if len(bad):
        row = int(bad[0])
        where = printable(f"{path.parent.name}/{path.name}:{lines({row})[row]}")
        raise fail(
            "counts-negative", "a number is negative or not finite", where, "Run the quantifier again for this sample."
        )


def damaged(path: Path, what: str) -> InputError:
    """A file that its program did not finish."""
    return fail(
        "file-damaged", what, printable(f"{path.parent.name}/{path.name}"), "Run the quantifier again for this sample."
    )
