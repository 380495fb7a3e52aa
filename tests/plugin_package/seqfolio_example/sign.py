"""A method: the sign test on pairs of samples in their order."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict
from scipy.stats import binom

from seqfolio.citations import Reference
from seqfolio.config.needs import Needs
from seqfolio.differential.method import Fitted, Method, Task
from seqfolio.model import Comparison, Fit


class Settings(BaseModel):
    """Keys under analysis.options."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    least: float = 0.0
    """Differences of at most this size count as none."""


def _fit(task: Task) -> Fitted:
    return Fitted(facts={"least": task.options.least})


def _test(task: Task, fit: Fit, comparison: Comparison) -> pd.DataFrame:
    values = task.normalized.transformed.loc[task.tested]
    a, b = (values[list(samples)].to_numpy() for samples in comparison.samples)
    difference = a - b
    up, down = (difference > fit.facts["least"]).sum(axis=1), (difference < -fit.facts["least"]).sum(axis=1)
    n = up + down
    pvalue = np.minimum(1.0, 2 * binom.cdf(np.minimum(up, down), n, 0.5))
    return pd.DataFrame(
        {
            "log2FoldChange": difference.mean(axis=1),
            "lfcSE": np.nan,
            "stat": np.where(n > 0, up - down, np.nan),
            "pvalue": np.where(n > 0, pvalue, np.nan),
            "pairs": n,
        },
        index=task.tested,
    )


METHOD = Method(
    id="sign",
    title="Sign test",
    description="Counts the pairs in which a gene is higher.",
    formula="p = 2 P(X <= min(up, down)), X binomial with n = up + down",
    limits="Wants many pairs.",
    sentence="Each gene was tested with the sign test on {scale}",
    citations=("arbuthnot1710",),
    fit=_fit,
    test=_test,
    needs=Needs(whole_design=False),
    extras={"pairs": "pairs that differ"},
    Settings=Settings,
    references=(
        Reference(
            "arbuthnot1710",
            "Arbuthnot, J.",
            1710,
            "An argument for divine providence",
            "Phil. Trans.",
            "10.1098/rstl.1710.0011",
            "27",
            "186-190",
        ),
    ),
)
