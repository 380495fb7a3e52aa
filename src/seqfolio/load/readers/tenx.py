"""10x matrices of single cells: refused, with advice."""

from __future__ import annotations

from pathlib import Path

from seqfolio.load.head import HDF5, Head
from seqfolio.load.reader import CountTable, Reader, Request
from seqfolio.load.readers.anndata import single_cells


def _is_tenx_hdf5(path: Path) -> bool:
    import h5py

    try:
        with h5py.File(path, "r") as file:
            return "matrix" in file and "barcodes" in file["matrix"]
    except (OSError, KeyError, RuntimeError, ValueError, TypeError):
        return False


def _recognise(head: Head) -> bool:
    market = bool(head.lines) and head.lines[0].startswith("%%MatrixMarket")
    return market or (head.magic.startswith(HDF5) and _is_tenx_hdf5(head.path))


def read(request: Request) -> CountTable:
    """Refuse.

    Raises:
        InputError: always.
    """
    raise single_cells("a 10x matrix of barcodes", request.path)


READER = Reader(
    id="tenx",
    title="10x matrix (refused)",
    description="matrix.mtx or .h5 of single cells is recognised and refused with advice: add up cells to samples first",
    recognise=_recognise,
    read=read,
    priority=30,
    many=True,
)
