"""kallisto's abundance.h5, read with h5py."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from seqfolio.load.quantified import damaged, refuse_negative
from seqfolio.load.transcripts import Quantified

MILLION = 1e6


def is_kallisto(path: Path) -> bool:
    """Whether an HDF5 file comes from kallisto."""
    import h5py

    try:
        with h5py.File(path, "r") as file:
            return "est_counts" in file and "aux" in file
    except (OSError, KeyError, RuntimeError, ValueError):
        return False


def read_kallisto(path: Path) -> Quantified:
    """One sample; TPM are computed from counts and effective lengths, as the file has none.

    Raises:
        InputError: the file is damaged.
    """
    import h5py

    try:
        with h5py.File(path, "r") as file:
            counts = np.asarray(file["est_counts"][:], dtype=np.float64)
            lengths = np.asarray(file["aux/eff_lengths"][:], dtype=np.float64)
            ids = np.array([i.decode("utf-8", "replace") for i in file["aux/ids"][:]], dtype=object)
    except (OSError, KeyError, RuntimeError, ValueError, TypeError, AttributeError) as error:
        raise damaged(path, f"the HDF5 file cannot be read: {error}") from None
    if not len(counts) == len(lengths) == len(ids):
        raise damaged(path, f"{len(ids)} transcripts have {len(counts)} counts and {len(lengths)} lengths")
    refuse_negative(np.column_stack([counts, lengths]), path)
    return Quantified(ids, counts, lengths, _tpm(counts, lengths))


def _tpm(
    counts: np.ndarray[tuple[int], np.dtype[np.float64]], lengths: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    rates = np.divide(counts, lengths, out=np.zeros_like(counts), where=lengths > 0)
    return np.asarray(rates / max(float(rates.sum()), 1e-300) * MILLION)
