"""Two-sample t-tests, all genes at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class TTest:
    """Result per gene; NaN in ``stat``, ``df`` and ``pvalue`` where the gene is constant inside both groups.

    Attributes:
        difference: mean of a minus mean of b.
        standard_error: of the difference.
        stat: difference / standard_error.
        df: degrees of freedom.
        pvalue: two-sided.
        testable: False where the gene has no variance inside the groups.
    """

    difference: Floats
    standard_error: Floats
    stat: Floats
    df: Floats
    pvalue: Floats
    testable: NDArray[np.bool_]

    def interval(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """Confidence interval of the difference at ``level`` (0 to 1)."""
        half = special.stdtrit(self.df, (1 + level) / 2) * self.standard_error
        return self.difference - half, self.difference + half


def ttest(a: ArrayLike, b: ArrayLike, *, equal_variance: bool) -> TTest:
    """t-test of two groups of samples, gene by gene.

    With means m, unbiased variances s^2 and sizes n of the groups:

    * Student (``equal_variance=True``): t = (m_a - m_b) / sqrt(s^2 (1/n_a + 1/n_b)), s^2 the pooled variance,
      df = n_a + n_b - 2.
    * Welch: t = (m_a - m_b) / sqrt(v_a + v_b), v = s^2 / n,
      df = (v_a + v_b)^2 / (v_a^2 / (n_a - 1) + v_b^2 / (n_b - 1)).

    Args:
        a: genes x samples, on a scale on which differences make sense, for example log2(count + 1).
        b: the other group, the same genes.
        equal_variance: Student's test instead of Welch's.

    Raises:
        ValueError: other shapes, fewer than two samples in a group, or values that are not finite.

    Sources: Student 1908, Biometrika 6:1; Welch 1947, Biometrika 34:28. Equal to ``scipy.stats.ttest_ind`` and R's
    ``t.test``, but a gene that is constant inside both groups is not tested: rounding may leave a variance of
    1e-32 there, and with it p = 0.
    """
    x, y = _group(a, "a"), _group(b, "b")
    if len(x) != len(y):
        raise ValueError(f"a has {len(x)} genes and b has {len(y)}")
    testable = (np.ptp(x, axis=1) > 0) | (np.ptp(y, axis=1) > 0)
    difference = x.mean(axis=1) - y.mean(axis=1)
    variance, df = (_student if equal_variance else _welch)(x, y)
    with np.errstate(divide="ignore", invalid="ignore"):
        standard_error = np.where(testable, np.sqrt(variance), np.nan)
        df = np.where(testable, df, np.nan)
        stat = difference / standard_error
    pvalue = 2 * special.stdtr(df, -np.abs(stat))
    return TTest(difference, standard_error, stat, df, pvalue, testable)


def _group(values: ArrayLike, name: str) -> Floats:
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 2 or array.shape[1] < 2:
        raise ValueError(f"{name} must be genes x samples with at least two samples; it has shape {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} holds values that are not finite")
    return array


def _student(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    n_x, n_y = x.shape[1], y.shape[1]
    df = n_x + n_y - 2
    pooled = ((n_x - 1) * x.var(axis=1, ddof=1) + (n_y - 1) * y.var(axis=1, ddof=1)) / df
    return pooled * (1 / n_x + 1 / n_y), np.full(len(x), float(df))


def _welch(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    n_x, n_y = x.shape[1], y.shape[1]
    v_x, v_y = x.var(axis=1, ddof=1) / n_x, y.var(axis=1, ddof=1) / n_y
    with np.errstate(divide="ignore", invalid="ignore"):
        df = (v_x + v_y) ** 2 / (v_x**2 / (n_x - 1) + v_y**2 / (n_y - 1))
    return v_x + v_y, df
