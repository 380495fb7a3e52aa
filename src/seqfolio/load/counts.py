"""Numbers that cannot be what the YAML says they are."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seqfolio.errors import InputError, Problem, counted, fail, listed, printable
from seqfolio.load.reader import CountTable

MOST_CELLS_NAMED = 5


def check(table: CountTable, values: str) -> None:
    """Refuse what is impossible for ``input.values``.

    Raises:
        InputError: infinite, negative or fractional numbers (the first cells are named), a sample without any count.
    """
    numbers = table.counts.to_numpy()
    _refuse(table, ~np.isfinite(numbers), "counts-not-numbers", "is not a finite number", "")
    if values != "log2":
        _refuse(
            table,
            numbers < 0,
            "counts-negative",
            "is negative",
            "Counts cannot be below 0. If these are log2 values, say so: input.values: log2.",
        )
        _check_empty_samples(table.counts)
    if values == "counts":
        _refuse(
            table,
            numbers != np.floor(numbers),
            "counts-fractional",
            "is not a whole number",
            "Say what the numbers are in input.values: estimated_counts (Salmon, kallisto, RSEM), tpm, fpkm, "
            "normalized or log2. For most methods raw counts are the right input.",
        )


def _refuse(table: CountTable, bad: NDArray[np.bool_], code: str, what: str, hint: str) -> None:
    cells = np.argwhere(bad)
    if not len(cells):
        return
    named = cells[:MOST_CELLS_NAMED]
    lines = table.lines({int(row) for row, _ in named})
    problems = [
        _cell(table.counts, int(row), int(column), f"{table.name}:{lines[int(row)]}", code, what)
        for row, column in named
    ]
    rest = len(cells) - len(named)
    advice = f"And {counted(rest, 'more cell')}. {hint}".strip() if rest else hint
    last = problems[-1]
    raise InputError([*problems[:-1], Problem(last.code, last.message, last.where, advice)])


def _cell(counts: pd.DataFrame, row: int, column: int, where: str, code: str, what: str) -> Problem:
    gene, sample = printable(counts.index[row]), printable(counts.columns[column])
    return Problem(code, f'{float(counts.to_numpy()[row, column]):g} {what} (gene "{gene}", sample "{sample}")', where)


def _check_empty_samples(counts: pd.DataFrame) -> None:
    empty = counts.columns[counts.sum(axis=0) == 0]
    if len(empty):
        raise fail(
            "sample-empty",
            f"no gene has a count in {listed(empty)}",
            "input.counts",
            "Leave it out with input.exclude: {sample: reason}, and find out why it is empty.",
        )
