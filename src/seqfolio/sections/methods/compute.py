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
from seqfolio.sensitivity.words import methods

CITED = re.compile(r"\[@(\w+)\]")


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
    beside: tuple[str, ...]


def compute(view: View) -> Result:
    """Collect the facts and the references they need."""
    analysis = view.analysis
    method = METHODS.get(analysis.contrasts[0].method) if analysis.contrasts else None
    settings = analysis.provenance.parameters.get("analysis", {})
    beside = methods(analysis)
    references = _references(analysis, method, str(settings.get("shrinkage")), beside)
    numbers = {r.key: i for i, r in enumerate(references, 1)}
    return Result(
        analysis=analysis,
        method=method,
        sentence=method.sentence.format(scale=analysis.normalized.scale) if method else "",
        criterion=analysis.contrasts[0].criterion if analysis.contrasts else "",
        references=references,
        numbers=numbers,
        beside=tuple(CITED.sub(lambda m: f"[{numbers[m[1]]}]", text) for text in beside),
        dropped=int((analysis.normalized.dropped == "low count").sum()),
        version=analysis.provenance.versions["seqfolio"],
        settings={"test": "wald", "shrinkage": "none", "robust": False, "sample_weights": False, **settings},
    )


def no_blocks(result: Result) -> dict[str, Block]:  # noqa: ARG001 - the seam's signature
    """Methods are words only."""
    return {}


def _references(
    analysis: Analysis, method: Method | None, shrinkage: str, beside: tuple[str, ...]
) -> tuple[Reference, ...]:
    own = {r.key: r for r in method.references} if method else {}
    keys = [
        *(["anders2010"] if analysis.normalized.normalization in ("ratio", "poscounts") else []),
        *(["robinson2010"] if analysis.normalized.normalization == "tmm" else []),
        *(method.citations if method else ()),
        *({"apeglm": ["zhu2019"], "normal": ["love2014"]}.get(shrinkage, []) if method else []),
        *(key for text in beside for key in CITED.findall(text)),
        *(["lex2014"] if len(analysis.contrasts) > 1 else []),
        "harris2020",
        "virtanen2020",
        "hunter2007",
    ]
    known = {**REFERENCES, **own}
    return tuple(known[key] for key in dict.fromkeys(keys) if key in known)
