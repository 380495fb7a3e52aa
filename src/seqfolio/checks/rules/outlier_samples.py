"""Samples unlike their replicates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from seqfolio.checks.check import Check
from seqfolio.checks.leftover import MOST, TIMES, Leftover, leftover
from seqfolio.errors import listed
from seqfolio.model import Finding, Measured
from seqfolio.qc.outliers import CORRELATION_MADS, DISTANCE_MADS, MIN_SAMPLES

ASK = "ask what happened to the sample, and decide before looking at genes. To leave it out: input: {exclude: {sample: reason}}."


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    times: Annotated[float, Field(ge=1)] = TIMES
    """A sample that makes up the first component of the residuals gets a note when that is so many times as large as by chance."""
    most: Annotated[float, Field(gt=0, le=1)] = MOST
    """And a warning when it takes so much of the room above chance."""


def _run(known: Measured, settings: Settings) -> Iterator[Finding]:
    samples = known.quality.samples
    if len(samples) < MIN_SAMPLES or samples[["replicate_correlation", "pca_distance"]].isna().all(axis=None):
        yield CHECK.finding("not_applicable", "Too few samples to say which one is unusual.", reason="too few samples")
        return
    unlike = [str(name) for name in samples.index[samples["outlier"]]]
    found = [_unlike(samples, unlike)] if unlike else []
    found += [_alone(left, settings) for left in _lone_samples(known, settings) if not {*left.alone} & {*unlike}]
    yield from found or [CHECK.finding("passed", "No sample stands apart from its replicates.")]


def _unlike(samples: pd.DataFrame, unlike: list[str]) -> Finding:
    """Far from its replicates by itself."""
    many = len(unlike) > 1
    columns = samples[["replicate_correlation", "pca_distance"]]
    return CHECK.finding(
        "warning",
        f"{listed(unlike)} {'agree' if many else 'agrees'} much less with {'their' if many else 'its'} replicates than those do "
        f"with each other, and {'lie' if many else 'lies'} far from them in the PCA.",
        f"Look at the PCA and the distances, {ASK}",
        samples=tuple(unlike),
        values={name: columns[name].loc[unlike].astype(float).to_dict() for name in columns},
    )


def _lone_samples(known: Measured, settings: Settings) -> Iterator[Leftover]:
    """Components that are one sample, one for each set of samples."""
    seen = set()
    for design in known.designs:
        left = leftover(known, design) if design.comparisons else None
        if left and left.alone not in seen and left.alone and left.found.share >= settings.times * left.found.by_chance:
            seen.add(left.alone)
            yield left


def _alone(left: Leftover, settings: Settings) -> Finding:
    """Not far from its replicates, but in so many genes at once that it makes most of the noise."""
    pair = " (in this design the two samples of a pair cannot be told apart)" if len(left.alone) > 1 else ""
    return CHECK.finding(
        "warning" if left.beyond_chance >= settings.most else "note",
        f"{left.words}, and nearly all of it is what sets {left.who} apart from the other samples{pair}: many genes lie somewhat "
        "off in it, as in a library that is partly degraded or contaminated.",
        f"Compare its RNA quality, yield and alignment with the others', {ASK}",
        samples=left.alone,
        values=left.numbers,
    )


CHECK = Check(
    id="outlier_samples",
    title="Samples unlike their replicates",
    passed="No sample is unlike its replicates",
    rationale="A failed library or a swapped tube hides or invents differences.",
    rule=f"median Spearman correlation with the replicates worse than typical by more than {CORRELATION_MADS:g} MADs, and "
    f"distance from them in the principal components larger by more than {DISTANCE_MADS:g} MADs (from {MIN_SAMPLES} samples; "
    "groups of three or more, else all samples as one group): warning; 95 % of the first principal component of the residuals (1,000 "
    "best expressed genes) is one sample: note when it is 1.5 times as large as by chance, warning when it takes half of what is "
    "left above chance",
    source="nf-core/differentialabundance (5 MADs); Leys et al. 2013, 10.1016/j.jesp.2013.03.013 (3 MADs); "
    "Kauffmann et al. 2009, 10.1093/bioinformatics/btn647; "
    "Buja & Eyuboglu 1992, 10.1207/s15327906mbr2704_2 (chance); 95 %, 1.5 times and half are conventions",
    advice="Ask what happened to the sample; decide before looking at genes; leave it out with input.exclude.",
    run=_run,
    Settings=Settings,
    needs="samples",
)
