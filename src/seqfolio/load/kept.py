"""The samples that are used, under the names of the sheet; nothing is copied when that is all of them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from seqfolio.load.reader import CountTable


def keep(table: CountTable, columns: list[str], used: list[str]) -> CountTable:
    """The counts and lengths of some samples.

    Args:
        table: as read.
        columns: ids of its samples.
        used: those to keep, in this order.
    """
    lengths = None if table.lengths is None else _kept(table.lengths, columns, used)
    return replace(table, counts=_kept(table.counts, columns, used), lengths=lengths)


def _kept(frame: pd.DataFrame, columns: list[str], used: list[str]) -> pd.DataFrame:
    named = frame.set_axis(pd.Index(columns, dtype=object), axis=1)
    return named if columns == used else named[used]
