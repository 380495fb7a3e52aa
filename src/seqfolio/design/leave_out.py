"""A design without one of its samples."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from seqfolio.design.rank import rank
from seqfolio.model import Comparison, Design


def without(design: Design, sample: str) -> Design:
    """The same model of the same comparisons without a sample; its rank may be lower, its groups may be empty."""
    matrix = design.matrix.drop(index=sample)
    comparisons = tuple(_without(comparison, sample) for comparison in design.comparisons)
    block = None if design.block is None else {s: b for s, b in design.block.items() if s != sample}
    left = rank(matrix.to_numpy(np.float64))
    return replace(design, matrix=matrix, comparisons=comparisons, block=block, rank=left)


def _without(comparison: Comparison, sample: str) -> Comparison:
    numerator, denominator = (tuple(s for s in group if s != sample) for group in comparison.samples)
    reduced = None if comparison.reduced is None else comparison.reduced.drop(index=sample)
    return replace(comparison, samples=(numerator, denominator), reduced=reduced)
