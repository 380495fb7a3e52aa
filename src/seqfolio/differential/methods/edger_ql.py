"""Quasi-likelihood F-tests by the library edgepython: foreign code through the same seam."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd

from seqfolio.config.needs import Needs
from seqfolio.differential.method import Fitted, Method, Task
from seqfolio.model import Comparison, Fit


def _fit(task: Task) -> Fitted:
    import edgepython as library  # takes a second, and is there only with the extra

    counts = task.length_corrected(task.tested)
    sizes = counts.sum(axis=0)
    with warnings.catch_warnings():  # numba's and the library's own warnings are no business of our users
        warnings.simplefilter("ignore")
        data = library.make_dgelist(counts, norm_factors=task.normalized.library_sizes.to_numpy() / sizes)
        model = library.glm_ql_fit(data, task.design.matrix.to_numpy(), robust=task.settings.robust)
    return Fitted(model)


def _test(task: Task, fit: Fit, comparison: Comparison) -> pd.DataFrame:
    import edgepython as library

    weights = np.array(comparison.weights)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if task.settings.lfc_threshold > 0:
            tested = library.glm_treat(fit.model, contrast=weights, lfc=task.settings.lfc_threshold)["table"]
        else:
            tested = library.glm_ql_ftest(fit.model, contrast=weights)["table"]
    change = tested["logFC"].to_numpy(dtype=np.float64)
    size = np.sqrt(tested["F"].to_numpy(dtype=np.float64)) if "F" in tested else np.full(len(change), np.nan)
    return pd.DataFrame(
        {
            "log2FoldChange": change,
            "lfcSE": np.nan,
            "stat": np.sign(change) * size,
            "pvalue": tested["PValue"].to_numpy(dtype=np.float64),
            "ave_expr": tested["logCPM"].to_numpy(dtype=np.float64),
        },
        index=task.tested,
    )


METHOD = Method(
    id="edger-ql",
    title="edgeR quasi-likelihood",
    description="Negative binomial models with quasi-likelihood F-tests, by the library edgepython (an optional extra: "
    "pip install seqfolio[edger]). A second opinion on deseq2.",
    formula="K_gj ~ NB with mean L_j exp(x_j b_g) and quasi-dispersion sigma_g^2, moderated between genes; stat is the signed "
    "square root of F",
    limits="edgepython follows a newer edgeR than the tables that Seqfolio is checked against; it compiles its kernels at the "
    "first use, which takes some ten seconds.",
    sentence="Counts were modelled with quasi-likelihood negative binomial models [@lund2012] as in edgeR [@robinson2010edger], by "
    "the library edgepython",
    words={
        "test": "quasi-likelihood F-tests",
        "threshold": "quasi-likelihood tests against a threshold [@mccarthy2009]",
        "robust": "The prior of the quasi-dispersions was estimated robustly [@phipson2016]",
    },
    citations=("robinson2010edger", "lund2012"),
    needs=Needs(
        normalization="tmm",
        transform="logcpm",
        filter="expressed",
        replicates=0,
        features=frozenset({"contrasts", "threshold", "robust"}),
    ),
    library=("edgepython", "edger"),
    extras={"ave_expr": "mean log2 count per million over all samples"},
    fit=_fit,
    test=_test,
)
