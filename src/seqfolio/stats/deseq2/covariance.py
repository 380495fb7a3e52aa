"""Covariance of the coefficients, leverages, and standard errors of contrasts.

With weights w at the (bounded) fitted means, B = X' W X and M = (B + diag(lambda))^-1, the covariance is the sandwich
``M B M = M - M diag(lambda) M`` and the leverage of sample j is ``w_j x_j' M x_j``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from seqfolio.stats.deseq2.arrays import MINIMUM_MEAN, Floats, blocks
from seqfolio.stats.deseq2.small_systems import SymmetricSystems, packed_index, packed_pairs

if TYPE_CHECKING:
    from seqfolio.stats.deseq2.glm import Basis


def weights(mu: Floats, alpha: Floats) -> Floats:
    """IRLS weights at means bounded below by 0.5: (samples, genes)."""
    bounded = np.maximum(mu, MINIMUM_MEAN)
    return np.asarray(1.0 / (1.0 / bounded + alpha))


def variances_and_leverages(basis: Basis, mu: Floats, alpha: Floats) -> tuple[Floats, Floats]:
    """Variances of the coefficients on the natural log scale, (p, genes), and leverages, (samples, genes)."""
    variances, leverages = np.empty((basis.p, mu.shape[1])), np.empty_like(mu)
    for part in blocks(*mu.shape):
        w = weights(mu[:, part], alpha[part])
        inverse = basis.systems(w).inverse()
        np.matmul(basis.leverage, inverse, out=leverages[:, part])
        leverages[:, part] *= w
        variances[:, part] = _sandwich_diagonal(basis, inverse)
    return variances, leverages


def _sandwich_diagonal(basis: Basis, inverse: Floats) -> Floats:
    m = _change_of_basis(basis.to_beta) @ inverse
    rows = [[m[packed_index(k, j)] for j in range(basis.p)] for k in range(basis.p)]
    return np.array(
        [
            rows[k][k] - sum(ridge * entry * entry for ridge, entry in zip(basis.ridge_natural, rows[k], strict=True))
            for k in range(basis.p)
        ]
    )


def _change_of_basis(a: Floats) -> Floats:
    """Return the matrix that turns packed M into packed A M A'."""
    pairs = packed_pairs(len(a))
    return np.array([[a[k, i] * a[n, j] + (a[k, j] * a[n, i] if i != j else 0.0) for i, j in pairs] for k, n in pairs])


def contrast_variance(basis: Basis, mu: Floats, alpha: Floats, contrast: Floats) -> Floats:
    """Variance of ``contrast' beta`` on the natural log scale, (genes,)."""
    direction = basis.to_beta.T @ contrast
    out = np.empty(mu.shape[1])
    for part in blocks(*mu.shape):
        systems: SymmetricSystems = basis.systems(weights(mu[:, part], alpha[part]))
        solution = systems.solve(direction)
        penalised = basis.ridge_natural @ (basis.to_beta @ solution) ** 2
        out[part] = direction @ solution - penalised
    return out
