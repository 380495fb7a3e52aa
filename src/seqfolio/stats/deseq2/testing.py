"""Tests of one contrast for every gene: Wald test, count outliers, adjustment, and why a gene has no adjusted p."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from seqfolio.stats.deseq2.contrasts import Contrast, estimate_and_error, weights_of, without_counts
from seqfolio.stats.deseq2.cooks import cutoff
from seqfolio.stats.deseq2.cox_reid import sample_groups
from seqfolio.stats.deseq2.errors import ContrastError
from seqfolio.stats.deseq2.filtering import independent_filtering
from seqfolio.stats.deseq2.hypotheses import Alternative, wald_test
from seqfolio.stats.deseq2.model import Fit, Results
from seqfolio.stats.multiple_testing import benjamini_hochberg

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqfolio.stats.deseq2.arrays import Bools, Floats

_COUNTS_ABOVE = 3


@dataclass
class Tests:
    """Log2 fold changes, standard errors, statistics and p-values on their way to `Results`, each (genes,)."""

    estimate: Floats
    error: Floats
    stat: Floats
    pvalue: Floats

    def put(self, genes: Bools, estimate: float, stat: float, pvalue: float) -> None:
        """Set what some genes get by definition."""
        self.estimate[genes], self.stat[genes], self.pvalue[genes] = estimate, stat, pvalue


def results(
    fit: Fit,
    contrast: Contrast | None = None,
    *,
    lfc_threshold: float = 0.0,
    alternative: Alternative = "greaterAbs",
    alpha: float = 0.1,
    independent_filtering: bool = True,
    cooks: bool | float = True,
) -> Results:
    """Wald tests of a contrast.

    Args:
        fit: of `seqfolio.stats.deseq2.fit`.
        contrast: position or name of a coefficient, weights (coefficients,), or `levels(...)`; the last coefficient
            when None.
        lfc_threshold: log2 fold change that the null hypothesis reaches to, 0 or more.
        alternative: ``greaterAbs``, ``lessAbs``, ``greater`` or ``less``.
        alpha: false discovery rate that independent filtering is tuned to.
        independent_filtering: whether genes with a low mean are filtered out.
        cooks: whether genes with a count outlier lose their p-value; a number is the cut-off of Cook's distance.

    Raises:
        ContrastError: no such coefficient, or a hypothesis that does not exist.
    """
    weights = weights_of(fit, contrast)
    estimate, error = estimate_and_error(fit, weights)
    estimate[without_counts(fit, contrast, weights)] = 0.0
    tests = Tests(estimate, error, *wald_test(estimate, error, lfc_threshold, alternative))
    return finish(fit, tests, alpha, independent_filtering, cooks)


def finish(fit: Fit, tests: Tests, alpha: float, filtering: bool, cooks: bool | float) -> Results:
    """Outliers, adjustment and reasons, for Wald and likelihood ratio tests alike."""
    if not 0 < alpha < 1:
        raise ContrastError(f"alpha is {alpha}; it must lie between 0 and 1.")
    outlier = outliers(fit, cooks)
    tests.pvalue[outlier] = np.nan
    emptied = fit.replaced & (fit.base_mean == 0)
    tests.put(emptied, 0.0, 0.0, 1.0)
    tests.error[emptied] = 0.0
    padj, threshold, theta = _adjust(fit, tests.pvalue, alpha, filtering)
    reason = _reasons(fit, tests.pvalue, padj, outlier)
    return Results(
        fit.base_mean, tests.estimate, tests.error, tests.stat, tests.pvalue, padj, reason, fit, threshold, theta, alpha
    )


def outliers(fit: Fit, cooks: bool | float) -> Bools:
    """Genes with a count outlier, (genes,).

    In a comparison of just two groups a gene is not flagged when at least three of its counts are larger than the
    suspicious one.
    """
    if cooks is False:
        return np.zeros(len(fit.beta), dtype=bool)
    limit = cutoff(*fit.design.shape) if cooks is True else float(cooks)
    outlier = np.asarray(fit.largest_cooks > limit)
    if _two_groups(fit.design):
        which = np.flatnonzero(outlier)
        counts = fit.counts[which]
        suspicious = counts[np.arange(len(which)), np.argmax(fit.cooks[which], axis=1)]
        outlier[which[(counts > suspicious[:, None]).sum(axis=1) >= _COUNTS_ABOVE]] = False
    return outlier


def _two_groups(design: Floats) -> bool:
    return design.shape[1] == 2 and int(sample_groups(design).max()) == 1


def _adjust(fit: Fit, pvalue: Floats, alpha: float, filtering: bool) -> tuple[Floats, float, float]:
    if not filtering:
        return benjamini_hochberg(pvalue), 0.0, 0.0
    found = independent_filtering(fit.base_mean, pvalue, alpha)
    return found.padj, found.threshold, found.theta


def _reasons(fit: Fit, pvalue: Floats, padj: Floats, outlier: Bools) -> NDArray[np.str_]:
    conditions = [~np.isnan(padj), fit.all_zero, outlier, ~np.isnan(pvalue)]
    reasons = ["", "all zero", "count outlier", "independent filtering"]
    return np.select(conditions, reasons, default="not estimable")
