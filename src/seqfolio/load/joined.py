"""Files of single samples side by side: they must be about the same genes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from seqfolio.errors import fail, listed, printable
from seqfolio.load.reader import CountTable, Request
from seqfolio.load.sample_names import of_files
from seqfolio.load.workers import each


def sample_names(request: Request) -> list[str]:
    """A name for each file of one sample."""
    names = request.files.name if len(request.paths) > 1 else Path.as_posix
    return of_files(tuple(names(path) for path in request.paths))


def read_all(request: Request, read_one: Callable[[Path], CountTable]) -> list[CountTable]:
    """Every file, in threads.

    Raises:
        InputError: of the first file that cannot be read.
    """
    return list(each(read_one, request.paths, request.told))


def side_by_side(request: Request, tables: list[CountTable], names: list[str]) -> pd.DataFrame:
    """Columns of all tables in the order of the first one's genes.

    Args:
        request: whose files they are.
        tables: one per file.
        names: of the columns, all tables together.

    Raises:
        InputError: a file has other genes than the first, or two samples have the same name.
    """
    first = tables[0].counts.index
    parts = [_aligned(table, first, request, path) for table, path in zip(tables, request.paths, strict=True)]
    _refuse_twins(names)
    numbers = np.column_stack(parts) if len(parts) > 1 else parts[0]
    return pd.DataFrame(numbers, index=first, columns=pd.Index(names, dtype=object), copy=False)


def _aligned(
    table: CountTable, first: pd.Index[str], request: Request, path: Path
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    own = table.counts.index
    if own.equals(first):
        return table.counts.to_numpy()
    different = sorted({*map(str, own)} ^ {*map(str, first)})
    if different:
        raise fail(
            "files-differ",
            f"its genes are not those of {printable(request.files.name(request.path))}: "
            f"{len(own):,} and {len(first):,} genes, for example {listed(different, 3)}",
            printable(request.files.name(path)),
            "All samples of a project are counted with the same annotation.",
        )
    return table.counts.reindex(first).to_numpy()


def _refuse_twins(names: list[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise fail(
            "duplicate-id",
            f"the sample {listed(twice)} stands in more than one file",
            "input.counts",
            "Give each sample its own name, or take one of the files out.",
        )
