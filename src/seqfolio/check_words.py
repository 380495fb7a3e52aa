"""What `seqfolio check` says: what was read, and what will be compared with what."""

from __future__ import annotations

from collections.abc import Iterator

from seqfolio.errors import listed, printable
from seqfolio.model import Comparison
from seqfolio.pipeline import Checked


def words(checked: Checked) -> str:
    """Everything that a person would want to confirm before the run."""
    return "\n".join([*_data(checked), "", *_design(checked), "", *_comparisons(checked)])


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
    design = checked.design
    yield f"Design {design.formula}: {design.matrix.shape[1]} coefficients, {len(design.matrix) - design.rank} residual degrees of freedom"
    for name, assumed in checked.dataset.assumed.items():
        levels = design.levels.get(name)
        known = f": {listed(levels)}, reference first" if levels else ""
        used = "" if name in design.variables else " (not in the formula)"
        yield f'  "{printable(name)}" is {"a category" if assumed == "category" else "continuous"}{used}{known}'
    yield f"  coefficients: {listed(design.matrix.columns, 30)}"


def _comparisons(checked: Checked) -> Iterator[str]:
    if not checked.design.comparisons:
        yield "Nothing is compared: the report shows the samples and their quality."
        return
    settings = checked.config.analysis
    yield f"Method: {checked.method.title} ({checked.method.id}); genes are called at {settings.select} < {settings.alpha:g}"
    for comparison in checked.design.comparisons:
        yield from _comparison(comparison)
    if not checked.method.needs.whole_design:
        unused = [v for v in checked.design.variables if any(v != c.factor for c in checked.design.comparisons)]
        if unused:
            yield f"  Warning: {checked.method.id} compares the two groups alone; the formula's other terms are not used: {listed(unused)}"


def _comparison(c: Comparison) -> Iterator[str]:
    yield f"  {c.id}: {printable(c.title)}"
    yield f"    {printable(c.sentence, 200)}"
    for level, samples in zip((c.numerator, c.denominator), c.samples, strict=True):
        yield f"    {printable(level)} ({len(samples)}): {listed(samples, 12)}"
