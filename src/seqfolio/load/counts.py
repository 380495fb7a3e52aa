"""Numbers that cannot be what the YAML says they are."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seqfolio.config.model import Input
from seqfolio.errors import InputError, Problem, counted, fail, listed, printable
from seqfolio.load.reader import CountTable

MOST_CELLS_NAMED = 5


LABELS = {"tpm": "TPM", "fpkm": "FPKM", "normalized": "normalised values", "log2": "log2 values"}
ENOUGH, HIGHEST_LOG = 100, 40  # genes for a guess; 2^40 reads are never sequenced
ROWS = 4_096  # looked at at a time, to save memory


def what_they_are(table: CountTable, settings: Input) -> str:
    """What the numbers are: what the YAML says, else what the format says, else counts.

    Raises:
        InputError: the format says that they are no counts and the YAML that they are.
    """
    said = "values" in settings.model_fields_set
    if table.values in LABELS and (not said or settings.values in ("counts", "estimated_counts")):
        raise fail(
            "counts-normalized",
            f"these are {LABELS[table.values]}, not counts, and have lost how certain each number is",
            table.name,
            f"Give the raw counts. If there are none, say input: {{values: {table.values}}} and choose a method that takes "
            "them (ttest, welch, wilcoxon).",
        )
    return settings.values if said or not table.values else table.values


def check(table: CountTable, values: str) -> None:
    """Refuse what is impossible for ``input.values``.

    Raises:
        InputError: infinite, negative or fractional numbers (the first cells are named), a sample without any count.
    """
    _refuse(table, lambda n: ~np.isfinite(n), "counts-not-numbers", "is not a finite number", "")
    if values != "log2":
        _refuse(
            table,
            lambda n: n < 0,
            "counts-negative",
            "is negative",
            "Counts cannot be below 0. If these are log2 values, say so: input.values: log2.",
        )
        _check_empty_samples(table.counts)
        _refuse_sums(table)
    if values == "counts":
        _refuse(
            table,
            lambda n: n != np.floor(n),
            "counts-fractional",
            "is not a whole number",
            f"{WHY.get(guessed(table.counts), '')}Say what the numbers are in input.values: estimated_counts (Salmon, kallisto, RSEM), "
            "tpm, fpkm, normalized or log2. For most methods raw counts are the right input.",
        )


def guessed(counts: pd.DataFrame) -> str:
    """What numbers are by their look, as ``input.values`` calls it."""
    numbers = counts.to_numpy()
    if (numbers < 0).any():
        return "log2"
    if (numbers == np.floor(numbers)).all():
        return "counts"
    if len(counts) >= ENOUGH and np.allclose(numbers.sum(axis=0), 1e6, rtol=0.01):
        return "tpm"
    return "log2" if len(counts) >= ENOUGH and numbers.max() < HIGHEST_LOG else "estimated_counts"


WHY = {
    "tpm": "Every column adds up to one million, so these are TPM or CPM. ",
    "log2": f"No number is above {HIGHEST_LOG}, so these may be log2 values. ",
}


def _refuse(
    table: CountTable, is_bad: Callable[[NDArray[np.float64]], NDArray[np.bool_]], code: str, what: str, hint: str
) -> None:
    numbers = table.counts.to_numpy()
    named: list[tuple[int, int]] = []
    number = 0
    for start in range(0, len(numbers), ROWS):
        bad = is_bad(numbers[start : start + ROWS])
        found = int(np.count_nonzero(bad))
        if found and len(named) < MOST_CELLS_NAMED:
            named += [(start + int(r), int(c)) for r, c in np.argwhere(bad)[: MOST_CELLS_NAMED - len(named)]]
        number += found
    if not number:
        return
    lines = table.lines({row for row, _ in named})
    problems = [_cell(table.counts, row, column, f"{table.name}:{lines[row]}", code, what) for row, column in named]
    rest = number - len(named)
    advice = f"And {counted(rest, 'more cell')}. {hint}".strip() if rest else hint
    last = problems[-1]
    raise InputError([*problems[:-1], Problem(last.code, last.message, last.where, advice)])


def _cell(counts: pd.DataFrame, row: int, column: int, where: str, code: str, what: str) -> Problem:
    gene, sample = printable(counts.index[row]), printable(counts.columns[column])
    return Problem(code, f'{float(counts.to_numpy()[row, column]):g} {what} (gene "{gene}", sample "{sample}")', where)


def _refuse_sums(table: CountTable) -> None:
    """A last row "Total" would be a gene with half of all counts."""
    numbers = table.counts.to_numpy()
    if numbers.shape[1] < 2 or len(numbers) < 3:  # too little to be sure
        return
    total = numbers.sum(axis=0)
    sums = [int(row) for row in np.flatnonzero(2 * numbers[:, 0] == total[0]) if (2 * numbers[row] == total).all()]
    if sums:
        raise fail(
            "row-of-sums",
            f'the row "{printable(table.counts.index[sums[0]])}" is the sum of all others and no gene',
            f"{table.name}:{table.lines({sums[0]})[sums[0]]}",
            "Delete the row.",
        )


def _check_empty_samples(counts: pd.DataFrame) -> None:
    empty = counts.columns[counts.sum(axis=0) == 0]
    if len(empty):
        raise fail(
            "sample-empty",
            f"no gene has a count in {listed(empty)}",
            "input.counts",
            "Leave it out with input.exclude: {sample: reason}, and find out why it is empty.",
        )
