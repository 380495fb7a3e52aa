"""AnnData's .h5ad as arrays, read with h5py alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqfolio.errors import InputError, fail, printable

MOST_CELLS = 2_000_000_000  # of a dense matrix: 16 GB
TROUBLE = (OSError, KeyError, RuntimeError, ValueError, TypeError, AttributeError)


def damaged(path: Path, error: object) -> InputError:
    """A file that h5py cannot make sense of."""
    what = (str(error).splitlines() or ["unknown"])[0]
    return fail(
        "file-damaged",
        f"the AnnData file cannot be read: {printable(what, 120)}",
        printable(path.name),
        "Write it again with anndata.",
    )


def is_anndata(path: Path) -> bool:
    """Whether an HDF5 file holds obs and var."""
    import h5py

    try:
        with h5py.File(path, "r") as file:
            return "obs" in file and "var" in file
    except TROUBLE:
        return False


def names(group: Any) -> list[str]:
    """The index of obs or var."""
    if not hasattr(group, "attrs") or not hasattr(group, "keys"):
        return [_text(i) for i in group["index"]]  # a compound table of old versions
    key = group.attrs.get("_index", "_index")
    return column(group, _text(key))


def column(group: Any, name: str) -> list[str]:
    """A column of obs or var as text; categories become their names."""
    found = group[name]
    if hasattr(found, "keys"):
        if "categories" in found:
            known = [_text(c) for c in found["categories"][:]]
            return [known[int(code)] if int(code) >= 0 else "" for code in found["codes"][:]]
        return [_text(value) for value in found["values"][:]]
    if "categories" in found.attrs:
        known = [_text(c) for c in found.file[found.attrs["categories"]][:]]
        return [known[int(code)] if int(code) >= 0 else "" for code in found[:]]
    old = group.get("__categories")
    if old is not None and name in old:
        known = [_text(c) for c in old[name][:]]
        return [known[int(code)] if int(code) >= 0 else "" for code in found[:]]
    return [_text(value) for value in found[:]]


def columns(group: Any) -> list[str]:
    """Names of the columns of obs or var, in their order."""
    index = _text(group.attrs.get("_index", "_index"))
    order = [_text(c) for c in group.attrs.get("column-order", [])]
    return [c for c in (order or sorted(group.keys())) if c != index and c in group and not c.startswith("__")]


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, float | np.floating):
        return str(int(value)) if float(value).is_integer() else repr(float(value))
    return str(value)


def dense(item: Any, shape: tuple[int, int]) -> NDArray[np.float64]:
    """A matrix of samples x genes, dense or sparse, as float64.

    Raises:
        ValueError: it has another shape.
    """
    if shape[0] * shape[1] > MOST_CELLS:
        raise ValueError(f"{shape[0]:,} x {shape[1]:,} values are too many")
    if hasattr(item, "keys"):
        return _unpacked(item, shape)
    if tuple(item.shape) != shape:
        raise ValueError(f"the matrix has the shape {item.shape}, obs and var want {shape}")
    return np.asarray(item[:], dtype=np.float64)


def _unpacked(item: Any, shape: tuple[int, int]) -> NDArray[np.float64]:
    from scipy import sparse

    kind = _text(item.attrs.get("encoding-type", item.attrs.get("h5sparse_format", "csr")))
    make = sparse.csc_matrix if kind.startswith("csc") else sparse.csr_matrix
    found = make((item["data"][:], item["indices"][:], item["indptr"][:]), shape=shape)
    found.check_format(full_check=True)
    return np.asarray(found.toarray(), dtype=np.float64)


def obs_rows(path: Path) -> list[list[str]]:
    """The samples of an AnnData file as rows of a table.

    Raises:
        InputError: it is none, or it is damaged.
    """
    import h5py

    if not is_anndata(path):
        message = "this is an HDF5 file of a kind that is not read here; AnnData has obs and var"
        raise fail("unknown-format", message, printable(path.name), "Write the table as CSV, TSV or .h5ad.")
    try:
        with h5py.File(path, "r") as file:
            obs = file["obs"]
            cells = [names(obs), *(column(obs, name) for name in columns(obs))]
            header = ["sample", *columns(obs)]
    except TROUBLE as error:
        raise damaged(path, error) from None
    return [header, *map(list, zip(*cells, strict=True))]
