"""Columns of a frame as text, whole columns at a time: what the CSV files and the workbook write.

Arrow turns numbers into their shortest form that reads back to the same value; cell by cell that takes several times
as long.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc


def is_number(column: pd.Series[Any]) -> bool:
    """Whether a column holds numbers."""
    return column.dtype.kind in "iuf"


def numbers(column: pd.Series[Any]) -> pa.StringArray:
    """Shortest text of each number; null for NaN."""
    return pc.cast(pa.array(column.to_numpy(), from_pandas=True), pa.string())


def texts(column: pd.Series[Any]) -> pa.StringArray:
    """Text as it is, booleans and others as Python writes them; null for NaN and None."""
    values = column.to_numpy(dtype=object)
    with suppress(pa.ArrowException):  # text alone, nearly always
        return pa.array(values, pa.string(), from_pandas=True)
    return pa.array([None if v is None or v is np.nan else str(v) for v in values], pa.string())


def joined(*parts: pa.StringArray | str) -> pa.StringArray:
    """Parts put together row by row; null where one of them is."""
    return pc.binary_join_element_wise(*parts, "")
