"""What `seqfolio check` says: what was read, and what will be compared with what."""

from __future__ import annotations

from collections.abc import Iterator

from seqfolio.checks.check import CHECKS
from seqfolio.errors import counted, listed, printable
from seqfolio.finding_words import findings_text
from seqfolio.model import Comparison
from seqfolio.pipeline import Checked, Inspected

MOST_REPAIRS = 20


def words(checked: Checked) -> str:
    """Everything that a person would want to confirm before the run."""
    return "\n".join([*_data(checked), "", *_design(checked), "", *_comparisons(checked)])


def findings_words(checked: Checked, seen: Inspected) -> str:
    """What the checks say that need no fit, and which ones come later."""
    later = [c.title for c in CHECKS if c.needs == "fit" and checked.config.checks.get(c.id) != "off"]
    titles = {c.id: c.title for c in checked.planned.comparisons}
    return findings_text(seen.findings, titles, later if checked.planned.comparisons else ())


def _data(checked: Checked) -> Iterator[str]:
    data = checked.dataset
    yield f"{counted(len(data.counts), 'gene')} x {counted(data.counts.shape[1], 'sample')} ({data.values})"
    for source in data.sources:
        yield f"  {source.role}: {source.path} ({source.format}), SHA-256 {source.sha256[:12]}…"
        yield from (f"    {note}" for note in source.notes)
    if data.gene_ids:
        yield f"  the gene ids look like {data.gene_ids}"
    yield from (f"  {repair}" for repair in data.repairs[:MOST_REPAIRS])
    if len(data.repairs) > MOST_REPAIRS:
        yield f"  and {len(data.repairs) - MOST_REPAIRS:,} more changes, which the report lists"
    for sample, reason in data.excluded.items():
        yield f'  left out: "{printable(sample)}" ({printable(reason)})'


def _design(checked: Checked) -> Iterator[str]:
    design = checked.designs[0]
    left = len(design.matrix) - design.rank
    yield f"Design {design.formula}: {counted(design.matrix.shape[1], 'coefficient')}, {counted(left, 'residual degree')} of freedom"
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
    yield from _beside(checked, len(comparisons))
    yield from _gene_sets(checked)


def _gene_sets(checked: Checked) -> Iterator[str]:
    settings = checked.config.enrichment
    if settings is None:
        return
    yield f"Gene sets ({' and '.join(settings.methods)}) with {settings.min_size} to {settings.max_size} tested genes:"
    for collection in checked.collections:
        sizes = [len(members) for members in collection.sets.values()]
        fitting = sum(settings.min_size <= size <= settings.max_size for size in sizes)
        yield f"  {printable(collection.about.title)}: {fitting:,} of {len(sizes):,} sets have as many genes in the counts"


def _beside(checked: Checked, contrasts: int) -> Iterator[str]:
    """The family of the adjusted p-values, second opinions, and leave-outs."""
    together = checked.config.analysis.adjust == "global"
    if contrasts > 1:
        family = f"over all {contrasts} contrasts together (global)" if together else "within each contrast"
        yield f"p-values are adjusted {family}."
    for second in checked.trials.seconds:
        tested = sum(len(design.comparisons) for design in second.designs)
        yield f"Second opinion: {second.method.title} ({second.method.id}) on {tested} of {counted(contrasts, 'contrast')}"
        yield from (f"  not on {r.contrast}: {printable(r.reason, 200)}" for r in second.refusals)
    yield from _leave_outs(checked)


def _leave_outs(checked: Checked) -> Iterator[str]:
    asked = checked.trials.leave_outs
    if asked:
        yield f"Stability: tested again without each of {counted(len(asked), 'sample')}"
    for one in asked:
        for reason in dict.fromkeys(one.skipped.values()):
            concerned = [contrast for contrast, why in one.skipped.items() if why == reason]
            yield f'  "{printable(one.sample)}" is not left out of {listed(concerned)}: {printable(reason, 200)}'


def _comparison(c: Comparison, own: str) -> Iterator[str]:
    yield f"  {c.id}: {printable(c.title)}{own}"
    yield f"    {printable(c.sentence, 200)}"
    for level, samples in c.levels:
        yield f"    {printable(level)} ({len(samples)}): {listed(samples, 12)}"
