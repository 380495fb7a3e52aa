"""Log-odds that a gene is differentially expressed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from seqfolio.stats.limma.distributions import t_isf, t_log_isf, t_log_upper, t_two_sided

if TYPE_CHECKING:
    from seqfolio.stats.array_checks import FloatArray

EFFECTIVELY_INFINITE = 1e6


def log_odds(
    t: FloatArray,
    stdev_unscaled: FloatArray,
    df_total: FloatArray,
    df_prior: FloatArray,
    var_prior: FloatArray,
    proportion: float,
) -> FloatArray:
    """B statistics (genes x coefficients).

    ``log(p / (1 - p)) - log(r) / 2 + (1 + d) / 2 log((t^2 + d) / (t^2 / r + d))`` with the share p of changed genes,
    total degrees of freedom d and ``r = (u^2 + v0) / u^2``; the last term is ``t^2 (1 - 1/r) / 2`` when the prior
    degrees of freedom exceed a million.

    Source: Smyth 2004, Stat. Appl. Genet. Mol. Biol. 3:3, section 4.
    """
    r = 1 + var_prior / stdev_unscaled**2
    square, d = t**2, df_total[:, None]
    finite = (1 + d) / 2 * np.log((square + d) / (square / r + d))
    kernel = np.where(df_prior[:, None] > EFFECTIVELY_INFINITE, square * (1 - 1 / r) / 2, finite)
    return np.asarray(math.log(proportion / (1 - proportion)) - np.log(r) / 2 + kernel)


def prior_effect_variance(
    t: FloatArray, stdev_unscaled: FloatArray, df: FloatArray, proportion: float, limits: tuple[float, float]
) -> float:
    """v0, the variance of the coefficients that are not zero in units of the residual variance.

    The largest ``proportion / 2`` of the |t| are matched to the quantiles that a mixture of changed and unchanged
    genes would give.

    Args:
        t: moderated t (genes,).
        stdev_unscaled: (genes,).
        df: total degrees of freedom (genes,).
        proportion: assumed share of changed genes.
        limits: v0 of every gene is kept between them.

    Returns:
        v0; NaN when ``proportion`` is 0.

    Source: Smyth 2004, section 6.3.
    """
    n = t.size
    targets = math.ceil(proportion / 2 * n)
    if targets < 1:
        return math.nan
    share = max(targets / n, proportion)
    size, most_df = _at_common_df(np.abs(t), df, targets)
    top = np.flatnonzero(size >= _nth_largest(size, targets))
    top = top[np.argsort(-size[top], kind="stable")][:targets]
    null = t_two_sided(size[top], most_df)
    wanted = ((np.arange(targets) + 0.5) / n - (1 - share) * null) / share
    v0 = np.zeros(targets)
    beyond = wanted > null
    quantile = t_isf(wanted[beyond] / 2, most_df)
    v0[beyond] = stdev_unscaled[top][beyond] ** 2 * ((size[top][beyond] / quantile) ** 2 - 1)
    return float(np.clip(v0, *limits).mean())


def _at_common_df(t: FloatArray, df: FloatArray, targets: int) -> tuple[FloatArray, float]:
    """Statistics of the same tail probability at the largest degrees of freedom.

    They only shrink, so those below the ``targets`` largest that have these degrees already are left as they are.
    """
    most = float(df.max())
    fewer = df < most
    others = t[~fewer]
    if others.size >= targets:
        fewer &= t >= _nth_largest(others, targets)
    if fewer.any():
        t = t.copy()
        t[fewer] = t_log_isf(t_log_upper(t[fewer], df[fewer]), most)
    return t, most


def _nth_largest(values: FloatArray, n: int) -> float:
    return float(np.partition(values, values.size - n)[values.size - n])
