"""What second opinions and leave-outs say, in one sentence each: the same in report, findings and summary."""

from __future__ import annotations

from collections.abc import Iterator

from seqfolio.beyond_tests import Opinion, Stability
from seqfolio.differential.method import METHODS
from seqfolio.differential.ranking import CALLED, is_called
from seqfolio.errors import printable
from seqfolio.model import Analysis, Contrast


def called(contrast: Contrast) -> int:
    """How many genes a contrast calls."""
    return sum(contrast.counts[call] for call in CALLED)


def share(part: int, whole: int) -> str:
    """A share in whole percent; never 100 % when something is missing, never 0 % when something is there."""
    percent = round(100 * part / whole)
    if percent == 100 and part < whole:
        return "more than 99 %"
    return "less than 1 %" if percent == 0 and part else f"{percent} %"


def opinion_sentence(contrast: Contrast, opinion: Opinion) -> str:
    """How far another method agrees: ``Of the 4,025 genes called by DESeq2, limma-voom calls 92 %; ...``."""
    first, second = METHODS.get(contrast.method).title, METHODS.get(opinion.method).title
    more = f"{second} alone calls {opinion.overlap['only_second']:,}"
    if not called(contrast):
        return f"{first} calls no gene; {more}."
    if not sum(opinion.counts[call] for call in CALLED):
        return f"{first} calls {called(contrast):,} genes; {second} calls none."
    opposite = opinion.overlap["opposite"]
    turned = f"{opposite:,} in the opposite direction" if opposite else "none in the opposite direction"
    agreed = share(opinion.overlap["both"], called(contrast))
    alike = " in the same direction" if contrast.comparison.directed else ""
    ending = f", {turned}" if contrast.comparison.directed else ""
    return f"Of the {called(contrast):,} genes called by {first}, {second} calls {agreed}{alike}{ending}; {more}."


def weakest(stability: Stability) -> str | None:
    """The sample without which the fewest genes stay called; None when nothing could be tested."""
    return str(stability.samples["kept"].idxmin()) if len(stability.samples) else None


def stability_sentence(contrast: Contrast, stability: Stability, names: dict[str, str]) -> str:
    """How far the called genes depend on single samples, and on which most."""
    sample, n = weakest(stability), called(contrast)
    if sample is None:
        return "No sample could be left out: too few would be left for a test."
    if not n:
        most = int(stability.samples["called"].max())
        return f"No gene is called with all samples; without one of them at most {most:,}."
    fewest, most = int(stability.samples["kept"].min()), int(stability.samples["kept"].max())
    always = int((stability.genes["called_in"].to_numpy() == len(stability.samples))[is_called(contrast.table)].sum())
    return (
        f"Of the {n:,} called genes, {always:,} ({share(always, n)}) stay called whichever sample is left out; the result "
        f"depends most on {printable(names.get(sample, sample))}: without it {fewest:,} ({share(fewest, n)}) stay called, "
        f"at best {most:,} ({share(most, n)})."
    )


def beside(analysis: Analysis) -> tuple[str, ...]:
    """What was done beside the analysis, for the methods text; ``[@key]`` stands for a citation."""
    return (*_opinions(analysis), *_leave_outs(analysis))


def refused(analysis: Analysis) -> tuple[str, ...]:
    """Which method gave no second opinion on which contrast, and why; may hold names of the user."""
    return tuple(
        f"{METHODS.get(r.method).title} was not used for {r.contrast}: {r.reason}"
        for r in analysis.sensitivity.refusals
    )


def _opinions(analysis: Analysis) -> Iterator[str]:
    names = list(dict.fromkeys(METHODS.get(o.method).title for o in analysis.sensitivity.opinions))
    if names:
        settings = analysis.provenance.parameters["analysis"]
        keys = {"filter": "filter", "normalization": "normalisation"}
        own = " and ".join(word for key, word in keys.items() if settings[key] == "auto")
        yield (
            f"The same contrasts were also tested by {_and(names)}{f' (each with its own {own})' if own else ''}; the called genes were "
            "compared, and the strongest ones by their concordance at the top [@irizarry2005]"
        )


def _leave_outs(analysis: Analysis) -> Iterator[str]:
    found = analysis.sensitivity.stability
    if found:
        left_out = dict.fromkeys(str(sample) for one in found for sample in one.samples.index)
        yield (
            f"For the stability of the calls, normalisation and tests were repeated without each of {len(left_out):,} samples in turn"
        )


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
