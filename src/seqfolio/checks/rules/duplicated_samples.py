"""The same library twice."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

from seqfolio.checks.check import Check
from seqfolio.checks.likeness import Likeness, compared_libraries
from seqfolio.document import Severity
from seqfolio.errors import printable
from seqfolio.model import Finding, Planned


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    same_library_below: float = 1.1
    """SERE below this: as alike as two sequencing runs of one library."""


def _run(known: Planned, settings: Settings) -> Iterator[Finding]:
    if known.dataset.values not in ("counts", "estimated_counts"):
        yield CHECK.finding("not_applicable", "The values are not counts.", reason="not counts")
        return
    found = compared_libraries(known.dataset)
    if found is None:
        yield CHECK.finding("not_applicable", "Too few genes or samples to tell.", reason="too few genes or samples")
        return
    alike = [(pair, severity) for pair in found if (severity := _severity(pair, settings)) != "passed"]
    for pair, severity in alike:
        yield _finding(pair, severity)
    if not alike:
        nearest = min(found, key=lambda pair: pair.sere)
        yield CHECK.finding(
            "passed",
            f"No two samples are the same library; the most alike, {printable(nearest.one)} and {printable(nearest.other)}, "
            f"have a SERE of {nearest.sere:.2g} (1 would be the same library sequenced twice).",
            values={"smallest_sere": round(nearest.sere, 4)},
        )


def _severity(pair: Likeness, settings: Settings) -> Severity:
    if pair.identical:
        return "stop"
    return "warning" if pair.sere < settings.same_library_below else "passed"


def _finding(pair: Likeness, severity: Severity) -> Finding:
    names = f'"{printable(pair.one)}" and "{printable(pair.other)}"'
    if pair.identical:
        message = f"{names} have the same count for every gene: one is a copy of the other."
    else:
        message = (
            f"{names} differ no more than two sequencing runs of one library do (SERE {pair.sere:.2f}; 1 is the same library, "
            "biological replicates have more)."
        )
    return CHECK.finding(
        severity,
        f"{message} Counted as two replicates they make p-values too small.",
        "Find out what happened to the files. Leave one out with input: {exclude: {sample: reason}}, or add up runs of one library.",
        samples=(pair.one, pair.other),
        values={"sere": round(pair.sere, 4), "identical": pair.identical},
    )


CHECK = Check(
    id="duplicated_samples",
    title="The same library twice",
    passed="No library is there twice",
    rationale="A file that was copied under two names, or two runs of one library, is one replicate that is counted as two.",
    rule="identical columns: stop; SERE of two samples (1: differences as by counting alone) below same_library_below (1.1): warning",
    source="Schulze et al. 2012, 10.1186/1471-2164-13-524",
    advice="Find out what happened to the files; leave one out, or add up runs of one library.",
    run=_run,
    Settings=Settings,
    needs="design",
    severities=("stop", "warning"),
)
