"""The two usual analyses in one call, and the tests of a fitted model."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from seqfolio.stats.limma.contrasts import contrasts_fit
from seqfolio.stats.limma.empirical_bayes import EmpiricalBayes, ebayes
from seqfolio.stats.limma.f_test import FTest, f_test
from seqfolio.stats.limma.models import Model, trend_model, voom_model
from seqfolio.stats.limma.toptable import TopTable, top_table
from seqfolio.stats.limma.treat import Treat, treat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from seqfolio.stats.limma.linear_model import LinearFit


def compare(
    model: Model,
    contrast: ArrayLike | None = None,
    robust: bool = False,
    lfc: float = 0.0,
    confidence: float = 0.95,
) -> TopTable:
    """Test one contrast of a fitted model.

    Args:
        model: from `voom_model` or `trend_model`.
        contrast: one weight for each coefficient; default: the last coefficient.
        robust: as in `ebayes`.
        lfc: above zero, test for a larger fold change than this (`treat`), log2.
        confidence: of the intervals.

    Returns:
        TopTable.

    Raises:
        StatsInputError: see `contrasts_fit`, `ebayes` and `treat`.
    """
    fitted = _one_contrast(model.fit, contrast)
    tested: EmpiricalBayes | Treat
    tested = treat(fitted, lfc, model.trend, robust) if lfc > 0 else ebayes(fitted, model.trend, robust)
    table = top_table(tested, confidence=confidence)
    return replace(table, fallbacks=model.fallbacks + table.fallbacks)


def compare_any(model: Model, contrasts: ArrayLike, robust: bool = False) -> FTest:
    """Test that several contrasts (coefficients x contrasts) of a fitted model are all zero.

    Raises:
        StatsInputError: see `contrasts_fit` and `ebayes`.
    """
    return f_test(ebayes(contrasts_fit(model.fit, contrasts), model.trend, robust))


def limma_voom(
    counts: ArrayLike,
    design: ArrayLike,
    contrast: ArrayLike | None = None,
    lib_size: ArrayLike | None = None,
    block: ArrayLike | None = None,
    sample_weights: bool = False,
    robust: bool = False,
    lfc: float = 0.0,
    coefficient_names: Sequence[str] | None = None,
) -> TopTable:
    """TMM, voom, linear models and moderated t-tests of one contrast; see `voom_model` and `compare`."""
    return compare(
        voom_model(counts, design, lib_size, block, sample_weights, coefficient_names), contrast, robust, lfc
    )


def limma_trend(
    counts: ArrayLike,
    design: ArrayLike,
    contrast: ArrayLike | None = None,
    lib_size: ArrayLike | None = None,
    block: ArrayLike | None = None,
    sample_weights: bool = False,
    robust: bool = False,
    lfc: float = 0.0,
    prior_count: float = 3.0,
    coefficient_names: Sequence[str] | None = None,
) -> TopTable:
    """TMM, log-CPM, linear models and t-tests moderated towards a trend; see `trend_model` and `compare`."""
    model = trend_model(counts, design, lib_size, block, sample_weights, prior_count, coefficient_names)
    return compare(model, contrast, robust, lfc)


def _one_contrast(fitted: LinearFit, contrast: ArrayLike | None) -> LinearFit:
    if contrast is None:
        contrast = np.eye(fitted.coefficients.shape[1])[-1]
    return contrasts_fit(fitted, contrast)
