"""Differential expression by negative binomial models, numerically equal to R's DESeq2 1.38.

    from seqfolio.stats import deseq2

    results = deseq2(counts, design)                        # the last coefficient, everything by default
    fit = deseq2.fit(counts, design, coefficients=names)    # once for each design
    results = deseq2.results(fit, "dex_trt", alpha=0.05)    # for each contrast

START HERE: `fitting.fit` goes through the steps in order: `factors`, `dispersion_gene`, `dispersion_trend`,
`dispersion_map`, `regression`, `cooks`, `replacement`. `testing.results` turns a fit into tests. The formulas stand at
the top of each file and in docs/stats-deseq2.md. Arrays in, arrays out; NumPy and SciPy only.
"""

from __future__ import annotations

import sys

from seqfolio.stats.deseq2.analysis import deseq2
from seqfolio.stats.deseq2.callable_module import DESeq2Module
from seqfolio.stats.deseq2.contrasts import LevelContrast, levels
from seqfolio.stats.deseq2.errors import (
    ContrastError,
    CountsError,
    DESeq2InputError,
    DesignError,
    DispersionError,
    SizeFactorError,
)
from seqfolio.stats.deseq2.factors import normalization_factors, size_factors
from seqfolio.stats.deseq2.fitting import fit
from seqfolio.stats.deseq2.likelihood_ratio import lrt
from seqfolio.stats.deseq2.model import Fit, Results
from seqfolio.stats.deseq2.shrinkage import Shrinkage, shrink
from seqfolio.stats.deseq2.testing import results
from seqfolio.stats.deseq2.transformation import vst, vst_of_fit

__all__ = [
    "ContrastError",
    "CountsError",
    "DESeq2InputError",
    "DesignError",
    "DispersionError",
    "Fit",
    "LevelContrast",
    "Results",
    "Shrinkage",
    "SizeFactorError",
    "deseq2",
    "fit",
    "levels",
    "lrt",
    "normalization_factors",
    "results",
    "shrink",
    "size_factors",
    "vst",
    "vst_of_fit",
]

sys.modules[__name__].__class__ = DESeq2Module
