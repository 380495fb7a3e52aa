"""The package as something that can be called: ``stats.deseq2(counts, design)`` beside ``stats.deseq2.fit(...)``."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any

from seqfolio.stats.deseq2 import analysis, contrasts, factors, fitting, likelihood_ratio, shrinkage, testing
from seqfolio.stats.deseq2 import transformation as transformations

if TYPE_CHECKING:
    from seqfolio.stats.deseq2.model import Results


class DESeq2Module(ModuleType):
    """Type of the module `seqfolio.stats.deseq2`; its functions are listed here for type checkers."""

    deseq2 = staticmethod(analysis.deseq2)
    fit = staticmethod(fitting.fit)
    results = staticmethod(testing.results)
    lrt = staticmethod(likelihood_ratio.lrt)
    levels = staticmethod(contrasts.levels)
    shrink = staticmethod(shrinkage.shrink)
    vst = staticmethod(transformations.vst)
    vst_of_fit = staticmethod(transformations.vst_of_fit)
    size_factors = staticmethod(factors.size_factors)
    normalization_factors = staticmethod(factors.normalization_factors)

    def __call__(self, *args: Any, **kwargs: Any) -> Results:
        """Run the whole analysis; see `deseq2` for the arguments."""
        return analysis.deseq2(*args, **kwargs)
