"""Welch's t-test on log2(count + 1): the groups may differ in variance."""

from __future__ import annotations

import pandas as pd

from seqfolio.differential import ttests
from seqfolio.differential.method import Method, Task
from seqfolio.model import Comparison, Fit


def _test(task: Task, fit: Fit, comparison: Comparison) -> pd.DataFrame:  # noqa: ARG001 - the seam's signature
    return ttests.test(task, comparison, equal_variance=False)


METHOD = Method(
    id="welch",
    title="Welch's t-test on log2 counts",
    description="A t-test per gene on log2(count + 1), each group with its own variance. The safer t-test when "
    "the groups differ in spread or size.",
    formula="t = (m1 - m2) / sqrt(s1^2/n1 + s2^2/n2); m: group means of log2(count + 1), s: group standard deviations, "
    "n: group sizes, degrees of freedom after Welch and Satterthwaite",
    limits=ttests.LIMITS,
    sentence="Group means of {scale} were compared gene by gene",
    words={"test": "Welch's t-test (unequal variances, two-sided) [@welch1947]"},
    citations=("welch1947",),
    needs=ttests.NEEDS,
    extras=ttests.EXTRAS,
    fit=ttests.nothing_to_share,
    test=_test,
)
