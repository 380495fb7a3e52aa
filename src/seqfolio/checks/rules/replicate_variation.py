"""Replicates that differ less, or more, than living things do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from seqfolio.checks.check import Check
from seqfolio.model import Analysis, Finding, Fit
from seqfolio.wording import percent

FEWEST = 100


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    technical: Annotated[float, Field(gt=0)] = 0.03
    """Below this biological coefficient of variation replicates look like technical ones: warning."""
    large: Annotated[float, Field(gt=0)] = 0.8
    """Above this biological coefficient of variation: note."""


def _run(analysis: Analysis, settings: Settings) -> Iterator[Finding]:
    fits = [fit for fit in analysis.fits if fit.dispersions is not None]
    if not fits:
        yield CHECK.finding("not_applicable", "The method estimates no dispersions.", reason="another method")
    for fit in fits:
        yield _judged(fit, settings)


def _judged(fit: Fit, settings: Settings) -> Finding:
    variation = _bcv(fit)
    if variation is None:
        return CHECK.finding("not_applicable", "Too few expressed genes.", reason="too few genes")
    seen = (
        f"Replicates typically differ by {percent(variation)} in a well expressed gene, beyond the noise of counting "
        "(usual: 10 % for inbred animals and cell lines, 40 % for people)."
    )
    values = {"biological_coefficient_of_variation": round(variation, 4)}
    if variation < settings.technical:
        return CHECK.finding(
            "warning",
            f"{seen} So little is typical of technical replicates: one RNA sequenced several times. Such replicates say "
            "nothing about other animals, people or cultures, and far too many genes are called.",
            "Find out whether the replicates are separate biological samples. If they are runs of the same sample, add their "
            "counts up and use biological replicates.",
            values=values,
        )
    if variation > settings.large:
        return CHECK.finding(
            "note",
            f"{seen} With so much variation only very large changes can be found.",
            "Look at the PCA for a factor that is not in the formula (batch, sex, donor, tissue share), and plan more replicates.",
            values=values,
        )
    return CHECK.finding("passed", seen, values=values)


def _bcv(fit: Fit) -> float | None:
    """Square root of the median dispersion of the better expressed half of the genes with reads."""
    if fit.dispersions is None:
        return None
    frame = fit.dispersions[["baseMean", "final"]].dropna()
    frame = frame[frame["baseMean"] >= 1]
    if len(frame) < FEWEST:
        return None
    upper = frame[frame["baseMean"] >= frame["baseMean"].median()]
    return float(np.sqrt(upper["final"].median()))


CHECK = Check(
    id="replicate_variation",
    title="Variation between replicates",
    rationale="The unit of an experiment is what was treated: an animal, a person, a culture. Sequencing one of them "
    "several times looks like replication, but is not.",
    rule="biological coefficient of variation = square root of the median dispersion of the better expressed half of the genes; "
    "below 0.03 (between 0.01, technical, and 0.1, identical organisms) a warning, above 0.8 (twice that of people) a note",
    source="edgeR User's Guide, section 2.12 (typical values); McCarthy, Chen & Smyth 2012, 10.1093/nar/gks042; Lazic "
    "2010, 10.1186/1471-2202-11-5 (pseudoreplication)",
    advice="Check that replicates are separate biological samples, not runs of one; look for a factor that is not in the formula.",
    run=_run,
    Settings=Settings,
)
