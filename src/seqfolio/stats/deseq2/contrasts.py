"""Contrasts of coefficients: estimate, standard error, and genes in which nothing was counted in either group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seqfolio.stats.deseq2.arrays import Bools, Floats, take_genes
from seqfolio.stats.deseq2.covariance import contrast_variance
from seqfolio.stats.deseq2.errors import ContrastError
from seqfolio.stats.deseq2.glm import Basis, fitted_means
from seqfolio.stats.deseq2.inputs import numbers

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from seqfolio.stats.deseq2.model import Fit

_LN2 = float(np.log(2.0))


@dataclass(frozen=True, eq=False)
class LevelContrast:
    """The difference of two levels of a factor.

    Attributes:
        weights: of the coefficients, (coefficients,).
        samples: those of either level, (samples,). Genes without a count in all of them get fold change 0 and p 1.
    """

    weights: Floats
    samples: Bools


Contrast = int | str | LevelContrast | Sequence[float] | Floats


def levels(weights: ArrayLike, samples: ArrayLike) -> LevelContrast:
    """Return a contrast of two levels.

    Args:
        weights: of the coefficients, (coefficients,).
        samples: true for the samples of the numerator and of the denominator, (samples,).
    """
    return LevelContrast(np.asarray(weights, dtype=np.float64), np.asarray(samples, dtype=np.bool_))


def weights_of(fit: Fit, contrast: Contrast | None) -> Floats:
    """Weights of the coefficients, (coefficients,).

    Args:
        fit: of `seqfolio.stats.deseq2.fit`.
        contrast: position (negative from the end) or name of a coefficient, a `LevelContrast`, or weights; None for
            the last coefficient.

    Raises:
        ContrastError: no such coefficient, or weights that do not fit the design.
    """
    if contrast is None:
        return _unit(fit, -1)
    if isinstance(contrast, str):
        return _unit(fit, _position(fit, contrast))
    if isinstance(contrast, (int, np.integer)):
        return _unit(fit, int(contrast))
    if isinstance(contrast, LevelContrast):
        return _checked(fit, contrast.weights)
    return _checked(fit, numbers(contrast, ContrastError, "a contrast must be a coefficient or weights"))


def estimate_and_error(fit: Fit, weights: Floats) -> tuple[Floats, Floats]:
    """Log2 fold change and standard error of every gene, both (genes,)."""
    single = np.flatnonzero(weights)
    if len(single) == 1:
        scale = float(weights[single[0]])
        return scale * fit.beta[:, single[0]], abs(scale) * fit.standard_error[:, single[0]]
    fitted = fit.fitted
    beta, factors = fit.beta[fitted].T, take_genes(fit.factors, fitted)
    variance = np.full(len(fitted), np.nan)
    mu = fitted_means(fit.design, _LN2 * beta, factors)
    variance[fitted] = contrast_variance(Basis(fit.design), mu, fit.dispersion[fitted], weights)
    return fit.beta @ weights, np.sqrt(variance) / _LN2


def without_counts(fit: Fit, contrast: Contrast | None, weights: Floats) -> Bools:
    """Genes with counts, but none in the samples that the contrast compares: (genes,).

    For plain weights those samples are the ones whose fitted value depends on a coefficient with a weight, and weights
    of one sign compare nothing.
    """
    if isinstance(contrast, LevelContrast):
        samples = contrast.samples
        if samples.shape != (len(fit.design),):
            raise ContrastError(f"the samples of a level contrast must be {len(fit.design)} truth values.")
    elif (weights >= 0).all() or (weights <= 0).all():
        return np.zeros(len(fit.beta), dtype=bool)
    else:
        samples = fit.design @ (weights != 0) != 0
    return np.asarray(~fit.counts[:, samples].any(axis=1) & ~fit.all_zero & (fit.base_mean > 0))


def _unit(fit: Fit, position: int) -> Floats:
    p = len(fit.coefficients)
    if not -p <= position < p:
        raise ContrastError(f"there is no coefficient {position}; the design has {p}: {', '.join(fit.coefficients)}.")
    return np.asarray(np.eye(p)[position])


def _position(fit: Fit, name: str) -> int:
    if name not in fit.coefficients:
        raise ContrastError(f"there is no coefficient {name!r}. Choose from {', '.join(fit.coefficients)}.")
    return fit.coefficients.index(name)


def _checked(fit: Fit, weights: Floats) -> Floats:
    if weights.shape != (len(fit.coefficients),):
        raise ContrastError(
            f"a contrast needs one weight for each of the {len(fit.coefficients)} coefficients "
            f"({', '.join(fit.coefficients)}), but has shape {weights.shape}."
        )
    if not np.isfinite(weights).all() or not weights.any():
        raise ContrastError("the weights of a contrast must be finite and not all zero.")
    return weights
