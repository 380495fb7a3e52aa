"""Reads of genes that code for proteins."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from pydantic import BaseModel, ConfigDict

from seqfolio.checks import gene_classes
from seqfolio.checks.check import Check
from seqfolio.errors import listed
from seqfolio.model import Finding, Planned
from seqfolio.wording import percent

CODING = frozenset({"protein_coding"})


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    least: float = 0.5
    """A smaller share of reads in protein-coding genes gives a warning."""
    annotated: float = 0.5
    """Only when at least this share of the reads is in genes with a biotype."""


def _run(known: Planned, settings: Settings) -> Iterator[Finding]:
    data = known.dataset
    kinds = gene_classes.biotypes(data)
    if kinds is None or data.values == "log2" or not CODING & set(kinds.names):
        yield CHECK.finding("not_applicable", "The annotation has no biotypes.", reason="no biotypes")
        return
    numbers = data.counts.to_numpy()
    typed = numbers[~kinds.are(frozenset({""}))].sum(axis=0)
    if typed.sum() < settings.annotated * numbers.sum():
        yield CHECK.finding(
            "not_applicable", "Most reads are in genes without a biotype.", reason="few genes have a biotype"
        )
        return
    shares = numbers[kinds.are(CODING)].sum(axis=0) / np.maximum(typed, 1.0)
    low = tuple(str(data.counts.columns[int(i)]) for i in np.flatnonzero(shares < settings.least))
    values = {"protein_coding": {str(s): round(float(v), 5) for s, v in zip(data.counts, shares, strict=True)}}
    words = f"Protein-coding genes have at least {percent(shares.min())} of a sample's counts."
    if not low:
        yield CHECK.finding("passed", words, values=values)
        return
    yield CHECK.finding(
        "warning",
        f"{words} In {listed(low, 6)} it is less than {percent(settings.least)}: there is much else in the libraries, from "
        "ribosomal RNA to genomic DNA.",
        "Look at the biotypes and at the mapping statistics before trusting differences.",
        samples=low,
        values=values,
    )


CHECK = Check(
    id="biotypes",
    title="Protein-coding share",
    rationale="Messenger RNA is what most experiments ask for. If most reads lie elsewhere, something went wrong.",
    rule="share of the counts in genes of biotype protein_coding below least (0.5)",
    source="nf-core/differentialabundance issue 100; Conesa et al. 2016, 10.1186/s13059-016-0881-8",
    advice="Look at the biotypes and at the mapping statistics before trusting differences.",
    run=_run,
    Settings=Settings,
    needs="design",
    severities=("warning",),
)
