"""Student's t-test on log2(count + 1): the familiar tutorial."""

from __future__ import annotations

import pandas as pd

from seqfolio.differential import ttests
from seqfolio.differential.method import Method, Task
from seqfolio.model import Comparison, Fit


def _test(task: Task, fit: Fit, comparison: Comparison) -> pd.DataFrame:  # noqa: ARG001 - the seam's signature
    return ttests.test(task, comparison, equal_variance=True)


METHOD = Method(
    id="ttest",
    title="Student's t-test on log2 counts",
    description="A t-test per gene on log2(count + 1), with one variance for both groups. Simple and familiar; for "
    "continuous-like data or a first look.",
    formula="t = (m1 - m2) / (s sqrt(1/n1 + 1/n2)); m: group means of log2(count + 1), s: pooled standard deviation, "
    "n: group sizes, n1 + n2 - 2 degrees of freedom",
    limits=ttests.LIMITS,
    sentence="Group means of {scale} were compared gene by gene",
    words={"test": "Student's t-test (equal variances, two-sided) [@student1908]"},
    citations=("student1908",),
    needs=ttests.NEEDS,
    extras=ttests.EXTRAS,
    fit=ttests.nothing_to_share,
    test=_test,
)
