"""Normalised counts of genes in all samples."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seqfolio import payload

DIGITS = 3


def counts_block(counts: pd.DataFrame, kept: NDArray[np.bool_], wanted: NDArray[np.bool_]) -> bytes:
    """Counts of the wanted genes, gene by gene; ``gene`` is the place among the genes of the page.

    Args:
        counts: genes x samples, normalised.
        kept: genes of the page.
        wanted: genes with counts; only those among the kept ones count.
    """
    chosen = kept & wanted
    place = (np.cumsum(kept) - 1)[chosen]
    columns = {
        "gene": payload.integers(place, ascending=True),
        "value": payload.decimals(counts.to_numpy(dtype=np.float64)[chosen].ravel(), DIGITS),
    }
    return payload.packed(columns, {"rows": int(chosen.sum()), "samples": counts.shape[1]})
