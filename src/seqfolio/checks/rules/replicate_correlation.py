"""How well replicates agree."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from seqfolio.checks.check import Check
from seqfolio.checks.groups import grouping, members
from seqfolio.errors import printable
from seqfolio.model import Finding, Measured
from seqfolio.stats.ranks import average_ranks

MIN_GENES = 100


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    poor: float = 0.8
    """A group whose replicates typically correlate less than this gives a warning."""
    good: float = 0.9
    """Less than this gives a note."""


def _run(known: Measured, settings: Settings) -> Iterator[Finding]:
    groups = members(grouping(known))
    tested = ~known.dataset.counts.index.isin(known.normalized.dropped.index)
    values = known.normalized.transformed.to_numpy()[tested]
    if not groups or len(values) < MIN_GENES or np.ptp(values, axis=0).min() == 0:
        yield CHECK.finding(
            "not_applicable", "No replicates, or too few genes.", reason="no replicates or too few genes"
        )
        return
    ranks = np.column_stack([average_ranks(column) for column in values.T])
    correlation = np.asarray(np.corrcoef(ranks, rowvar=False))
    typical = {label: _typical(correlation[np.ix_(positions, positions)]) for label, positions in groups.items()}
    yield _judged(typical, settings)


def _typical(correlation: NDArray[np.float64]) -> float:
    return float(np.median(correlation[np.triu_indices(len(correlation), 1)]))


def _judged(typical: dict[str, float], settings: Settings) -> Finding:
    worst = min(typical, key=lambda label: typical[label])
    least = typical[worst]
    values = {label: round(value, 4) for label, value in typical.items()}
    words = ", ".join(f"{printable(label)} {value:.2f}" for label, value in list(typical.items())[:6])
    if least >= settings.good:
        return CHECK.finding("passed", f"Replicates agree: median Spearman correlation {words}.", values=values)
    return CHECK.finding(
        "warning" if least < settings.poor else "note",
        f"Replicates agree {'badly' if least < settings.poor else 'only moderately'}: median Spearman correlation {words}. "
        "Two replicates of one donor or culture should reach 0.9, of different donors 0.8.",
        f"Look at the samples of {printable(worst)} in the heat map of distances: is it one sample, two batches, or a mixed group?",
        values=values,
    )


CHECK = Check(
    id="replicate_correlation",
    title="Agreement of replicates",
    rationale="What replicates do not share is the noise that a difference has to rise above.",
    rule="median Spearman correlation of the tested genes between samples of a group: below poor (0.8) a warning, below good (0.9) a note",
    source="ENCODE standards for bulk RNA-seq (0.9 isogenic, 0.8 anisogenic); Conesa et al. 2016, 10.1186/s13059-016-0881-8",
    advice="Look for a single odd sample, two batches, or a mixed group in the heat map of distances.",
    run=_run,
    Settings=Settings,
    needs="samples",
)
