"""Two decisions about the same genes: which they share."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seqfolio.differential.ranking import CALLED

AGREEMENTS = ("both", "opposite", "only_first", "only_second", "neither")
Texts = NDArray[np.object_]


def agreement(first: pd.Series[str], second: pd.Series[str]) -> Texts:
    """``both`` (called alike), ``opposite`` (higher in one, lower in the other), ``only_first``, ``only_second``, ``neither``."""
    a, b = first.isin(CALLED).to_numpy(), second.isin(CALLED).to_numpy()
    up = (first == "higher").to_numpy() & (second == "lower").to_numpy()
    down = (first == "lower").to_numpy() & (second == "higher").to_numpy()
    found = np.select([up | down, a & b, a, b], ["opposite", "both", "only_first", "only_second"], "neither")
    return found.astype(object)


def counted(agreements: Texts) -> dict[str, int]:
    """Genes per kind of agreement."""
    return {kind: int((agreements == kind).sum()) for kind in AGREEMENTS}
