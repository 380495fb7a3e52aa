"""Spike-ins among the genes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from seqfolio.checks.check import Check, NoSettings
from seqfolio.load.gene_kinds import spike_ins
from seqfolio.model import Finding, Planned
from seqfolio.wording import percent


def _run(known: Planned, settings: NoSettings) -> Iterator[Finding]:  # noqa: ARG001 - the seam's signature
    data = known.dataset
    positions = (
        np.flatnonzero(data.counts.index.isin(spike_ins(data.genes)))
        if data.values != "log2"
        else np.array([], np.intp)
    )
    if not len(positions):
        yield CHECK.finding("not_applicable", "There are no ERCC spike-ins among the genes.", reason="no spike-ins")
        return
    numbers = data.counts.to_numpy()
    shares = numbers[positions].sum(axis=0) / np.maximum(numbers.sum(axis=0), 1.0)
    values = {
        "spike_ins": len(positions),
        "share": {str(s): round(float(v), 5) for s, v in zip(data.counts, shares, strict=True)},
    }
    if not shares.any():
        yield CHECK.finding("passed", f"{len(positions)} ERCC spike-ins are listed, none has a count.", values=values)
        return
    yield CHECK.finding(
        "note",
        f"{len(positions)} ERCC spike-ins are among the genes, with {percent(shares.min(), 1)} to "
        f"{percent(shares.max(), 1)} of the counts. They take no part in size factors, in the pictures of samples or in the tests.",
        "Look at their share: it should not differ between the groups, unless the cells hold more or less RNA.",
        values=values,
    )


CHECK = Check(
    id="spike_ins",
    title="Spike-ins among the genes",
    passed="Spike-ins are not among the genes",
    rationale="Spike-ins are added by hand, so they measure the pipette and not the cells.",
    rule="gene ids or names like ERCC-00002 with counts",
    source="Risso et al. 2014, 10.1038/nbt.2931; Jiang et al. 2011, 10.1101/gr.121095.111",
    advice="Look at their share: it should not differ between the groups, unless the cells hold more or less RNA.",
    run=_run,
    needs="design",
    severities=("note",),
)
