"""Whether samples share something that the model does not know: principal components of residuals against chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FirstComponent:
    """The first principal component of what a model leaves unexplained.

    Attributes:
        scores: samples, of length one.
        share: of the residual variance, all genes weighing alike.
        by_chance: the largest share among permutations.
        df: residual degrees of freedom; the scores lie in a space of so many dimensions.
    """

    scores: Floats
    share: float
    by_chance: float
    df: int


def first_component(values: ArrayLike, design: ArrayLike, permutations: int = 20, seed: int = 0) -> FirstComponent:
    """The first principal component of residuals, and how large it would be if genes varied independently.

    Chance: the residuals of each gene are put into a random order of their own and the design is fitted again.

    Args:
        values: genes x samples on a log-like scale; genes without residual variance do not count.
        design: samples x coefficients, with at least one residual degree of freedom.
        permutations: how often chance is tried.
        seed: of the permutations.

    Source: Buja & Eyuboglu 1992, Multivar. Behav. Res. 27:509; as in surrogate variable analysis, Leek & Storey 2007,
    PLoS Genet. 3:e161.
    """
    x = np.asarray(design, dtype=np.float64)
    outside = np.eye(len(x)) - x @ np.linalg.pinv(x)
    residuals = _scaled(np.asarray(values, dtype=np.float64) @ outside)
    random = np.random.default_rng(seed)
    chance = [_leading(_scaled(random.permuted(residuals, axis=1) @ outside))[0] for _ in range(permutations)]
    share, scores = _leading(residuals)
    return FirstComponent(scores, share, max(chance), len(x) - int(np.linalg.matrix_rank(x)))


def _scaled(residuals: Floats) -> Floats:
    size = np.sqrt((residuals**2).sum(axis=1))
    varying = size > 1e-9
    return np.asarray(residuals[varying] / size[varying, None])


def _leading(residuals: Floats) -> tuple[float, Floats]:
    values, vectors = np.linalg.eigh(residuals.T @ residuals)
    return float(values[-1] / max(values.sum(), 1e-300)), vectors[:, -1]


def concentration(scores: ArrayLike, design: ArrayLike) -> Floats:
    """How far each sample holds a component alone: 1 when the component is what sets this sample apart from the model.

    The residual of one odd sample is not confined to it, since the fit follows it a little; its own direction among the
    residuals is the one that counts. In a design of pairs the two samples of a pair share one direction.

    Args:
        scores: samples, of length one, orthogonal to the design.
        design: samples x coefficients.

    Returns:
        Per sample the squared cosine between the component and the sample's direction; 0 where the design leaves the
        sample no residual.
    """
    x = np.asarray(design, dtype=np.float64)
    free = 1 - np.einsum("ij,ji->i", x, np.linalg.pinv(x))
    squared = np.asarray(scores, dtype=np.float64) ** 2
    return np.asarray(np.divide(squared, free, out=np.zeros(len(x)), where=free > 1e-9))


def explained(scores: ArrayLike, covariate: ArrayLike, design: ArrayLike) -> tuple[float, float]:
    """Share of a residual component that a covariate explains beyond the design, and its p-value.

    Args:
        scores: samples, orthogonal to the design.
        covariate: samples x columns, for example dummy columns of a factor.
        design: samples x coefficients.

    Returns:
        R squared and the p-value of its F-test; (0, 1) when the covariate adds nothing or takes every degree of freedom.
    """
    x = np.asarray(design, dtype=np.float64)
    added = np.asarray(covariate, dtype=np.float64)
    added = added - x @ (np.linalg.pinv(x) @ added)
    rank = int(np.linalg.matrix_rank(added, tol=1e-8))
    df = len(x) - int(np.linalg.matrix_rank(x))
    if rank == 0 or rank >= df:
        return 0.0, 1.0
    pc = np.asarray(scores, dtype=np.float64)
    share = float(((added @ (np.linalg.pinv(added, rcond=1e-8) @ pc)) ** 2).sum() / (pc**2).sum())
    share = min(share, 1 - 1e-12)
    return share, float(special.fdtrc(rank, df - rank, share / rank / ((1 - share) / (df - rank))))
