"""The shape of the histogram of p-values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from seqfolio.checks.check import Check
from seqfolio.checks.tested import plain_null, tested
from seqfolio.document import Severity
from seqfolio.model import Analysis, Contrast, Finding
from seqfolio.stats.gene_correlation import rms_correlation
from seqfolio.stats.pvalue_histogram import FEWEST, MATERIAL, Histogram, histogram
from seqfolio.wording import percent

SEVERITY: dict[str, Severity] = {
    "expected": "passed",
    "uniform": "passed",
    "discrete": "note",
    "U-shaped": "warning",
    "conservative": "warning",
    "hill": "warning",
    "irregular": "warning",
}
MEANING = {
    "expected": "a peak near 0 above an even floor, as expected when some genes change",
    "uniform": "even from 0 to 1, as expected when no gene, or next to none, changes",
    "U-shaped": "U-shaped: a peak near 0 and another towards 1. Genes without a change should be spread evenly, so the test "
    "does not fit these data, and the adjusted p-values may be wrong in either direction",
    "conservative": "lopsided: small p-values are rarer than large ones. The test takes the samples for more variable than "
    "they are where nothing changes, so real changes are missed",
    "hill": "a hill: p-values crowd in the middle. The variation between samples is judged too large for most genes, so "
    "real changes are missed",
    "irregular": "irregular: a bump away from 0, which neither genes that change nor genes that stay the same explain",
    "discrete": "in steps: many genes share a few p-values, as in rank tests of few samples or genes with a handful of reads. "
    "Its shape then says little",
}
ADVICE = {
    "U-shaped": "Look for a batch or a pairing that the formula leaves out, for groups that differ in spread, and for many genes "
    "with very few reads; then use another method or filter: analysis: {filter: expressed}.",
    "conservative": "Look at the PCA for a batch, a donor or a pairing that is balanced over the groups but not in the "
    "formula, and put it there; or for one bad sample that widens the variance of every gene.",
    "hill": "Look at the PCA for a batch, a donor or a pairing that the formula leaves out, and put it there; or for one bad "
    "sample that widens the variance of every gene.",
    "irregular": "Look at the histogram and at the genes of that bump: a group of genes that move together (a contaminating "
    "tissue, a batch) makes one.",
    "discrete": "With a rank test, use a count model (method: deseq2) or more samples; with very low counts, filter: "
    "analysis: {filter: expressed}.",
}
CORRELATED_GENES = (
    "Look at the PCA, and at what is said of variation that the model leaves out: the cause may be a batch, donors or RNA "
    "quality that could go into the formula. If there is nothing, trust the order of the genes more than the exact number that are called."
)
UNKNOWN_CORRELATION = (
    "Genes that vary together can give such a shape by chance; one residual degree of freedom cannot tell how much."
)
WEAK_GENES = "Leave genes out that have too few reads to be judged: analysis: {filter: expressed}."


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    level: Annotated[float, Field(gt=0, lt=1)] = 0.05
    """Of the binomial tests of all bins together."""
    material: Annotated[float, Field(ge=1)] = MATERIAL
    """A part of the histogram counts as high when it is so many times as high as the floor."""
    minimum: Annotated[int, Field(ge=1)] = FEWEST
    """With fewer tested genes no shape is named."""
    reads: Annotated[float, Field(ge=0)] = 10.0
    """When the genes with at least so many normalised reads have a good histogram, a bad one of all is a note only."""


def _run(analysis: Analysis, settings: Settings) -> Iterator[Finding]:
    if not analysis.contrasts:
        yield CHECK.finding("not_applicable", "Nothing is compared.", reason="no contrasts")
    elif not plain_null(analysis):
        yield CHECK.finding(
            "not_applicable",
            "The tests are against a fold change; their p-values are not spread evenly even when all is well.",
            reason="test against a threshold",
        )
    else:
        yield from (_judged(analysis, contrast, settings) for contrast in analysis.contrasts)


def _judged(analysis: Analysis, contrast: Contrast, settings: Settings) -> Finding:
    table = tested(contrast)
    found = _histogram(table, settings)
    title, concerned = contrast.comparison.title, (contrast.id,)
    if found.kind == "too few":
        words = f"{title}: only {len(table):,} genes were tested."
        return CHECK.finding("not_applicable", words, reason="too few genes", contrasts=concerned)
    seen = f"{title}: the histogram of {len(table):,} p-values is {MEANING[found.kind]}.{_numbers(found)}"
    values = {
        "shape": found.kind,
        "tested": len(table),
        "pi0": round(found.pi0, 3) if found.pi0 == found.pi0 else None,
        "exactly_one": found.ones,
    }
    if SEVERITY[found.kind] != "warning":
        return CHECK.finding(SEVERITY[found.kind], seen, ADVICE.get(found.kind, ""), contrasts=concerned, values=values)
    excuse = _excuse(table, _correlation(analysis, contrast, table), settings)
    severity: Severity = "note" if excuse.words else "warning"
    return CHECK.finding(
        severity,
        f"{seen}{excuse.words}",
        excuse.advice or ADVICE[found.kind],
        contrasts=concerned,
        values={**values, **excuse.values},
    )


@dataclass(frozen=True)
class Excuse:
    """Why a bad shape is not held against the test; no words when there is nothing to be said for it."""

    words: str
    advice: str
    values: dict[str, object]


def _excuse(table: pd.DataFrame, correlation: float, settings: Settings) -> Excuse:
    """Few reads, genes that vary together, or both."""
    weak = table["baseMean"] < settings.reads
    well = _histogram(table[~weak], settings).kind
    values: dict[str, object] = {
        "without_weak": well,
        "gene_correlation": round(correlation, 3) if correlation == correlation else None,
    }
    if weak.any() and SEVERITY.get(well) == "passed":
        return Excuse(f" {_of_weak_genes(int(weak.sum()), settings)}", WEAK_GENES, values)
    if correlation != correlation:
        return Excuse(f" {UNKNOWN_CORRELATION}", "", values)
    for part in (table, table[~weak]):
        if SEVERITY.get(_histogram(part, settings, correlation).kind) == "passed":
            return Excuse(f" {_of_correlated_genes(correlation)}", CORRELATED_GENES, values)
    return Excuse("", "", values)


def _of_weak_genes(weak: int, settings: Settings) -> str:
    return (
        f"That comes from the {weak:,} genes with fewer than {settings.reads:g} reads alone: their counts are too small for "
        "the test's approximations. The p-values of the other genes are spread as they should be."
    )


def _of_correlated_genes(correlation: float) -> str:
    return (
        f"Genes vary together here (root mean square correlation {correlation:.2f}), so their p-values err together, and such a "
        "shape can come about by chance although every single test is right: it is no proof of a wrong test."
    )


def _correlation(analysis: Analysis, contrast: Contrast, table: pd.DataFrame) -> float:
    """How much the tested genes vary together beyond the contrast's model."""
    design = next(d for d in analysis.designs if d.id == contrast.fit_id)
    values = analysis.normalized.transformed.loc[table["gene_id"], design.samples]
    return rms_correlation(values, design.matrix)


def _histogram(table: pd.DataFrame, settings: Settings, correlation: float = 0.0) -> Histogram:
    pvalue = table["pvalue"].to_numpy(dtype=np.float64)
    return histogram(pvalue, settings.level, settings.material, settings.minimum, correlation)


def _numbers(found: Histogram) -> str:
    first, last = int(found.counts[0]), int(found.counts[-1])
    ones = f" {found.ones:,} genes have a p-value of exactly 1." if found.ones else ""
    same = (
        f" The estimated share of genes that stay the same is {percent(found.pi0)}."
        if found.kind in ("expected", "uniform") and found.pi0 == found.pi0
        else ""
    )
    return f" Below 0.05: {first:,}; above 0.95: {last:,}; in between per step of 0.05: about {found.floor:,.0f}.{ones}{same}"


CHECK = Check(
    id="pvalue_histogram",
    title="Shape of the p-value histogram",
    rationale="p-values of genes that stay the same are spread evenly between 0 and 1, and changed genes add a peak near 0. Any other "
    "shape says that the test does not fit the data; adjusted p-values build on that even spread.",
    rule="20 bins; the first, the last two, the slope from 0.05 to 1 and each bin against the median bin between 0.25 and 0.75: high "
    "when beyond the binomial quantile (level 0.05, Bonferroni) and 1.5 times as high; p-values of exactly 1 are set aside; a bad "
    "shape is a note only when the genes with 10 reads or more have a good one, or when it is within two standard deviations of what "
    "genes that correlate as the residuals do (root mean square) give by chance",
    source="Breheny, Stromberg & Lambert 2018, 10.3390/ht7030023; Robinson 2014, varianceexplained.org (names of the "
    "shapes); Pall et al. 2023, 10.1371/journal.pbio.3002007 (weakly expressed genes); Storey et al. 2004, "
    "10.1111/j.1467-9868.2004.00439.x (pi0); Efron 2007, 10.1198/016214506000001211, and 2010, 10.1198/jasa.2010.tm09129 "
    "(correlated genes); that a part must be 1.5 times as high is a convention",
    advice="Look for a batch or pairing that the formula leaves out, a bad sample, or too few reads.",
    run=_run,
    Settings=Settings,
)
