"""Several coefficients at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seqfolio.stats.array_checks import FloatArray, StatsInputError
from seqfolio.stats.limma.distributions import f_upper
from seqfolio.stats.multiple_testing import benjamini_hochberg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from seqfolio.stats.limma.empirical_bayes import EmpiricalBayes

INDEPENDENT = 1e-8  # share of the largest eigenvalue above which a direction counts


@dataclass(frozen=True)
class FTest:
    """Moderated F-tests that all coefficients are zero.

    Attributes:
        f: genes.
        df1: number of independent coefficients.
        df2: genes; residual plus prior degrees of freedom, may be infinite.
        pvalue: genes.
        padj: genes; Benjamini-Hochberg.
    """

    f: FloatArray
    df1: int
    df2: FloatArray
    pvalue: FloatArray
    padj: FloatArray


def f_test(bayes: EmpiricalBayes, coefficients: Sequence[int] | None = None) -> FTest:
    """Test that the given coefficients (or contrasts) are all zero.

    ``F = t' P^-1 t / r`` with the moderated t of a gene, the correlation matrix P of the estimates and its rank r.

    Args:
        bayes: from `ebayes`.
        coefficients: column numbers; default: all.

    Returns:
        FTest.

    Raises:
        StatsInputError: a number that is no column, or none at all.

    Source: limma's ``classifyTestsF``; Smyth 2004.
    """
    columns = _checked_columns(bayes.t.shape[1], coefficients)
    q = _whitening(bayes.fit.cov_coefficients[np.ix_(columns, columns)])
    f = ((bayes.t[:, columns] @ q) ** 2).sum(axis=1)
    df2 = bayes.df_prior + bayes.fit.df_residual
    pvalue = f_upper(f, float(q.shape[1]), df2)
    return FTest(f, q.shape[1], df2, pvalue, benjamini_hochberg(pvalue))


def _checked_columns(n: int, coefficients: Sequence[int] | None) -> list[int]:
    columns = list(range(n)) if coefficients is None else [int(c) for c in coefficients]
    if not columns or not all(-n <= c < n for c in columns):
        raise StatsInputError(f"coefficients: {columns} must be numbers of the {n} columns, at least one.")
    return list(dict.fromkeys(c % n for c in columns))


def _whitening(covariance: FloatArray) -> FloatArray:
    """Columns that turn correlated t into independent ones, divided by the root of their number."""
    scale = np.sqrt(np.diag(covariance))
    values, vectors = np.linalg.eigh(covariance / np.outer(scale, scale))
    kept = values > values.max() * INDEPENDENT
    return np.asarray(vectors[:, kept] / np.sqrt(values[kept]) / np.sqrt(np.count_nonzero(kept)))
