"""Shrinkage of the log2 fold changes of one coefficient towards zero."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from seqfolio.stats.deseq2 import shrinkage_apeglm, shrinkage_normal
from seqfolio.stats.deseq2.contrasts import weights_of
from seqfolio.stats.deseq2.errors import ContrastError

if TYPE_CHECKING:
    from seqfolio.stats.deseq2.arrays import Floats
    from seqfolio.stats.deseq2.model import Fit

ShrinkageMethod = Literal["apeglm", "normal"]


@dataclass(frozen=True, eq=False)
class Shrinkage:
    """Shrunken log2 fold changes: arrays (genes,), NaN for genes without counts.

    Attributes:
        method: ``apeglm`` or ``normal``.
        coefficient: position of the shrunken coefficient.
        log2_fold_change: mode of the posterior.
        posterior_sd: by Laplace's approximation (``apeglm``), or the standard error of the penalised estimate
            (``normal``); log2 scale.
        svalue: expected share of wrong signs among the genes at least as certain; NaN for ``normal``.
        prior_scale: scale of the Cauchy prior, or standard deviation of the normal one; log2 scale.
    """

    method: ShrinkageMethod
    coefficient: int
    log2_fold_change: Floats
    posterior_sd: Floats
    svalue: Floats
    prior_scale: float


def shrink(
    fit: Fit, coefficient: int | str = -1, *, method: ShrinkageMethod = "apeglm", lfc_threshold: float = 0.0
) -> Shrinkage:
    """Shrink one coefficient of every gene.

    Args:
        fit: of `seqfolio.stats.deseq2.fit`.
        coefficient: position or name; for another comparison fit a design whose reference level makes it a coefficient.
        method: ``apeglm`` (adaptive Cauchy prior) or ``normal`` (prior of the first DESeq2 paper).
        lfc_threshold: the s-value of ``apeglm`` then counts log2 fold changes of wrong sign or below it.

    Raises:
        ContrastError: no such coefficient, an unknown method, or a negative threshold.
    """
    position = int(np.argmax(weights_of(fit, coefficient)))
    if not lfc_threshold >= 0:
        raise ContrastError(f"the threshold of the log2 fold change is {lfc_threshold}; it must be 0 or more.")
    if method == "normal":
        change, sd, scale = shrinkage_normal.shrink(fit, position)
        svalue = np.full(len(change), np.nan)
    elif method == "apeglm":
        change, sd, scale = shrinkage_apeglm.shrink(fit, position)
        svalue = shrinkage_apeglm.svalues(change, sd, lfc_threshold)
    else:
        raise ContrastError(f"unknown shrinkage {method!r}. Use 'apeglm' or 'normal'.")
    emptied = fit.replaced & (fit.base_mean == 0)
    change[emptied] = sd[emptied] = 0.0
    return Shrinkage(method, position, change, sd, svalue, scale)
