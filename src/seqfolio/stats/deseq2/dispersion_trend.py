"""Trend of the dispersion over the mean: parametric, local or constant.

``parametric`` fits alpha(mean) = a0 + a1 / mean by a gamma regression with identity link on the genes whose ratio of
estimate to trend lies between 1e-4 and 15, until both coefficients settle. Where it fails, ``local`` takes its place.
``mean`` is the mean of the estimates without the 0.1 % at each end.

Source: Love, Huber & Anders 2014, Genome Biol. 15:550, Methods, eq. 6 and 7.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from seqfolio.stats.deseq2.arrays import MINIMUM_DISPERSION, Bools, Floats
from seqfolio.stats.deseq2.errors import DispersionError
from seqfolio.stats.deseq2.gamma_regression import GammaRegressionError, gamma_regression
from seqfolio.stats.deseq2.local_trend import LocalTrend, LocalTrendError

if TYPE_CHECKING:
    from collections.abc import Callable

TrendMethod = Literal["parametric", "local", "mean"]


@dataclass(frozen=True)
class Trend:
    """A fitted trend.

    Attributes:
        method: what was fitted in the end, ``parametric``, ``local`` or ``mean``.
        coefficients: (a0, a1) of a parametric trend, (mean,) of a constant one, empty for a local one.
        residual_variance: squared scaled median absolute deviation of log(estimate) - log(trend); NaN when no gene
            has an estimate above 1e-6.
    """

    method: TrendMethod
    coefficients: tuple[float, ...]
    residual_variance: float
    function: Callable[[Floats], Floats]

    def __call__(self, mean: Floats) -> Floats:
        """Dispersion at these means of normalized counts."""
        return self.function(mean)


def fit_trend(mean: Floats, dispersion: Floats, method: TrendMethod = "parametric") -> Trend:
    """Fit a trend to gene-wise dispersions.

    Args:
        mean: means of normalized counts, (genes,), positive.
        dispersion: gene-wise estimates, (genes,).
        method: ``parametric``, ``local`` or ``mean``.

    Raises:
        DispersionError: no estimate is above 1e-6, or the method is unknown.
    """
    usable = dispersion > 100 * MINIMUM_DISPERSION
    if not usable.any():
        raise DispersionError(
            "all gene-wise dispersions are at their lower limit, so no trend can be fitted. "
            "The counts vary no more than Poisson noise; check that the samples are true replicates."
        )
    fitted, coefficients, function = _fit(mean, dispersion, usable, method)
    return Trend(fitted, coefficients, _residual_variance(dispersion, function(mean)), function)


def _fit(
    mean: Floats, dispersion: Floats, usable: Bools, method: TrendMethod
) -> tuple[TrendMethod, tuple[float, ...], Callable[[Floats], Floats]]:
    if method == "parametric":
        try:
            a0, a1 = parametric_coefficients(mean[usable], dispersion[usable])
        except GammaRegressionError:
            return _fit(mean, dispersion, usable, "local")
        return "parametric", (a0, a1), lambda q: a0 + a1 / q
    if method == "local":
        try:
            return "local", (), LocalTrend(mean[usable], dispersion[usable])
        except LocalTrendError:
            return _fit(mean, dispersion, usable, "mean")
    if method == "mean":
        constant = _trimmed_mean(dispersion[dispersion > 10 * MINIMUM_DISPERSION], 0.001)
        return "mean", (constant,), lambda q: np.full(np.shape(q), constant)
    raise DispersionError(f"unknown dispersion trend {method!r}. Use 'parametric', 'local' or 'mean'.")


def parametric_coefficients(mean: Floats, dispersion: Floats) -> tuple[float, float]:
    """Asymptotic dispersion a0 and extra-Poisson coefficient a1.

    Raises:
        GammaRegressionError: a coefficient is not positive, or the rounds of outlier rejection do not settle.
    """
    coefficients = np.array([0.1, 1.0])
    for _ in range(11):
        ratio = dispersion / (coefficients[0] + coefficients[1] / mean)
        good = (ratio > 1e-4) & (ratio < 15)
        before = coefficients
        coefficients, converged = gamma_regression(1.0 / mean[good], dispersion[good], before)
        if not (coefficients > 0).all():
            raise GammaRegressionError("a coefficient of the trend is not positive")
        if converged and float((np.log(coefficients / before) ** 2).sum()) < 1e-6:
            return float(coefficients[0]), float(coefficients[1])
    raise GammaRegressionError("the trend did not settle")


def _trimmed_mean(values: Floats, trim: float) -> float:
    cut = int(len(values) * trim)
    return float(np.sort(values)[cut : len(values) - cut].mean())


def _residual_variance(dispersion: Floats, trend: Floats) -> float:
    above = dispersion >= 100 * MINIMUM_DISPERSION
    residual = np.log(dispersion[above]) - np.log(trend[above])
    return float((1.4826 * np.median(np.abs(residual - np.median(residual)))) ** 2) if residual.size else float("nan")
