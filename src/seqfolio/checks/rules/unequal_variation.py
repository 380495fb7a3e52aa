"""Groups that differ in how much their samples vary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from seqfolio.checks.check import Check
from seqfolio.checks.linear import linear
from seqfolio.checks.tested import tested, upper_half
from seqfolio.errors import printable
from seqfolio.model import Analysis, Contrast, Finding
from seqfolio.stats.influence import least_squares

LEAST_DF = 2.0
FEWEST_GENES = 100


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    ratio: Annotated[float, Field(gt=1)] = 4.0
    """Ratio of the typical variances of two groups above which a note is given."""


def _run(analysis: Analysis, settings: Settings) -> Iterator[Finding]:
    compared = [c for c in analysis.contrasts if c.comparison.levels and c.comparison.reduced is None]
    if not compared:
        yield CHECK.finding("not_applicable", "No two groups are compared.", reason="no two groups")
    for contrast in compared:
        yield _judged(analysis, contrast, settings.ratio)


def _judged(analysis: Analysis, contrast: Contrast, limit: float) -> Finding:
    ratio, concerned, title = _ratio(analysis, contrast), (contrast.id,), contrast.comparison.title
    if ratio is None:
        words = f"{title}: too few samples or genes to compare the variation of the groups."
        return CHECK.finding("not_applicable", words, reason="too few samples or genes", contrasts=concerned)
    wider, narrower = contrast.comparison.numerator, contrast.comparison.denominator
    if ratio < 1:
        wider, narrower, ratio = narrower, wider, 1 / ratio
    seen = f'{title}: the typical variance of a gene is {ratio:.1f} times as large in "{printable(wider)}" as in "{printable(narrower)}".'
    more = {"contrasts": concerned, "values": {"ratio": round(ratio, 3), "wider": wider}}
    if ratio <= limit:
        return CHECK.finding("passed", seen, **more)
    return CHECK.finding(
        "note",
        f"{seen} One variance for both is too small for one group and too large for the other; with groups of unequal size "
        "p-values become too small or too large.",
        "Look at the PCA: one outlying sample makes a group look variable. If the whole group is, compare with "
        "analysis: {method: limma-voom, sample_weights: true}, which weighs variable samples less.",
        **more,
    )


def _ratio(analysis: Analysis, contrast: Contrast) -> float | None:
    """Median over the better expressed genes of the numerator's variance over the denominator's."""
    model, genes = linear(analysis, contrast), upper_half(tested(contrast))["gene_id"]
    if model is None or len(genes) < FEWEST_GENES:
        return None
    values = model.values.loc[genes]
    fitted = least_squares(values.to_numpy(dtype=np.float64), model.design)
    variances = []
    for _, samples in contrast.comparison.levels:
        own = values.columns.isin(samples)
        df = float((1 - fitted.leverage[own]).sum())
        if df < LEAST_DF - 1e-9:
            return None
        variances.append((fitted.residuals[:, own] ** 2).sum(axis=1) / df)
    varying = (variances[0] > 0) & (variances[1] > 0)
    if varying.sum() < FEWEST_GENES:
        return None
    return float(np.exp(np.median(np.log(variances[0][varying] / variances[1][varying]))))


CHECK = Check(
    id="unequal_variation",
    title="Groups that vary differently",
    rationale="Count models use one dispersion per gene for all groups. A group that varies much more (tumours against "
    "cell lines) breaks that.",
    rule="least squares on the scale of the figures, better expressed half of the tested genes: median ratio of the residual "
    "variances of the two groups above 4 (from 2 residual degrees of freedom in each)",
    source="DESeq2 vignette, section on analysing groups together or in pairs; You et al. 2023, "
    "10.1186/s13059-023-02949-2; 4 (twice the standard deviation) is a rule of thumb of analysis of variance",
    run=_run,
    Settings=Settings,
)
