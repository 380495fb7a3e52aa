"""Dataset -> Normalized: which genes are tested, size factors, and the scale for figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seqfolio.config import Config
from seqfolio.config.model import Filter
from seqfolio.config.needs import Needs
from seqfolio.errors import fail
from seqfolio.model import Dataset, Design, FloatSeries, Normalized, TextSeries
from seqfolio.normalize.scale import Scaling, transformed
from seqfolio.stats import deseq2
from seqfolio.stats.edger import filter_by_expr, tmm

READY = frozenset({"tpm", "fpkm", "normalized", "log2"})  # values that were normalised before we saw them


def normalize(config: Config, dataset: Dataset, design: Design, needs: Needs) -> Normalized:
    """Make the counts of different samples comparable.

    Raises:
        InputError: size factors are not defined for these data, or a setting does not fit what the numbers are.
    """
    kind = _normalization(config, dataset, needs)
    words, dropped = _dropped(config, dataset, design, needs)
    relative = None if dataset.lengths is None else relative_lengths(dataset.lengths)
    depth = _depth(dataset, relative, kind, dataset.counts.index.isin(dropped.index))
    factors = None if relative is None else relative * depth.size_factors
    counts = dataset.counts / (depth.size_factors if factors is None else factors)
    scaling = Scaling(depth.size_factors, depth.library_sizes, factors, kind)
    transform, values, scale = transformed(config, needs, dataset, scaling)
    return Normalized(
        kind, depth.size_factors, depth.library_sizes, counts, transform, values, scale, words, dropped, factors
    )


def relative_lengths(lengths: pd.DataFrame) -> pd.DataFrame:
    """Lengths divided by each gene's geometric mean over the samples: how many more reads a molecule gives there."""
    logs = np.log(lengths.to_numpy())
    relative = np.exp(logs - logs.mean(axis=1, keepdims=True))
    return pd.DataFrame(relative, index=lengths.index, columns=lengths.columns, copy=False)


def _normalization(config: Config, dataset: Dataset, needs: Needs) -> str:
    wanted = config.analysis.normalization
    if dataset.values in READY:
        if wanted not in ("auto", "none"):
            message = f'analysis.normalization: values that are "{dataset.values}" are normalised already'
            raise fail("wrong-value", message, "analysis.normalization", "Use auto or none.")
        return "none"
    return needs.normalization if wanted == "auto" else wanted


@dataclass(frozen=True)
class Depth:
    """How deeply each sample was sequenced, relative and absolute."""

    size_factors: FloatSeries
    library_sizes: FloatSeries


def _depth(
    dataset: Dataset, relative: pd.DataFrame | None, kind: str, dropped: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> Depth:
    """Size factors and effective library sizes; TMM looks at the genes that are tested, as edgeR does.

    Spike-ins are added by hand, so they take no part.
    """
    own = ~dataset.counts.index.isin(dataset.spike_ins)
    if not own.any():
        raise fail("no-genes", "every row is an ERCC spike-in", "input.counts", "Give the counts of the genes too.")
    scaled = dataset.counts if relative is None else dataset.counts / relative
    sizes = scaled[own & ~dropped].sum(axis=0)
    if kind == "tmm" and not (own & ~dropped).any():
        raise fail("no-genes", "no gene is left after filtering", "analysis.filter", "Set a milder filter, or none.")
    if kind == "tmm":
        sizes = sizes * _attempt(lambda: tmm(scaled[own & ~dropped].to_numpy()))
        return Depth(sizes / np.exp(np.log(sizes).mean()), sizes)
    if kind == "none":
        return Depth(pd.Series(1.0, index=scaled.columns), sizes)
    method: Literal["ratio", "poscounts"] = "poscounts" if kind == "poscounts" else "ratio"
    factors = _attempt(lambda: _size_factors(dataset, relative, own, method))
    found: FloatSeries = pd.Series(factors, index=scaled.columns, dtype=np.float64)
    return Depth(found, found * np.exp(np.log(dataset.counts[own].sum(axis=0)).mean()))


def _size_factors(
    dataset: Dataset,
    relative: pd.DataFrame | None,
    own: np.ndarray[tuple[int], np.dtype[np.bool_]],
    method: Literal["ratio", "poscounts"],
) -> NDArray[np.float64]:
    """Of the samples; with lengths those that DESeq2 makes of a tximport object, of geometric mean 1."""
    counts = dataset.counts[own].to_numpy()
    if relative is None or dataset.lengths is None:
        return deseq2.size_factors(counts, method)
    factors = deseq2.normalization_factors(counts, dataset.lengths[own].to_numpy(), method)
    return np.asarray(factors[0] / relative[own].to_numpy()[0])


def _attempt(estimate: Callable[[], NDArray[np.float64]]) -> NDArray[np.float64]:
    try:
        return estimate()
    except ValueError as error:
        hint = "Set analysis: {normalization: poscounts}, or none to leave the counts as they are."
        raise fail("size-factors", str(error), "analysis.normalization", hint) from None


def _dropped(config: Config, dataset: Dataset, design: Design, needs: Needs) -> tuple[str, TextSeries]:
    """The filter in words, and the reason of every gene that it takes out."""
    own = ~dataset.counts.index.isin(dataset.spike_ins)
    counts = dataset.counts[own]
    reasons = pd.Series("", index=counts.index, dtype=object)
    rule = needs.filter if config.analysis.filter == "auto" else config.analysis.filter
    words = "all genes are tested"
    if rule == "expressed" and len(counts):
        words = "edgeR's filterByExpr: about 10 reads in as many samples as the smallest group has"
        reasons[~filter_by_expr(counts.to_numpy(), design.matrix.to_numpy())] = "low count"
    elif isinstance(rule, Filter):
        smallest = min((len(group) for c in design.comparisons for _, group in c.levels), default=2)
        need = rule.min_samples or smallest
        words = f"at least {rule.min_count:g} in at least {need} samples"
        reasons[(counts >= rule.min_count).sum(axis=1) < need] = "low count"
    if dataset.values != "log2":
        reasons[(counts == 0).all(axis=1)] = "all zero"
    reasons = reasons.reindex(dataset.counts.index, fill_value="spike-in")  # added by hand: no gene of the organism
    return words, reasons[reasons != ""]
