"""The facts that the methods text states."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from seqfolio.citations import REFERENCES, Reference
from seqfolio.differential.method import METHODS, Method
from seqfolio.document import Block
from seqfolio.model import Analysis
from seqfolio.sections.section import View


@dataclass(frozen=True)
class Result:
    """Everything that the methods text says."""

    analysis: Analysis
    method: Method | None
    sentence: str
    criterion: str
    references: tuple[Reference, ...]
    numbers: dict[str, int]
    dropped: int
    version: str
    settings: dict[str, Any]
    gene_set_settings: dict[str, Any]


def compute(view: View) -> Result:
    """Collect the facts and the references they need."""
    analysis = view.analysis
    method = METHODS.get(analysis.contrasts[0].method) if analysis.contrasts else None
    settings = analysis.provenance.parameters.get("analysis", {})
    references = _references(analysis, method, str(settings.get("shrinkage")))
    return Result(
        analysis=analysis,
        method=method,
        sentence=method.sentence.format(scale=analysis.normalized.scale) if method else "",
        criterion=analysis.contrasts[0].criterion if analysis.contrasts else "",
        references=references,
        numbers={r.key: i for i, r in enumerate(references, 1)},
        dropped=int((analysis.normalized.dropped == "low count").sum()),
        version=analysis.provenance.versions["seqfolio"],
        settings={"test": "wald", "shrinkage": "none", "robust": False, "sample_weights": False, **settings},
        gene_set_settings=analysis.provenance.parameters.get("enrichment") or {},
    )


def no_blocks(result: Result) -> dict[str, Block]:  # noqa: ARG001 - the seam's signature
    """Methods are words only."""
    return {}


def _references(analysis: Analysis, method: Method | None, shrinkage: str) -> tuple[Reference, ...]:
    own = {r.key: r for r in method.references} if method else {}
    keys = [
        *(["anders2010"] if analysis.normalized.normalization in ("ratio", "poscounts") else []),
        *(["robinson2010"] if analysis.normalized.normalization == "tmm" else []),
        *(method.citations if method else ()),
        *({"apeglm": ["zhu2019"], "normal": ["love2014"]}.get(shrinkage, []) if method else []),
        *_of_gene_sets(analysis),
        "harris2020",
        "virtanen2020",
        "hunter2007",
    ]
    known = {**REFERENCES, **own}
    return tuple(known[key] for key in dict.fromkeys(keys) if key in known)


def _of_gene_sets(analysis: Analysis) -> list[str]:
    """The literature behind the enrichment that was made, and behind sets that can be recognised."""
    gsea = any(e.gsea is not None for e in analysis.enrichment)
    ora = any(e.ora is not None for e in analysis.enrichment)
    names = {f"{g.name} {g.path}".casefold() for g in analysis.gene_sets}
    ontology = any(re.search(r"\bgo\b|\bgo_|gobp|ontology|\.go\.", name) for name in names)
    signatures = any(re.search(r"hallmark|msigdb|^h\.all", name) for name in names)
    return [
        *(["subramanian2005", "korotkevich2021", "owen2000"] if gsea else []),
        *(["wijesooriya2022"] if ora else []),
        *(["ashburner2000", "go2023"] if ontology else []),
        *(["liberzon2015"] if signatures else []),
    ]
