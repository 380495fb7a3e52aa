"""What `seqfolio check` says: what was read, and what will be compared with what."""

from __future__ import annotations

from collections.abc import Iterator

from seqfolio.checks.check import CHECKS
from seqfolio.errors import listed, printable
from seqfolio.finding_words import findings_text
from seqfolio.model import Comparison
from seqfolio.pipeline import Checked, Inspected


def words(checked: Checked) -> str:
    """Everything that a person would want to confirm before the run."""
    return "\n".join([*_data(checked), "", *_design(checked), "", *_comparisons(checked)])


def findings_words(checked: Checked, seen: Inspected) -> str:
    """What the checks say that need no fit, and which ones come later."""
    later = [c.title for c in CHECKS if c.needs == "fit" and checked.config.checks.get(c.id) != "off"]
    return findings_text(seen.findings, later if checked.planned.comparisons else ())


def _data(checked: Checked) -> Iterator[str]:
    data = checked.dataset
    yield f"{len(data.counts):,} genes x {data.counts.shape[1]} samples ({data.values})"
    for source in data.sources:
        yield f"  {source.role}: {source.path} ({source.format}), SHA-256 {source.sha256[:12]}…"
        yield from (f"    {note}" for note in source.notes)
    yield from (f"  {repair}" for repair in data.repairs)
    for sample, reason in data.excluded.items():
        yield f'  left out: "{printable(sample)}" ({printable(reason)})'


def _design(checked: Checked) -> Iterator[str]:
    design = checked.designs[0]
    yield f"Design {design.formula}: {design.matrix.shape[1]} coefficients, {len(design.matrix) - design.rank} residual degrees of freedom"
    for name, assumed in checked.dataset.assumed.items():
        levels = design.levels.get(name)
        known = f": {listed(levels)}, reference first" if levels else ""
        used = "" if name in design.variables else " (not in the formula)"
        yield f'  "{printable(name)}" is {"a category" if assumed == "category" else "continuous"}{used}{known}'
    yield "  coefficients, and every way to spell them:"
    for name, spellings in design.spellings.items():
        others = f" = {listed(spellings[1:], 12)}" if len(spellings) > 1 else ""
        yield f'    "{printable(name)}"{others}'


def _comparisons(checked: Checked) -> Iterator[str]:
    comparisons = [c for design in checked.designs for c in design.comparisons]
    if not comparisons:
        yield "Nothing is compared: the report shows the samples and their quality."
        return
    settings = checked.config.analysis
    called = f"genes are called at {settings.select} < {settings.alpha:g}"
    yield f"Method: {checked.method.title} ({checked.method.id}); {called}"
    for design in checked.designs:
        for comparison in design.comparisons:
            own = (
                f" (model {design.formula}, {len(design.samples)} samples)" if design is not checked.designs[0] else ""
            )
            yield from _comparison(comparison, own)


def _comparison(c: Comparison, own: str) -> Iterator[str]:
    yield f"  {c.id}: {printable(c.title)}{own}"
    yield f"    {printable(c.sentence, 200)}"
    for level, samples in c.levels:
        yield f"    {printable(level)} ({len(samples)}): {listed(samples, 12)}"
