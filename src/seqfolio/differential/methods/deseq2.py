"""Negative binomial models as DESeq2 fits them: the method to begin with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from seqfolio.config.needs import Needs
from seqfolio.differential.method import Fitted, Method, Task
from seqfolio.model import Comparison, Fit
from seqfolio.stats import deseq2
from seqfolio.stats.deseq2 import Fit as Model
from seqfolio.stats.deseq2 import Results

MOST_SAMPLES_WITH_COOKS = 200


def _fit(task: Task) -> Fitted:
    counts = task.counts(_genes(task))
    matrix, test = task.design.matrix.to_numpy(), task.settings.test
    model = deseq2.fit(counts, matrix, coefficients=task.coefficients, test=test, **_factors(task))
    return Fitted(model, model.fallbacks, _facts(model), _dispersions(task, model), _cooks(task, model))


def _factors(task: Task) -> dict[str, Any]:
    """Size factors, or factors for each gene and sample when the lengths of transcripts are known."""
    factors = task.normalized.factors
    if factors is None:
        return {"size_factors": task.normalized.size_factors.to_numpy()}
    return {"normalization_factors": factors.loc[_genes(task)].to_numpy()}


def _genes(task: Task) -> pd.Index[str]:
    """All but spike-ins and those that the user's filter takes out.

    Genes without any count still belong to the quantiles of the means on which independent filtering rests, as in R.
    """
    dropped = task.normalized.dropped
    return task.dataset.counts.index.difference(dropped.index[dropped != "all zero"], sort=False)


def _facts(model: Model) -> dict[str, float]:
    return {
        "replaced_genes": float(model.replaced.sum()),
        "dispersion_outliers": float(model.dispersion_outlier.sum()),
        "not_converged": float((model.fitted & ~model.converged).sum()),
        "prior_variance": float(model.prior_variance),
    }


def _dispersions(task: Task, model: Model) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "baseMean": model.base_mean,
            "gene_wise": model.gene_wise_dispersion,
            "trend": model.trend_dispersion,
            "map": model.map_dispersion,
            "final": model.dispersion,
            "outlier": model.dispersion_outlier,
        },
        index=_genes(task),
    )


def _cooks(task: Task, model: Model) -> pd.DataFrame | None:
    if len(task.design.samples) > MOST_SAMPLES_WITH_COOKS:
        return None
    return pd.DataFrame(model.cooks, index=_genes(task), columns=task.design.samples)


def _test(task: Task, fit: Fit, comparison: Comparison) -> pd.DataFrame:
    results = _results(task, fit.model, comparison)
    table = pd.DataFrame(
        {
            "log2FoldChange": results.log2_fold_change,
            "lfcSE": results.lfc_se,
            "stat": results.stat,
            "pvalue": results.pvalue,
            "padj": results.padj,
            "reason": results.reason.astype(object),
        },
        index=_genes(task),
    )
    if task.settings.shrinkage == "none":
        return table
    return table.assign(**_shrunken(task, fit.model, np.array(comparison.weights)))


def _results(task: Task, model: Model, comparison: Comparison) -> Results:
    settings, weights = task.settings, np.array(comparison.weights)
    compared = np.isin(task.design.samples, [s for _, samples in comparison.levels for s in samples])
    contrast = deseq2.levels(weights, compared) if comparison.numerator else weights
    if comparison.reduced is not None:
        return deseq2.lrt(model, comparison.reduced.to_numpy(), contrast=contrast, alpha=settings.alpha)
    return deseq2.results(
        model, contrast, alpha=settings.alpha, lfc_threshold=settings.lfc_threshold, alternative=settings.alternative
    )


def _shrunken(task: Task, model: Model, weights: np.ndarray[tuple[int], np.dtype[np.float64]]) -> dict[str, Any]:
    settings = task.settings
    position = int(np.flatnonzero(weights)[-1])
    kind: Literal["normal", "apeglm"] = "normal" if settings.shrinkage == "normal" else "apeglm"
    found = deseq2.shrink(
        _with_coefficient(model, weights, position), position, method=kind, lfc_threshold=settings.lfc_threshold
    )
    columns: dict[str, Any] = {
        "log2FoldChange_shrunken": found.log2_fold_change,
        "lfc_posterior_sd": found.posterior_sd,
    }
    return columns if kind == "normal" else {**columns, "svalue": found.svalue}


def _with_coefficient(model: Model, weights: np.ndarray[tuple[int], np.dtype[np.float64]], position: int) -> Model:
    """The same fit, written so that the contrast is one of its coefficients, as R's users do by changing the reference."""
    if np.count_nonzero(weights) == 1 and weights[position] == 1:
        return model
    change = np.eye(len(weights))
    change[position] = weights
    tested = deseq2.results(model, weights, independent_filtering=False, cooks=False)
    error = model.standard_error.copy()
    error[:, position] = tested.lfc_se
    return replace(model, design=model.design @ np.linalg.inv(change), beta=model.beta @ change.T, standard_error=error)


METHOD = Method(
    id="deseq2",
    title="DESeq2",
    description="Negative binomial models with dispersions shared between genes, Wald or likelihood ratio tests, count "
    "outliers and independent filtering. The default: for counts from any experiment with replicates.",
    formula="K_ij ~ NB(mean s_j q_ij, dispersion alpha_i), log2 q_ij = sum_r x_jr beta_ir; K: count of gene i in sample j, s: "
    "size factor, x: design, beta: log2 fold changes; alpha is shrunken towards a trend over the mean",
    limits="Assumes that most genes are expressed about equally in all samples, and that samples are independent given the design. "
    "With 50 and more samples per group, outlying samples can make it too optimistic.",
    sentence="Counts were modelled with negative binomial generalised linear models as in DESeq2 1.38 [@love2014], the "
    "dispersions shrunken towards a trend over the mean",
    words={
        "test": "Wald tests",
        "threshold": "Wald tests against a threshold [@love2014]",
        "reduced": "likelihood ratio tests",
        "set_aside": "Count outliers were recognised by Cook's distance in designs with three or more replicates, and weakly "
        "expressed genes were set aside by independent filtering [@bourgon2010]; neither were given an adjusted p-value",
        "apeglm": "Log2 fold changes were also shrunken towards 0 with a heavy-tailed prior (apeglm) [@zhu2019], with s-values "
        "[@stephens2017]; p-values and calls rest on the fold changes that were not shrunken",
        "normal": "Log2 fold changes were also shrunken towards 0 with a normal prior [@love2014]; p-values and calls rest on "
        "the fold changes that were not shrunken",
    },
    citations=("love2014",),
    needs=Needs(
        normalization="ratio",
        transform="vst",
        replicates=0,
        features=frozenset({"contrasts", "reduced", "lrt", "threshold", "alternatives", "shrinkage"}),
    ),
    extras={
        "log2FoldChange_shrunken": "log2 fold change shrunken towards 0 (with shrinkage)",
        "lfc_posterior_sd": "posterior standard deviation of the shrunken log2 fold change (with shrinkage)",
        "svalue": "expected share of wrong signs among genes at least as certain (with shrinkage: apeglm)",
    },
    fit=_fit,
    test=_test,
)
