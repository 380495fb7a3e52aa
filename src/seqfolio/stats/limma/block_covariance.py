"""Samples of one block (a donor, a plate) that correlate equally: the transformation that makes them independent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seqfolio.stats.array_checks import FloatArray, ShapeError, StatsInputError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class BlockCovariance:
    """Correlation matrix C of the samples: 1 on the diagonal, ``correlation`` within a block, 0 elsewhere.

    Attributes:
        block: samples; numbers of the blocks, from 0.
        sizes: blocks; number of samples.
        correlation: between two samples of one block.
    """

    block: NDArray[np.intp]
    sizes: NDArray[np.intp]
    correlation: float

    def whiten(self, rows: FloatArray) -> FloatArray:
        """``C^(-1/2) v`` for every row v over the samples (..., samples).

        Within a block of m samples C has the eigenvalue ``1 + (m - 1) correlation`` for the mean and
        ``1 - correlation`` for the deviations from it, so the square root needs the block means alone.
        """
        deviation = 1 / np.sqrt(1 - self.correlation)
        mean = 1 / np.sqrt(1 + (self.sizes - 1) * self.correlation)
        first = np.concatenate(([0], np.cumsum(self.sizes)[:-1]))
        sums = np.add.reduceat(rows[..., np.argsort(self.block, kind="stable")], first, axis=-1)
        return np.asarray(rows * deviation + (sums * ((mean - deviation) / self.sizes))[..., self.block])


def block_covariance(block: ArrayLike, correlation: float, n_samples: int) -> BlockCovariance:
    """Build the covariance from one label per sample.

    Raises:
        ShapeError: not one label for each sample.
        StatsInputError: the correlation is outside the range that a correlation matrix allows.
    """
    _, numbers, sizes = np.unique(_checked_labels(block, n_samples), return_inverse=True, return_counts=True)
    lowest = -1 / max(sizes.max() - 1, 1)
    if not lowest < correlation < 1:
        raise StatsInputError(
            f"correlation: {correlation} must lie between {lowest:.4g} (for the largest block) and 1, exclusive; "
            "duplicate_correlation estimates one that does."
        )
    return BlockCovariance(numbers, sizes, float(correlation))


def block_membership(block: ArrayLike, n_samples: int) -> FloatArray:
    """Return samples x blocks, 1 where the sample belongs to the block; blocks in sorted order."""
    labels = _checked_labels(block, n_samples)
    return np.asarray(labels[:, None] == np.unique(labels)[None, :], dtype=np.float64)


def _checked_labels(block: ArrayLike, n_samples: int) -> NDArray[np.generic]:
    labels: NDArray[np.generic] = np.asarray(block)
    if labels.shape != (n_samples,):
        raise ShapeError(f"block: shape {labels.shape} does not give one label for each of {n_samples} samples.")
    return labels
