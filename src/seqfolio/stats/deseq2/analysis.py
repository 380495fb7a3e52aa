"""The whole analysis in one call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from seqfolio.stats.deseq2.fitting import fit
from seqfolio.stats.deseq2.testing import results

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from seqfolio.stats.deseq2.contrasts import Contrast
    from seqfolio.stats.deseq2.dispersion_trend import TrendMethod
    from seqfolio.stats.deseq2.hypotheses import Alternative
    from seqfolio.stats.deseq2.model import Results


def deseq2(
    counts: ArrayLike,
    design: ArrayLike,
    contrast: Contrast | None = None,
    *,
    coefficients: Sequence[str] | None = None,
    size_factors: Literal["ratio", "poscounts"] | ArrayLike = "ratio",
    lengths: ArrayLike | None = None,
    normalization_factors: ArrayLike | None = None,
    trend: TrendMethod = "parametric",
    replace_at: float = 7,
    lfc_threshold: float = 0.0,
    alternative: Alternative = "greaterAbs",
    alpha: float = 0.1,
    independent_filtering: bool = True,
    cooks: bool | float = True,
    workers: int | None = None,
) -> Results:
    """Fit every gene and test one contrast: `fit` and then `results`, whose arguments these are.

    Args:
        counts: (genes, samples), non-negative whole numbers.
        design: (samples, coefficients).
        contrast: position or name of a coefficient, weights, or `levels(...)`; the last coefficient when None.
        coefficients: names of the columns of the design.
        size_factors: ``ratio``, ``poscounts`` or one positive number for each sample.
        lengths: average transcript lengths, (genes, samples).
        normalization_factors: (genes, samples), instead of size factors.
        trend: of the dispersion over the mean: ``parametric``, ``local`` or ``mean``.
        replace_at: least number of replicates for the replacement of count outliers.
        lfc_threshold: log2 fold change that the null hypothesis reaches to.
        alternative: ``greaterAbs``, ``lessAbs``, ``greater`` or ``less``.
        alpha: false discovery rate that independent filtering is tuned to.
        independent_filtering: whether genes with a low mean are filtered out.
        cooks: whether genes with a count outlier lose their p-value; a number is the cut-off of Cook's distance.
        workers: threads; as many as there are processors when None.

    Raises:
        DESeq2InputError: a ValueError that says what is wrong with the input, where, and what to do.
    """
    fitted = fit(
        counts,
        design,
        coefficients=coefficients,
        size_factors=size_factors,
        lengths=lengths,
        normalization_factors=normalization_factors,
        trend=trend,
        replace_at=replace_at,
        workers=workers,
    )
    return results(
        fitted,
        contrast,
        lfc_threshold=lfc_threshold,
        alternative=alternative,
        alpha=alpha,
        independent_filtering=independent_filtering,
        cooks=cooks,
    )
