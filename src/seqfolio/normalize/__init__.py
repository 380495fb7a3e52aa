"""Dataset -> Normalized: which genes are tested, size factors, and the scale for figures."""

from __future__ import annotations

import numpy as np
import pandas as pd

from seqfolio.config import Config
from seqfolio.config.model import Filter
from seqfolio.config.needs import Needs
from seqfolio.errors import fail
from seqfolio.model import Dataset, Design, Normalized
from seqfolio.stats.size_factors import size_factors

READY = frozenset({"tpm", "fpkm", "normalized", "log2"})  # values that were normalised before we saw them


def normalize(config: Config, dataset: Dataset, design: Design, needs: Needs) -> Normalized:
    """Make the counts of different samples comparable.

    Raises:
        InputError: size factors are not defined for these data, or a setting does not fit what the numbers are.
    """
    kind = _normalization(config, dataset, needs)
    factors = _factors(dataset.counts, kind)
    counts = dataset.counts / factors
    transform, transformed, scale = _transformed(config, counts, dataset.values, kind)
    return Normalized(kind, factors, counts, transform, transformed, scale, *_dropped(config, dataset, design, needs))


def _normalization(config: Config, dataset: Dataset, needs: Needs) -> str:
    wanted = config.analysis.normalization
    if dataset.values in READY:
        if wanted not in ("auto", "none"):
            raise fail(
                "wrong-value",
                f'analysis.normalization: values that are "{dataset.values}" are normalised already',
                "analysis.normalization",
                "Use auto or none.",
            )
        return "none"
    if wanted == "tmm":
        raise fail(
            "not-yet",
            "analysis.normalization: tmm is not there yet; it comes with the counting-aware methods",
            "analysis.normalization",
            "Use auto, ratio, poscounts or none.",
        )
    return needs.normalization if wanted == "auto" else wanted


def _factors(counts: pd.DataFrame, kind: str) -> pd.Series[float]:
    if kind == "none":
        return pd.Series(1.0, index=counts.columns)
    try:
        found = size_factors(counts.to_numpy(), "poscounts" if kind == "poscounts" else "ratio")
    except ValueError as error:
        raise fail(
            "size-factors",
            str(error),
            "analysis.normalization",
            "Set analysis: {normalization: poscounts}, or none to leave the counts as they are.",
        ) from None
    return pd.Series(found, index=counts.columns)


def _transformed(config: Config, counts: pd.DataFrame, values: str, kind: str) -> tuple[str, pd.DataFrame, str]:
    wanted = config.analysis.transform
    if wanted in ("vst", "logcpm"):
        raise fail(
            "not-yet",
            f"analysis.transform: {wanted} is not there yet; it comes with the counting-aware methods",
            "analysis.transform",
            "Use auto or log2.",
        )
    if values == "log2":
        return "none", counts, "log2 value"
    words = {"tpm": "TPM", "fpkm": "FPKM", "normalized": "normalised value"}
    name = words.get(values) or ("count" if kind == "none" else "normalised count")
    transformed = pd.DataFrame(np.log2(counts.to_numpy() + 1), index=counts.index, columns=counts.columns)
    return "log2", transformed, f"log2({name} + 1)"


def _dropped(config: Config, dataset: Dataset, design: Design, needs: Needs) -> tuple[str, pd.Series[str]]:
    """The filter in words, and the reason of every gene that it takes out."""
    counts = dataset.counts
    reasons = pd.Series("", index=counts.index, dtype=object)
    rule = config.analysis.filter
    rule = needs.filter if rule == "auto" else rule
    words = "all genes are tested"
    if isinstance(rule, Filter):
        smallest = min((len(group) for c in design.comparisons for group in c.samples), default=2)
        need = rule.min_samples or smallest
        words = f"at least {rule.min_count:g} in at least {need} samples"
        reasons[(counts >= rule.min_count).sum(axis=1) < need] = "low count"
    if dataset.values != "log2":
        reasons[(counts == 0).all(axis=1)] = "all zero"
    return words, reasons[reasons != ""]
