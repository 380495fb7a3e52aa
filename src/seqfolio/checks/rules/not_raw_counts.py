"""Numbers that are called counts and look like something else."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from seqfolio.checks.check import Check
from seqfolio.model import Finding, Planned

MILLION = 1e6
MIN_GENES = 100


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    million: float = 0.01
    """Columns whose sums are within this share of one million look like TPM or CPM."""
    equal: float = 0.001
    """Columns whose sums differ by less than this share look normalised."""
    largest: float = 40.0
    """A matrix whose largest number is below this may be on a log scale."""


def _run(known: Planned, settings: Settings) -> Iterator[Finding]:
    data = known.dataset
    if data.values not in ("counts", "estimated_counts"):
        yield CHECK.finding("not_applicable", f"The values are declared as {data.values}.", reason="not counts")
        return
    numbers = data.counts.to_numpy()
    if len(numbers) < MIN_GENES or numbers.shape[1] < 2:
        yield CHECK.finding("not_applicable", "Too few genes or samples to tell.", reason="too few genes or samples")
        return
    sums = numbers.sum(axis=0)
    yield (
        _per_million(data.values, sums, settings)
        or _equal(sums, settings)
        or _logarithms(numbers, settings)
        or _passed(sums)
    )


def _per_million(values: str, sums: NDArray[np.float64], settings: Settings) -> Finding | None:
    if np.abs(sums / MILLION - 1).max() > settings.million:
        return None
    estimated = values == "estimated_counts"
    return CHECK.finding(
        "stop" if estimated else "warning",
        f"Every column adds up to one million ({sums.min():,.0f} to {sums.max():,.0f}), as TPM and CPM do and counts do not.",
        "Give the raw counts (for nf-core/rnaseq: salmon.merged.gene_counts_length_scaled.tsv). If there are none, say "
        "input: {values: tpm} and choose a method that takes them.",
        values={"column_sums": [float(v) for v in sums]},
    )


def _equal(sums: NDArray[np.float64], settings: Settings) -> Finding | None:
    if len(sums) < 3 or np.ptp(sums) > settings.equal * sums.mean():
        return None
    return CHECK.finding(
        "warning",
        f"All columns add up to the same number ({sums.min():,.0f} to {sums.max():,.0f}). Libraries are never equally "
        "large: these numbers were scaled or subsampled.",
        "Give the raw counts. If that is impossible, say input: {values: normalized}.",
        values={"column_sums": [float(v) for v in sums]},
    )


def _logarithms(numbers: NDArray[np.float64], settings: Settings) -> Finding | None:
    largest = float(numbers.max())
    if largest > settings.largest:
        return None
    typical = float(np.median(numbers[numbers > 0]))
    if typical < 2 or largest > 10 * typical:
        return None
    return CHECK.finding(
        "stop",
        f"The largest number is {largest:g} and the typical one {typical:g}: the numbers look like logarithms, not like counts.",
        "Give the raw counts, or say input: {values: log2} and choose a method that takes them.",
        values={"largest": largest, "median_of_positive": typical},
    )


def _passed(sums: NDArray[np.float64]) -> Finding:
    return CHECK.finding(
        "passed", f"The numbers look like raw counts: columns add up to {sums.min():,.0f} to {sums.max():,.0f}."
    )


CHECK = Check(
    id="not_raw_counts",
    title="Input that is not raw counts",
    passed="Input looks like raw counts",
    rationale="Methods for counts read the precision of a number from its size. TPM, FPKM, normalised values and "
    "logarithms have lost it, and the p-values that come out are wrong without any sign of it.",
    rule="columns that add up to one million: stop when the values are estimated_counts, a warning when they are counts; "
    "equal column sums: warning; largest number below largest (40) and less than ten times the median: stop",
    source="DESeq2 vignette, why un-normalized counts; Soneson et al. 2015, 10.12688/f1000research.7563; "
    "Zhao et al. 2020, 10.1261/rna.074922.120",
    advice="Give the raw counts, or say in input.values what the numbers are.",
    run=_run,
    Settings=Settings,
    needs="design",
    severities=("stop", "warning"),
)
