"""What the methods text says about gene sets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from seqfolio.beyond_tests import GeneSets
from seqfolio.config.model import Enrichment as Settings
from seqfolio.model import Analysis

_ONTOLOGY = re.compile(r"\bgo\b|\bgo_|gobp|ontology|\.go\.")
_SIGNATURES = re.compile(r"hallmark|msigdb|^h\.all")


def of_gene_sets(analysis: Analysis) -> Iterator[str]:
    """Sentences with citations; none when no sets were tested."""
    gsea = [e for e in analysis.enrichment if e.gsea is not None]
    ora = [e for e in analysis.enrichment if e.ora is not None]
    if not gsea and not ora:
        return
    given = analysis.provenance.parameters.get("enrichment") or {}
    settings = Settings.model_validate({key: value for key, value in given.items() if key in Settings.model_fields})
    yield (
        f"Gene sets with {settings.min_size:,} to {settings.max_size:,} tested genes were tested"
        f"{_literature(analysis.gene_sets)}"
    )
    if gsea:
        yield (
            f"Tested genes were ranked by the {gsea[0].score}, and sets scored by preranked gene set enrichment analysis "
            f"[@subramanian2005; @korotkevich2021] against {settings.permutations:,} random sets per size and direction, "
            f"drawn by importance sampling [@owen2000] with seed {settings.seed}"
        )
    if ora:
        yield (
            "Over-representation among called genes was tested by one-sided hypergeometric tests with the tested genes as "
            "the background [@wijesooriya2022]"
        )
    yield "p-values of sets were adjusted within each contrast and test [@benjamini1995]"


def _literature(files: tuple[GeneSets, ...]) -> str:
    names = [f"{g.name} {g.path}".casefold() for g in files]
    keys = [
        *(["@ashburner2000", "@go2023"] if any(map(_ONTOLOGY.search, names)) else []),
        *(["@liberzon2015"] if any(map(_SIGNATURES.search, names)) else []),
    ]
    return f" [{'; '.join(keys)}]" if keys else ""
