"""What a method needs of the data, in the vocabulary of the YAML: the meaning of ``auto``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from seqfolio.config.model import Filter, ValuesKind


@dataclass(frozen=True)
class Needs:
    """What ``auto`` means for a method.

    Attributes:
        accepts: kinds of values (``input.values``) that the method may be given.
        normalization: how size factors are estimated.
        transform: the scale for figures.
        filter: which genes are tested; "expressed" is edgeR's filterByExpr.
        replicates: smallest number of samples in each compared group; 0 when the method looks at the whole design.
        whole_design: whether terms other than the contrast's factor are part of the model.
        features: what the method can do beyond comparing levels: ``contrasts`` (coefficients, expressions, weights),
            ``reduced``, ``lrt``, ``threshold``, ``alternatives``, ``shrinkage``, ``block``, ``robust``, ``sample_weights``.
    """

    accepts: tuple[ValuesKind, ...] = ("counts", "estimated_counts")
    normalization: Literal["none", "ratio", "poscounts", "tmm"] = "ratio"
    transform: Literal["vst", "log2", "logcpm"] = "log2"
    filter: Literal["none", "expressed"] | Filter = "none"
    replicates: int = 2
    whole_design: bool = True
    features: frozenset[str] = frozenset()
