"""What limma-voom and limma-trend have in common: moderated tests of linear models."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seqfolio.config.needs import Needs
from seqfolio.differential.method import Fitted, Task
from seqfolio.model import Comparison, Fit
from seqfolio.stats import limma
from seqfolio.stats.limma import Model

Floats = NDArray[np.float64]
INFINITE_DF = 1e6
NEEDS = Needs(
    normalization="tmm",
    transform="logcpm",
    filter="expressed",
    replicates=0,
    features=frozenset({"contrasts", "reduced", "threshold", "block", "robust", "sample_weights"}),
)
WORDS = {
    "test": "moderated t-tests",
    "threshold": "moderated t-tests against a threshold (TREAT) [@mccarthy2009]",
    "reduced": "moderated F-tests",
    "robust": "The prior variance was estimated robustly against outlier genes [@phipson2016]",
    "sample_weights": "Samples were weighted by their quality [@ritchie2006; @liu2015]",
    "block": "Samples of one block were modelled with a common correlation [@smyth2005]",
}
EXTRAS = {
    "ave_expr": "mean log2 count per million over all samples",
    "ci_low": "lower end of the 95 % confidence interval of log2FoldChange",
    "ci_high": "upper end of the 95 % confidence interval of log2FoldChange",
}


def fitted(task: Task, *, voom: bool) -> Fitted:
    """Fit the design to the tested genes."""
    block = [task.design.block[sample] for sample in task.design.samples] if task.design.block else None
    make = limma.voom_model if voom else limma.trend_model
    model = make(
        task.length_corrected(task.tested),
        task.design.matrix.to_numpy(),
        task.normalized.library_sizes.to_numpy(),
        block,
        task.settings.sample_weights,
        coefficient_names=task.coefficients,
    )
    facts, curve = _facts(model, robust=task.settings.robust), _mean_variance(model, robust=task.settings.robust)
    return Fitted(model, model.fallbacks, facts, mean_variance=curve)


def _facts(model: Model, *, robust: bool) -> dict[str, float]:
    """The correlation within blocks, and the prior degrees of freedom; infinite ones as `INFINITE_DF`, which JSON can say."""
    prior, _, _ = limma.moderate_variances(model.fit, model.trend, robust)
    facts = {"prior_df": float(np.minimum(np.median(prior.df), INFINITE_DF))}
    return facts if model.correlation is None else {**facts, "block_correlation": float(model.correlation)}


def _mean_variance(model: Model, *, robust: bool) -> pd.DataFrame:
    """What voom's weights, or the trend of the prior variance, rest on."""
    if model.voom is not None:
        curve = model.voom.trend
        return pd.DataFrame({"mean": curve.x, "deviation": model.voom.deviation, "trend": curve.fitted})
    prior, _, _ = limma.moderate_variances(model.fit, trend=True, robust=robust)
    frame = {"mean": model.fit.ave_expr, "deviation": np.sqrt(model.fit.sigma), "trend": prior.scale**0.25}
    return pd.DataFrame(frame).sort_values("mean", kind="stable", ignore_index=True)


def test(task: Task, fit: Fit, comparison: Comparison) -> pd.DataFrame:
    """Moderated t-test of a contrast, or F-test of all that a smaller design leaves out."""
    model: Model = fit.model
    settings, weights = task.settings, np.array(comparison.weights)
    found = limma.compare(model, weights, settings.robust, settings.lfc_threshold)
    table = pd.DataFrame(
        {
            "log2FoldChange": found.log2_fold_change,
            "lfcSE": found.standard_error,
            "stat": found.t,
            "pvalue": found.pvalue,
            "padj": found.padj,
            "ave_expr": found.ave_expr,
            "ci_low": found.ci_low,
            "ci_high": found.ci_high,
        },
        index=task.tested,
    )
    if comparison.reduced is None:
        return table
    every = _f_test(
        model, task.design.matrix.to_numpy(dtype=np.float64), comparison.reduced.to_numpy(), settings.robust
    )
    return table.assign(stat=every.f, pvalue=every.pvalue, padj=every.padj)


def _f_test(model: Model, design: Floats, reduced: Floats, robust: bool) -> limma.FTest:
    """Of everything that a smaller design leaves out.

    When that is whole coefficients they are tested as they are, like limma's ``topTable(coef=...)``; contrasts of a fit with
    weights per count are an approximation, which only the general case needs.
    """
    beyond = design - reduced @ np.linalg.lstsq(reduced, design, rcond=None)[0]
    dropped = np.flatnonzero(np.abs(beyond).max(axis=0) > 1e-8)
    if len(dropped) == design.shape[1] - reduced.shape[1]:
        return limma.f_test(limma.ebayes(model.fit, model.trend, robust), [int(i) for i in dropped])
    directions = np.linalg.svd(beyond)[2][: design.shape[1] - reduced.shape[1]].T
    return limma.compare_any(model, directions, robust)
