"""What Student's and Welch's test have in common: two groups on the transformed scale."""

from __future__ import annotations

import numpy as np
import pandas as pd

from seqfolio.config.needs import Needs
from seqfolio.differential.method import Fitted, Task
from seqfolio.model import Comparison
from seqfolio.stats.ttest import ttest

NEEDS = Needs(
    accepts=("counts", "estimated_counts", "tpm", "fpkm", "normalized", "log2"),
    normalization="ratio",
    filter="none",
    replicates=2,
    whole_design=False,
)
EXTRAS = {
    "ci_low": "lower end of the 95 % confidence interval of log2FoldChange",
    "ci_high": "upper end of the 95 % confidence interval of log2FoldChange",
    "df": "degrees of freedom of the t-test",
}
LIMITS = (
    "A t-test on log counts ignores that the variance of a count depends on its size, and with few samples it estimates "
    "each gene's variance badly; a method made for counts finds more and errs less. It looks "
    "at the two groups of the contrast only: batches, donors and other covariates are not taken into account."
)


def nothing_to_share(task: Task) -> Fitted:  # noqa: ARG001 - the seam's signature
    """A t-test has no model that several contrasts could share."""
    return Fitted()


def test(task: Task, comparison: Comparison, *, equal_variance: bool) -> pd.DataFrame:
    """Table of a comparison; genes that are constant inside both groups have no test."""
    values = task.normalized.transformed.loc[task.tested]
    numerator, denominator = (values[list(samples)].to_numpy() for samples in comparison.samples)
    result = ttest(numerator, denominator, equal_variance=equal_variance)
    low, high = result.interval(0.95)
    return pd.DataFrame(
        {
            "log2FoldChange": result.difference,
            "lfcSE": result.standard_error,
            "stat": result.stat,
            "pvalue": result.pvalue,
            "reason": np.where(result.testable, "", "no variance"),
            "ci_low": low,
            "ci_high": high,
            "df": result.df,
        },
        index=task.tested,
    )
