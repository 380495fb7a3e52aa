"""Linear models for expression data with moderated statistics, as limma 3.54 does them. Arrays in, arrays out."""

from seqfolio.stats.limma.array_weights import ArrayWeights, array_weights
from seqfolio.stats.limma.batch import remove_batch_effect
from seqfolio.stats.limma.contrasts import contrasts_fit
from seqfolio.stats.limma.duplicate_correlation import DuplicateCorrelation, duplicate_correlation
from seqfolio.stats.limma.empirical_bayes import (
    EmpiricalBayes,
    NoResidualDegreesOfFreedomError,
    ebayes,
    moderate_variances,
)
from seqfolio.stats.limma.f_test import FTest, f_test
from seqfolio.stats.limma.linear_model import LinearFit, fit
from seqfolio.stats.limma.lowess import Lowess, lowess
from seqfolio.stats.limma.models import Model, trend_model, voom_model
from seqfolio.stats.limma.pipelines import compare, compare_any, limma_trend, limma_voom
from seqfolio.stats.limma.quality_weights import voom_with_quality_weights
from seqfolio.stats.limma.toptable import TopTable, top_table
from seqfolio.stats.limma.treat import Treat, treat
from seqfolio.stats.limma.voom import Voom, voom

__all__ = [
    "ArrayWeights",
    "DuplicateCorrelation",
    "EmpiricalBayes",
    "FTest",
    "LinearFit",
    "Lowess",
    "Model",
    "NoResidualDegreesOfFreedomError",
    "TopTable",
    "Treat",
    "Voom",
    "array_weights",
    "compare",
    "compare_any",
    "contrasts_fit",
    "duplicate_correlation",
    "ebayes",
    "f_test",
    "fit",
    "limma_trend",
    "limma_voom",
    "lowess",
    "moderate_variances",
    "remove_batch_effect",
    "top_table",
    "treat",
    "trend_model",
    "voom",
    "voom_model",
    "voom_with_quality_weights",
]
