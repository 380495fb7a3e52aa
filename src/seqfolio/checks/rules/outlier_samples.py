"""Samples unlike their replicates."""

from __future__ import annotations

from collections.abc import Iterator

from seqfolio.checks.check import Check, NoSettings
from seqfolio.errors import listed
from seqfolio.model import Finding, Measured
from seqfolio.qc.outliers import CORRELATION_MADS, DISTANCE_MADS, MIN_SAMPLES


def _run(known: Measured, settings: NoSettings) -> Iterator[Finding]:  # noqa: ARG001 - the seam's signature
    samples = known.quality.samples
    if len(samples) < MIN_SAMPLES or samples[["replicate_correlation", "pca_distance"]].isna().all(axis=None):
        yield CHECK.finding("not_applicable", "Too few samples to say which one is unusual.", reason="too few samples")
        return
    columns = samples[["replicate_correlation", "pca_distance"]]
    unlike = [str(name) for name in samples.index[samples["outlier"]]]
    if not unlike:
        yield CHECK.finding("passed", "No sample stands apart from its replicates.")
        return
    many = len(unlike) > 1
    yield CHECK.finding(
        "warning",
        f"{listed(unlike)} {'agree' if many else 'agrees'} much less with {'their' if many else 'its'} replicates than those do "
        f"with each other, and {'lie' if many else 'lies'} far from them in the PCA.",
        "Look at the PCA and the distances, ask what happened to the sample, and decide before looking at genes. "
        "To leave it out: input: {exclude: {sample: reason}}.",
        samples=tuple(unlike),
        values={name: columns[name].loc[unlike].astype(float).to_dict() for name in columns},
    )


CHECK = Check(
    id="outlier_samples",
    title="Samples unlike their replicates",
    passed="No sample is unlike its replicates",
    rationale="A failed library or a swapped tube hides or invents differences.",
    rule=f"median Spearman correlation with the replicates worse than typical by more than {CORRELATION_MADS:g} MADs, and "
    f"distance from them in the principal components larger by more than {DISTANCE_MADS:g} MADs (from {MIN_SAMPLES} samples; "
    "groups of three or more, else all samples as one group)",
    source="nf-core/differentialabundance (5 MADs); Leys et al. 2013, 10.1016/j.jesp.2013.03.013 (3 MADs); "
    "Kauffmann et al. 2009, 10.1093/bioinformatics/btn647",
    advice="Ask what happened to the sample; decide before looking at genes; leave it out with input.exclude.",
    run=_run,
    needs="samples",
    severities=("warning",),
)
