"""The scale for figures, t-tests and rank tests: variance-stabilised, log2, or log2 counts per million."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from seqfolio.config import Config
from seqfolio.config.needs import Needs
from seqfolio.errors import fail
from seqfolio.model import Dataset, FloatSeries
from seqfolio.stats import deseq2
from seqfolio.stats.edger import log_cpm

TREND_GENES = 1_000  # R's vst fits its trend to so many genes; with fewer it takes all
PRIOR_COUNT = 2.0
WORDS = {"tpm": "TPM", "fpkm": "FPKM", "normalized": "normalised value"}

Scaled = tuple[str, pd.DataFrame, str]


@dataclass(frozen=True)
class Scaling:
    """What counts are divided by: size factors, or factors for each gene and sample when lengths are known."""

    size_factors: FloatSeries
    library_sizes: FloatSeries
    factors: pd.DataFrame | None
    kind: str

    @property
    def divisor(self) -> Any:
        """What counts (genes x samples) are divided by."""
        return self.size_factors.to_numpy() if self.factors is None else self.factors.to_numpy()

    @property
    def relative(self) -> Any:
        """The part of it that comes from lengths."""
        return 1.0 if self.factors is None else (self.factors / self.size_factors).to_numpy()


def transformed(config: Config, needs: Needs, dataset: Dataset, scaling: Scaling) -> Scaled:
    """Name of the transformation, genes x samples, and what an axis calls it.

    Raises:
        InputError: the transformation wants counts and the values are something else.
    """
    wanted = config.analysis.transform
    if dataset.values not in ("counts", "estimated_counts"):
        return _of_values(dataset, wanted)
    chosen = needs.transform if wanted == "auto" else wanted
    counts = dataset.counts.to_numpy()
    if chosen == "logcpm":
        values = log_cpm(counts / scaling.relative, scaling.library_sizes.to_numpy(), PRIOR_COUNT)
        return "logcpm", _framed(dataset, values), "log2 CPM"
    stabilised = _stabilised(dataset, scaling, required=wanted == "vst") if chosen == "vst" else None
    if stabilised is not None:
        return "vst", stabilised, "variance-stabilised count (log2 scale)"
    name = "count" if scaling.kind == "none" else "normalised count"
    return "log2", _framed(dataset, np.log2(counts / scaling.divisor + 1)), f"log2({name} + 1)"


def _framed(dataset: Dataset, values: Any) -> pd.DataFrame:
    return pd.DataFrame(values, index=dataset.counts.index, columns=dataset.counts.columns)


def _of_values(dataset: Dataset, wanted: str) -> Scaled:
    if wanted in ("vst", "logcpm"):
        message = f'analysis.transform: {wanted} wants counts, and the values are "{dataset.values}"'
        raise fail("wrong-value", message, "analysis.transform", "Use auto or log2.")
    if dataset.values == "log2":
        return "none", dataset.counts, "log2 value"
    return "log2", _framed(dataset, np.log2(dataset.counts.to_numpy() + 1)), f"log2({WORDS[dataset.values]} + 1)"


def _stabilised(dataset: Dataset, scaling: Scaling, *, required: bool) -> pd.DataFrame | None:
    """Variance-stabilised counts; None when the data do not allow it and nobody insisted."""
    counts, divisor = dataset.counts.to_numpy(), scaling.divisor
    own = ~dataset.counts.index.isin(dataset.spike_ins)
    expressed = int((((counts / divisor).mean(axis=1) > 5) & own).sum())
    factors = {"size_factors" if scaling.factors is None else "normalization_factors": divisor}
    try:
        values = deseq2.vst(counts, **factors, subset=TREND_GENES if expressed >= TREND_GENES else None, of_trend=own)
    except ValueError as error:
        if required:
            raise fail("size-factors", str(error), "analysis.transform", "Use transform: log2.") from None
        return None
    return _framed(dataset, values)
