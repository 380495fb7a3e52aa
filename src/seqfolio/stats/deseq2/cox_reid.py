"""Cox-Reid adjustment: minus half the log determinant of the information about the coefficients.

For a gene with means mu_j and dispersion alpha the information is ``X' W X`` with ``w_j = 1 / (1 / mu_j + alpha)``.
A change of basis X = Z T moves the log determinant by the constant ``2 log |det T|``, so a basis with as many disjoint
indicator columns as possible is chosen: the matrix becomes an arrow, and what is left after its Schur complement has
only one row for two crossed factors of which one has two levels.

Source: Cox & Reid 1987, J. R. Stat. Soc. B 49:1; McCarthy, Chen & Smyth 2012, Nucleic Acids Res. 40:4288.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from seqfolio.stats.deseq2.small_systems import packed_index, packed_pairs, unpack

if TYPE_CHECKING:
    from seqfolio.stats.deseq2.arrays import Bools, Floats

_UNROLLED = 12


class CoxReid:
    """The adjustment for one design.

    Args:
        design: (samples, coefficients), of full column rank.
    """

    def __init__(self, design: Floats) -> None:
        indicators, rest = arrow_basis(design)
        basis = np.hstack([indicators, rest])
        change = np.linalg.lstsq(basis, design, rcond=None)[0]
        self._constant = float(-np.linalg.slogdet(change)[1])
        self._k, self._q = indicators.shape[1], rest.shape[1]
        rows = [indicators.T]
        rows += [indicators.T * rest[:, b] for b in range(self._q)]
        rows += [(rest[:, i] * rest[:, j])[None, :] for i, j in packed_pairs(self._q)]
        self._products = np.vstack(rows)

    def value_and_slope(self, w: Floats, alpha: Floats) -> tuple[Floats, Floats]:
        """Return the adjustment and its derivative with respect to log(alpha).

        Args:
            w: weights 1 / (1 / mu + alpha), (samples, genes); overwritten.
            alpha: (genes,).

        Returns:
            two arrays (genes,).
        """
        information = self._products @ w
        np.multiply(w, w, out=w)
        change = self._products @ w  # minus the derivative of the information with respect to alpha
        log_determinant, slope = self._log_determinant(information, change)
        return self._constant - 0.5 * log_determinant, 0.5 * alpha * slope

    def _log_determinant(self, b: Floats, db: Floats) -> tuple[Floats, Floats]:
        k, q = self._k, self._q
        diagonal, d_diagonal = b[:k], db[:k]
        value, slope = np.log(diagonal).sum(axis=0), (d_diagonal / diagonal).sum(axis=0)
        if q == 0:
            return value, slope
        border, d_border = (x[k : k + k * q].reshape(q, k, -1) for x in (b, db))
        schur, d_schur = _schur_complement(b[k + k * q :], db[k + k * q :], diagonal, d_diagonal, border, d_border)
        rest_value, rest_slope = log_determinant_and_slope(schur, d_schur, q)
        return value + rest_value, slope + rest_slope


def _schur_complement(
    corner: Floats, d_corner: Floats, diagonal: Floats, d_diagonal: Floats, border: Floats, d_border: Floats
) -> tuple[Floats, Floats]:
    """E - C' D^-1 C packed, and its directional derivative."""
    ratio = border / diagonal
    d_ratio = d_border - ratio * d_diagonal
    schur, d_schur = corner.copy(), d_corner.copy()
    for row, (i, j) in enumerate(packed_pairs(len(border))):
        schur[row] -= (border[i] * ratio[j]).sum(axis=0)
        d_schur[row] -= (d_border[i] * ratio[j] + ratio[i] * d_ratio[j]).sum(axis=0)
    return schur, d_schur


def log_determinant_and_slope(packed: Floats, d_packed: Floats, p: int) -> tuple[Floats, Floats]:
    """Log |M| and trace(M^-1 dM) of packed symmetric matrices, by forward differentiation of L D L'."""
    if p > _UNROLLED:
        full, d_full = unpack(packed, p), unpack(d_packed, p)
        return np.linalg.slogdet(full)[1], np.trace(np.linalg.solve(full, d_full), axis1=1, axis2=2)
    a, da = list(packed), list(d_packed)
    value, slope = np.zeros_like(packed[0]), np.zeros_like(packed[0])
    for k in range(p):
        pivot, d_pivot = a[packed_index(k, k)], da[packed_index(k, k)]
        value, slope = value + np.log(pivot), slope + d_pivot / pivot
        for i in range(k + 1, p):
            factor = a[packed_index(i, k)] / pivot
            d_factor = (da[packed_index(i, k)] - factor * d_pivot) / pivot
            for j in range(k + 1, i + 1):
                at, other = packed_index(i, j), packed_index(j, k)
                a[at] = a[at] - factor * a[other]
                da[at] = da[at] - d_factor * a[other] - factor * da[other]
    return value, slope


def arrow_basis(design: Floats) -> tuple[Floats, Floats]:
    """Disjoint indicator columns and the rest of a basis of the design's column space.

    Returns:
        indicators (samples, k) and orthonormal columns (samples, p - k) orthogonal to them.
    """
    groups = sample_groups(design)
    p = design.shape[1]
    if groups.max() + 1 == p:
        return np.eye(p)[groups], np.empty((len(design), 0))
    indicators = _disjoint_indicators(design)
    centred = design - _project(indicators, design)
    left, size, _ = np.linalg.svd(centred, full_matrices=False)
    keep = p - indicators.shape[1]
    order = np.argsort(size)[::-1][:keep]
    return indicators, left[:, order]


def sample_groups(design: Floats) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Return a number for each sample; samples with equal rows of the design share it. In order of first appearance."""
    _, first, inverse = np.unique(design, axis=0, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first))
    return np.asarray(rank[inverse.ravel()], dtype=np.intp)


def _disjoint_indicators(design: Floats) -> Floats:
    """Return the largest set of disjoint 0/1 vectors of the column space that a greedy walk over the columns finds."""
    binary = [column.astype(bool) for column in design.T if np.isin(column, (0.0, 1.0)).all() and not column.all()]
    chosen = max((_greedy(binary[s:] + binary[:s]) for s in range(len(binary))), key=len, default=[])
    ones = np.ones((len(design), 1))
    left_over = ~np.any(chosen, axis=0) if chosen else np.ones(len(design), dtype=bool)
    if left_over.any() and np.allclose(_project(design, ones), ones):
        chosen.append(left_over)
    return np.array(chosen, dtype=np.float64).reshape(len(chosen), len(design)).T


def _greedy(columns: list[Bools]) -> list[Bools]:
    chosen: list[Bools] = []
    for column in columns:
        if not any((column & other).any() for other in chosen):
            chosen.append(column)
    return chosen


def _project(basis: Floats, target: Floats) -> Floats:
    """Orthogonal projection of the columns of ``target`` on the column space of ``basis``."""
    if basis.shape[1] == 0:
        return np.zeros_like(target)
    return np.asarray(basis @ np.linalg.lstsq(basis, target, rcond=None)[0])
