"""Tests against a fold change: is the effect larger than a threshold, not merely different from zero."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seqfolio.stats.array_checks import FloatArray, StatsInputError
from seqfolio.stats.limma.distributions import t_upper
from seqfolio.stats.limma.empirical_bayes import moderate_variances, variance_remarks
from seqfolio.stats.limma.robust_prior import WINSOR_TAILS

if TYPE_CHECKING:
    from seqfolio.stats.limma.linear_model import LinearFit


@dataclass(frozen=True)
class Treat:
    """Moderated tests of ``|b| > lfc``.

    Attributes:
        fit: what was tested.
        lfc: the threshold, log2.
        df_prior: genes.
        s2_post: genes.
        df_total: genes.
        t: genes x coefficients; zero when the estimate is within the threshold.
        pvalue: genes x coefficients.
        fallbacks: what was done because the data are unusual.
    """

    fit: LinearFit
    lfc: float
    df_prior: FloatArray
    s2_post: FloatArray
    df_total: FloatArray
    t: FloatArray
    pvalue: FloatArray
    fallbacks: tuple[str, ...]


def treat(
    fit: LinearFit,
    lfc: float,
    trend: bool = False,
    robust: bool = False,
    winsor_tails: tuple[float, float] = WINSOR_TAILS,
) -> Treat:
    """Test whether each coefficient exceeds ``lfc`` in absolute value.

    With standard error se and total degrees of freedom d, ``p = P(T_d > (|b| - lfc)/se) + P(T_d > (|b| + lfc)/se)``.

    Args:
        fit: from `fit` or `contrasts_fit`.
        lfc: log2 fold change, zero or more.
        trend: as in `ebayes`.
        robust: as in `ebayes`.
        winsor_tails: as in `ebayes`.

    Returns:
        Treat.

    Raises:
        StatsInputError: the threshold is negative, or there are no residual degrees of freedom.

    Source: McCarthy & Smyth 2009, Bioinformatics 25:765; limma's ``treat``.
    """
    if not 0 <= lfc < np.inf:
        raise StatsInputError(f"lfc: {lfc} must be a log2 fold change of zero or more.")
    prior, s2_post, df_total = moderate_variances(fit, trend, robust, winsor_tails)
    size, df = np.abs(fit.coefficients), df_total[:, None]
    error = fit.stdev_unscaled * np.sqrt(s2_post)[:, None]
    beyond = (size - lfc) / error
    pvalue = t_upper(beyond, df) + t_upper((size + lfc) / error, df)
    t = np.sign(fit.coefficients) * np.maximum(beyond, 0)
    return Treat(fit, lfc, prior.df, s2_post, df_total, t, pvalue, variance_remarks(fit) + prior.fallbacks)
