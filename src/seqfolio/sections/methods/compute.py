"""The facts that the methods text states: what was run, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from seqfolio.citations import REFERENCES, Citations
from seqfolio.config.model import Analysis as Settings
from seqfolio.differential.method import METHODS, Method
from seqfolio.differential.ranking import is_tested
from seqfolio.document import Block
from seqfolio.model import Analysis, Contrast, Fit
from seqfolio.sections.batch import removed_terms
from seqfolio.sections.floor import floor
from seqfolio.sections.methods.gene_sets import of_gene_sets
from seqfolio.sections.methods.words import words_of
from seqfolio.sections.section import View
from seqfolio.sensitivity.words import beside, refused

MOST_NAMED = 12
SHRUNKEN = "log2FoldChange_shrunken"


@dataclass(frozen=True)
class Model:
    """A fit, and the titles of the contrasts that rest on it."""

    fit: Fit
    contrasts: tuple[str, ...]


@dataclass(frozen=True)
class Tests:
    """Contrasts that were tested in the same way.

    Attributes:
        words: the test, ready to be said; empty when the method's own sentence says it.
        contrasts: (title, which way its fold change points).
        unnamed: how many more there are.
    """

    words: str
    contrasts: tuple[tuple[str, str], ...]
    unnamed: int
    criterion: str


@dataclass(frozen=True)
class Result:
    """Everything that the methods text says.

    Attributes:
        cite: numbers the references in the order of the text.
        model: what the method says about its model.
        options: sentences about the options that were used.
        low, empty: genes that the filter took out, and genes without any read.
        tested: fewest and most genes with a test in a contrast.
        gene_sets: how sets of genes were tested, in sentences.
        beside, refused: what was tried beside the analysis, and what could not be, in sentences.
        shown: parts of the report whose computation the text describes (``pca``, ``pvalues``, ``batch``).
    """

    analysis: Analysis
    cite: Citations
    method: Method | None
    model: str
    models: tuple[Model, ...]
    tests: tuple[Tests, ...]
    options: tuple[str, ...]
    low: int
    empty: int
    tested: tuple[int, int]
    shown: frozenset[str]
    batch: tuple[str, ...]
    version: str
    select: str
    beside: tuple[str, ...]
    refused: tuple[str, ...]
    gene_sets: tuple[str, ...]


def compute(view: View) -> Result:
    """Collect the facts."""
    analysis = view.analysis
    method = METHODS.get(analysis.contrasts[0].method) if analysis.contrasts else None
    settings = _settings(analysis)
    tested = [int(is_tested(c.table).sum()) for c in analysis.contrasts] or [0]
    return Result(
        analysis=analysis,
        cite=Citations({**REFERENCES, **({r.key: r for r in method.references} if method else {})}),
        method=method,
        model=_model(method, analysis) if method else "",
        models=tuple(_models(analysis)),
        tests=tuple(_tests(analysis, method, settings)) if method else (),
        options=tuple(_options(analysis, method, settings)) if method else (),
        low=int((analysis.normalized.dropped == "low count").sum()),
        empty=int((analysis.normalized.dropped == "all zero").sum()),
        tested=(min(tested), max(tested)),
        shown=_shown(analysis),
        batch=removed_terms(analysis),
        version=analysis.provenance.versions["seqfolio"],
        select=settings.select,
        beside=beside(analysis),
        refused=refused(analysis),
        gene_sets=tuple(of_gene_sets(analysis)),
    )


def no_blocks(result: Result) -> dict[str, Block]:  # noqa: ARG001 - the seam's signature
    """Methods are words only."""
    return {}


def _settings(analysis: Analysis) -> Settings:
    """The settings of the run; keys of a newer version are not ours to judge."""
    given = analysis.provenance.parameters.get("analysis", {})
    return Settings.model_validate({key: value for key, value in given.items() if key in Settings.model_fields})


def _model(method: Method, analysis: Analysis) -> str:
    """The method's sentence; literature that it does not place stands at its end."""
    text = method.sentence.format(scale=analysis.normalized.scale)
    everything = text + "".join(words_of(method).values())
    rest = [key for key in method.citations if not re.search(rf"@{key}\b", everything)]
    return f"{text} [{'; '.join(f'@{key}' for key in rest)}]" if rest else text


def _models(analysis: Analysis) -> Iterator[Model]:
    for fit in analysis.fits:
        yield Model(fit, tuple(c.comparison.title for c in analysis.contrasts if c.fit_id == fit.id))


def _tests(analysis: Analysis, method: Method, settings: Settings) -> Iterator[Tests]:
    """The contrasts by test and criterion, in their order."""
    groups: dict[tuple[str, str], list[Contrast]] = {}
    for contrast in analysis.contrasts:
        groups.setdefault((_test(contrast, method, settings), contrast.criterion), []).append(contrast)
    for (words, criterion), contrasts in groups.items():
        named = tuple((c.comparison.title, c.comparison.sentence) for c in contrasts[:MOST_NAMED])
        yield Tests(words, named, len(contrasts) - len(named), criterion)


def _test(contrast: Contrast, method: Method, settings: Settings) -> str:
    words = words_of(method)
    if contrast.comparison.reduced is not None:
        return words["reduced"]
    threshold = settings.lfc_threshold > 0 or settings.alternative != "greaterAbs"
    return words["threshold"] if threshold else words["test"]


def _options(analysis: Analysis, method: Method, settings: Settings) -> Iterator[str]:
    """A sentence per option that was used."""
    words = words_of(method)
    used = {
        "block": any("block_correlation" in fit.facts for fit in analysis.fits),
        "sample_weights": settings.sample_weights and "sample_weights" in method.needs.features,
        "robust": settings.robust and "robust" in method.needs.features,
        "set_aside": True,
        settings.shrinkage: any(SHRUNKEN in c.table for c in analysis.contrasts),
    }
    for option, was_used in used.items():
        if was_used and words[option]:
            yield words[option] + (_correlations(analysis) if option == "block" else "")


def _correlations(analysis: Analysis) -> str:
    found = {f"{fit.facts['block_correlation']:.3g}" for fit in analysis.fits if "block_correlation" in fit.facts}
    return f" (estimated as {', '.join(sorted(found))})"


def _shown(analysis: Analysis) -> frozenset[str]:
    """Sections of the report whose numbers are computed for display only."""
    wanted: Any = analysis.provenance.parameters.get("report", {}).get("sections")
    possible = {
        "pca": analysis.quality.pca is not None,
        "overlap": len(analysis.contrasts) > 1,
        "pvalues": any(np.isfinite(floor(c)) for c in analysis.contrasts),
    }
    return frozenset(name for name, there in possible.items() if there and (wanted is None or name in wanted))
