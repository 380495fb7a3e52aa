"""Samples unlike all others."""

from __future__ import annotations

from collections.abc import Iterator

from seqfolio.checks.check import Check, NoSettings
from seqfolio.errors import listed
from seqfolio.model import Analysis, Finding
from seqfolio.qc import MIN_SAMPLES_FOR_OUTLIERS, OUTLIER_MAD


def _run(analysis: Analysis, settings: NoSettings) -> Iterator[Finding]:  # noqa: ARG001 - the seam's signature
    samples = analysis.quality.samples
    if len(samples) < MIN_SAMPLES_FOR_OUTLIERS:
        yield CHECK.finding("not_applicable", "Too few samples to say which one is unusual.", reason="too few samples")
        return
    unlike = [str(name) for name in samples.index[samples["outlier"]]]
    if not unlike:
        yield CHECK.finding("passed", "No sample stands apart from all others.")
        return
    yield CHECK.finding(
        "warning",
        f"{listed(unlike)} {'agrees' if len(unlike) == 1 else 'agree'} much less with the other samples than those do among each other.",
        "Look at the PCA and the distances, ask what happened to the sample, and decide before looking at genes. "
        "To leave it out: input: {exclude: {sample: reason}}.",
        samples=tuple(unlike),
        values={"mean_correlation": samples.loc[unlike, "mean_correlation"].to_dict()},
    )


CHECK = Check(
    id="outlier_samples",
    title="Samples unlike all others",
    rationale="A failed library or a swapped tube hides or invents differences.",
    rule=f"mean Spearman correlation with the other samples more than {OUTLIER_MAD:g} MADs below the median "
    f"(from {MIN_SAMPLES_FOR_OUTLIERS} samples)",
    source="ENCODE bulk RNA-seq standards; Schulze et al. 2012, 10.1186/1471-2164-13-524",
    run=_run,
)
