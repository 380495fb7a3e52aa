"""Many small symmetric positive definite systems at once, one for each gene.

A symmetric p x p matrix of every gene is stored packed: an array (p (p + 1) / 2, genes) in the order of
`packed_pairs`. Up to `_UNROLLED` coefficients the factorisation L D L' is written out as operations on whole vectors of
genes; larger systems go to LAPACK in batches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from seqfolio.stats.deseq2.arrays import Floats

_UNROLLED = 12


def packed_pairs(p: int) -> list[tuple[int, int]]:
    """Row and column of each packed entry: the lower triangle row by row."""
    return [(i, j) for i in range(p) for j in range(i + 1)]


def packed_index(i: int, j: int) -> int:
    """Where entry (i, j) of a symmetric matrix lies."""
    high, low = (i, j) if i >= j else (j, i)
    return high * (high + 1) // 2 + low


def column_products(design: Floats) -> Floats:
    """Products of all pairs of columns, (pairs, samples), so that X' diag(w) X of all genes is one matrix product."""
    return np.array([design[:, i] * design[:, j] for i, j in packed_pairs(design.shape[1])])


def quadratic_weights(vectors: Floats) -> Floats:
    """Weights that turn a packed matrix M into v' M v for every row v of ``vectors``: (vectors, pairs)."""
    pairs = packed_pairs(vectors.shape[1])
    return np.array([[v[i] * v[j] * (1.0 if i == j else 2.0) for i, j in pairs] for v in vectors])


class SymmetricSystems:
    """The factorised matrices of all genes.

    Args:
        packed: (pairs, genes), each positive definite.
    """

    def __init__(self, packed: Floats) -> None:
        self.p = int((np.sqrt(8 * len(packed) + 1) - 1) // 2)
        self._small = _Unrolled(packed, self.p) if self.p <= _UNROLLED else _Batched(packed, self.p)

    def solve(self, right: Floats) -> Floats:
        """Solutions for right-hand sides (p, genes) or one (p,) for all genes: (p, genes)."""
        return self._small.solve(right)

    def inverse(self) -> Floats:
        """Return the inverse matrices, packed."""
        columns = [self.solve(unit) for unit in np.eye(self.p)]
        return np.array([columns[j][i] for i, j in packed_pairs(self.p)])


class _Unrolled:
    """L D L' by vector operations over the genes."""

    def __init__(self, packed: Floats, p: int) -> None:
        self._p = p
        self._genes = packed.shape[1]
        self._reciprocal: list[Floats] = []
        self._lower: dict[tuple[int, int], Floats] = {}
        for j in range(p):
            scaled = {i: packed[packed_index(i, j)].copy() for i in range(j, p)}
            for k in range(j):
                pivot = self._lower[j, k] / self._reciprocal[k]
                for i in range(j, p):
                    scaled[i] -= self._lower[i, k] * pivot
            reciprocal = 1.0 / scaled[j]
            self._reciprocal.append(reciprocal)
            self._lower[j, j] = np.ones(1)
            self._lower.update({(i, j): scaled[i] * reciprocal for i in range(j + 1, p)})

    def solve(self, right: Floats) -> Floats:
        out = np.empty((self._p, self._genes))
        for i in range(self._p):
            out[i] = right[i]
            for k in range(i):
                out[i] -= self._lower[i, k] * out[k]
        for i in reversed(range(self._p)):
            out[i] *= self._reciprocal[i]
            for k in range(i + 1, self._p):
                out[i] -= self._lower[k, i] * out[k]
        return out


class _Batched:
    """The same through LAPACK, for designs with many coefficients."""

    def __init__(self, packed: Floats, p: int) -> None:
        self._matrices = unpack(packed, p)

    def solve(self, right: Floats) -> Floats:
        sides = np.broadcast_to(right.reshape(len(right), -1).T, self._matrices.shape[:2])
        return np.ascontiguousarray(np.linalg.solve(self._matrices, sides[:, :, None])[:, :, 0].T)


def unpack(packed: Floats, p: int) -> Floats:
    """Full matrices (genes, p, p)."""
    index = np.array([[packed_index(i, j) for j in range(p)] for i in range(p)])
    return np.ascontiguousarray(np.moveaxis(packed[index], 2, 0))
