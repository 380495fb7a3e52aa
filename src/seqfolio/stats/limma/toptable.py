"""The numbers of one coefficient, gene by gene, in the order of the genes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seqfolio.stats.array_checks import FloatArray, StatsInputError
from seqfolio.stats.limma.distributions import t_isf
from seqfolio.stats.limma.empirical_bayes import EmpiricalBayes
from seqfolio.stats.multiple_testing import benjamini_hochberg

if TYPE_CHECKING:
    from seqfolio.stats.limma.treat import Treat


@dataclass(frozen=True)
class TopTable:
    """Arrays of length genes, not sorted.

    Attributes:
        log2_fold_change: the coefficient.
        standard_error: of the coefficient, moderated.
        ci_low: lower end of the confidence interval of the coefficient.
        ci_high: its upper end.
        ave_expr: mean log2 expression over the samples.
        t: moderated t.
        pvalue: two-sided; with a threshold, of exceeding it.
        padj: Benjamini-Hochberg.
        b: log-odds of differential expression; NaN with a threshold.
        df_total: degrees of freedom of t.
        fallbacks: what was done because the data are unusual.
    """

    log2_fold_change: FloatArray
    standard_error: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray
    ave_expr: FloatArray
    t: FloatArray
    pvalue: FloatArray
    padj: FloatArray
    b: FloatArray
    df_total: FloatArray
    fallbacks: tuple[str, ...]


def top_table(tested: EmpiricalBayes | Treat, coefficient: int = -1, confidence: float = 0.95) -> TopTable:
    """All that is known of one coefficient.

    Args:
        tested: from `ebayes` or `treat`.
        coefficient: column number; default: the last.
        confidence: of the interval ``b -+ t_quantile(df_total) se``.

    Returns:
        TopTable.

    Raises:
        StatsInputError: no such column, or a confidence outside (0, 1).
    """
    j = _checked_column(tested.t.shape[1], coefficient)
    if not 0 < confidence < 1:
        raise StatsInputError(f"confidence: {confidence} must lie between 0 and 1, exclusive.")
    estimate = tested.fit.coefficients[:, j]
    error = tested.fit.stdev_unscaled[:, j] * np.sqrt(tested.s2_post)
    margin = error * _t_quantiles((1 - confidence) / 2, tested.df_total)
    return TopTable(
        log2_fold_change=estimate,
        standard_error=error,
        ci_low=estimate - margin,
        ci_high=estimate + margin,
        ave_expr=tested.fit.ave_expr,
        t=tested.t[:, j],
        pvalue=tested.pvalue[:, j],
        padj=benjamini_hochberg(tested.pvalue[:, j]),
        b=tested.log_odds[:, j] if isinstance(tested, EmpiricalBayes) else np.full(estimate.size, np.nan),
        df_total=tested.df_total,
        fallbacks=tested.fallbacks,
    )


def _checked_column(n: int, coefficient: int) -> int:
    if not -n <= coefficient < n:
        raise StatsInputError(f"coefficient: {coefficient} is no column; the fit has columns 0 to {n - 1}.")
    return coefficient % n


def _t_quantiles(tail: float, df: FloatArray) -> FloatArray:
    """Upper quantiles for each gene, computed once per distinct number of degrees of freedom."""
    distinct, where = np.unique(df, return_inverse=True)
    return np.asarray(t_isf(tail, distinct)[where])
