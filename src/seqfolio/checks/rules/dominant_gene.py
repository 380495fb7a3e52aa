"""One gene that has a large part of the reads."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from pydantic import BaseModel, ConfigDict

from seqfolio.checks.check import Check
from seqfolio.errors import listed, printable
from seqfolio.model import Finding, Planned
from seqfolio.wording import percent

MIN_GENES = 1_000


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    note: float = 0.1
    """Share of one gene that gives a note."""
    warning: float = 0.3
    """Share of one gene that gives a warning."""


def _run(known: Planned, settings: Settings) -> Iterator[Finding]:
    data = known.dataset
    numbers = data.counts.to_numpy()
    if data.values == "log2" or len(numbers) < MIN_GENES:
        yield CHECK.finding("not_applicable", "Too few genes, or logarithms.", reason="too few genes or log values")
        return
    shares = numbers.max(axis=0) / np.maximum(numbers.sum(axis=0), 1.0)
    worst = int(shares.argmax())
    gene = _name(known, int(numbers[:, worst].argmax()))
    values = {"share": float(shares[worst]), "gene": gene}
    high = tuple(str(data.counts.columns[int(i)]) for i in np.flatnonzero(shares >= settings.note))
    words = f"The strongest gene has at most {percent(shares[worst], 1)} of a sample's counts ({printable(gene)})."
    if not high:
        yield CHECK.finding("passed", words, values=values)
        return
    yield CHECK.finding(
        "warning" if shares[worst] >= settings.warning else "note",
        f"{words} It has {percent(settings.note)} or more in {listed(high, 6)}, so all other genes look smaller there.",
        "Is it expected in this tissue, or left over from the preparation? Median-of-ratios and TMM factors cope with one such "
        "gene; shares such as TPM do not.",
        samples=high,
        values=values,
    )


def _name(known: Planned, position: int) -> str:
    return str(known.dataset.genes["gene_name"].iloc[position]) or str(known.dataset.genes.index[position])


CHECK = Check(
    id="dominant_gene",
    title="A gene that dominates",
    passed="No gene dominates",
    rationale="Reads are shared out: what one gene takes, the others lack.",
    rule=f"share of the strongest gene, in matrices of {MIN_GENES:,} genes or more: from note (10 %) a note, from warning (30 %) a warning",
    source="Varet et al. 2016, 10.1371/journal.pone.0157022 (SARTools); Robinson & Oshlack 2010, 10.1186/gb-2010-11-3-r25",
    advice="Ask whether it is expected in this tissue; use size factors by ratio or TMM, never shares.",
    run=_run,
    Settings=Settings,
    needs="design",
)
