"""Which terms this report uses."""

from __future__ import annotations

from dataclasses import dataclass

from seqfolio.differential.method import METHODS
from seqfolio.document import Block
from seqfolio.model import Analysis
from seqfolio.sections.batch import removed_terms
from seqfolio.sections.glossary.terms import TERMS
from seqfolio.sections.section import View


@dataclass(frozen=True)
class Result:
    """(term, meaning) in alphabetical order."""

    terms: tuple[tuple[str, str], ...]


def compute(view: View) -> Result:
    """Take the terms whose occasion is there."""
    there = _occasions(view.analysis)
    chosen = [(t.term, t.meaning) for t in TERMS if t.occasion in there]
    return Result(tuple(sorted(chosen, key=lambda pair: pair[0].casefold())))


def no_blocks(result: Result) -> dict[str, Block]:  # noqa: ARG001 - the seam's signature
    """A glossary is words only."""
    return {}


def _occasions(analysis: Analysis) -> set[str]:
    """What this report has that wants explaining."""
    contrasts, normalized = analysis.contrasts, analysis.normalized
    needs = METHODS.get(contrasts[0].method).needs if contrasts else None
    found = {
        "always": True,
        "contrasts": bool(contrasts),
        "levels": any(c.comparison.numerator for c in contrasts),
        "design": bool(contrasts) and needs is not None and needs.whole_design,
        "counts": analysis.dataset.values in ("counts", "estimated_counts"),
        "size_factors": normalized.normalization != "none",
        "vst": normalized.transform == "vst",
        "logcpm": normalized.transform == "logcpm",
        "log2": normalized.transform in ("log2", "none"),
        "pca": analysis.quality.pca is not None,
        "distance": analysis.quality.distance is not None,
        "batch": bool(removed_terms(analysis)),
        "dispersions": any(fit.dispersions is not None for fit in analysis.fits),
        "mean_variance": any(fit.mean_variance is not None for fit in analysis.fits),
        "block": any("block_correlation" in fit.facts for fit in analysis.fits),
        "shrunken": any("log2FoldChange_shrunken" in c.table for c in contrasts),
        "svalue": any("svalue" in c.table for c in contrasts),
        "interval": any("ci_low" in c.table for c in contrasts),
        "undirected": any(not c.comparison.directed for c in contrasts),
        "equivalent": any(c.counts["equivalent"] for c in contrasts),
        "set_aside": any((c.table["reason"] == "independent filtering").any() for c in contrasts),
        "outliers": any((c.table["reason"] == "count outlier").any() for c in contrasts),
    }
    return {name for name, is_there in found.items() if is_there}
