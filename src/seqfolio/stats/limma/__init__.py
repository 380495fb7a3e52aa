"""Linear models for expression data with moderated statistics, as limma 3.54 does them. Arrays in, arrays out."""

from seqfolio.stats.limma.contrasts import contrasts_fit
from seqfolio.stats.limma.empirical_bayes import EmpiricalBayes, NoResidualDegreesOfFreedomError, ebayes
from seqfolio.stats.limma.f_test import FTest, f_test
from seqfolio.stats.limma.linear_model import LinearFit, fit
from seqfolio.stats.limma.lowess import Lowess, lowess
from seqfolio.stats.limma.pipelines import limma_trend, limma_voom
from seqfolio.stats.limma.toptable import TopTable, top_table
from seqfolio.stats.limma.treat import Treat, treat
from seqfolio.stats.limma.voom import Voom, voom

__all__ = [
    "EmpiricalBayes",
    "FTest",
    "LinearFit",
    "Lowess",
    "NoResidualDegreesOfFreedomError",
    "TopTable",
    "Treat",
    "Voom",
    "contrasts_fit",
    "ebayes",
    "f_test",
    "fit",
    "limma_trend",
    "limma_voom",
    "lowess",
    "top_table",
    "treat",
    "voom",
]
