"""The rank-sum test: no assumption about the distribution, for large groups."""

from __future__ import annotations

import numpy as np
import pandas as pd

from seqfolio.config.needs import Needs
from seqfolio.differential import ttests
from seqfolio.differential.method import Method, Task
from seqfolio.model import Comparison, Fit
from seqfolio.stats.wilcoxon import hodges_lehmann, wilcoxon


def _test(task: Task, fit: Fit, comparison: Comparison) -> pd.DataFrame:  # noqa: ARG001 - the seam's signature
    numerator, denominator = (list(samples) for samples in comparison.samples)
    values = task.normalized.transformed.loc[task.tested]
    a, b = values[numerator].to_numpy(), values[denominator].to_numpy()
    result = wilcoxon(np.hstack([a, b]), np.arange(a.shape[1] + b.shape[1]) < a.shape[1])
    constant = np.ptp(np.hstack([a, b]), axis=1) == 0
    return pd.DataFrame(
        {
            "log2FoldChange": hodges_lehmann(a, b),
            "lfcSE": np.nan,
            "stat": np.where(constant, np.nan, result.u - a.shape[1] * b.shape[1] / 2),
            "pvalue": np.where(constant, np.nan, result.pvalue),
            "reason": np.where(constant, "no variance", ""),
        },
        index=task.tested,
    )


METHOD = Method(
    id="wilcoxon",
    title="Wilcoxon rank-sum test",
    description="Asks whether the values of one group tend to be larger, by ranks alone. For large groups (dozens of samples), "
    "also as a second opinion on a count model.",
    formula="U = R1 - n1 (n1 + 1) / 2; R1: rank sum of the numerator, n1: its samples; stat is U minus its mean n1 n2 / 2, "
    "log2FoldChange the median of all differences between a sample of one and of the other group (Hodges and Lehmann)",
    limits="With few samples it cannot reach small p-values at all: three against three give at best p = 0.1. Looks at the two "
    "groups of the contrast only.",
    sentence="The groups' distributions of {scale} were compared gene by gene; the log2 fold change is the median of all "
    "differences between a sample of one and a sample of the other group [@hodges1963]",
    words={"test": "the Wilcoxon rank-sum test (two-sided) [@mann1947]"},
    citations=("mann1947", "hodges1963"),
    needs=Needs(accepts=ttests.NEEDS.accepts, normalization="ratio", replicates=2, whole_design=False),
    fit=ttests.nothing_to_share,
    test=_test,
)
