"""Groups of two or three samples."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

from seqfolio.checks.check import Check
from seqfolio.document import Severity
from seqfolio.errors import printable
from seqfolio.model import Comparison, Finding, Planned


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    minimum: int = 3
    """Fewer samples than this in a group give a warning."""
    advised: int = 6
    """Fewer samples than this in a group give a note."""


def _run(known: Planned, settings: Settings) -> Iterator[Finding]:
    if not known.comparisons:
        yield CHECK.finding("not_applicable", "Nothing is compared.", reason="no contrasts")
    for c in known.comparisons:
        if c.levels:
            yield _judged(c, settings)
        else:
            yield CHECK.finding("not_applicable", f"{c.title}: no two groups are compared.", reason="no two groups")


def _judged(c: Comparison, settings: Settings) -> Finding:
    sizes = {level: len(samples) for level, samples in c.levels}
    smallest = min(sizes.values())
    words = " and ".join(f"{n} x {printable(level)}" for level, n in sizes.items())
    severity: Severity = (
        "warning" if smallest < settings.minimum else "note" if smallest < settings.advised else "passed"
    )
    consequence = (
        _alone(sizes)
        or {
            "warning": "With so few replicates most real changes stay unseen, and those that are seen look larger than they are.",
            "note": "Enough to find large changes; many moderate ones will be missed, so a gene that is not called is not "
            "shown to be unchanged.",
            "passed": "Enough replicates for moderate changes.",
        }[severity]
    )
    action = f"Plan at least {settings.advised} replicates per group." if severity != "passed" else ""
    return CHECK.finding(
        severity, f"{c.title}: {words}. {consequence}", action, contrasts=(c.id,), values={"group_sizes": sizes}
    )


def _alone(sizes: dict[str, int]) -> str:
    """What follows when one group is a single sample; empty when both have more."""
    single = next((level for level, n in sizes.items() if n == 1), None)
    if single is None:
        return ""
    return (
        f"{printable(single)} is a single sample: how much it varies is taken from the other samples, so what is peculiar "
        "to this one sample is called as if it were an effect of the group. Take called genes as hints, not as results."
    )


CHECK = Check(
    id="few_replicates",
    title="Number of replicates",
    rationale="Replicates are what tells a difference between groups from a difference between samples.",
    rule="smallest compared group below minimum (3): warning; below advised (6): note",
    source="Schurch et al. 2016, 10.1261/rna.053959.115; Degen & Medo 2025, 10.1371/journal.pcbi.1011630",
    advice="Plan more replicates; a gene that is not called may still differ.",
    run=_run,
    Settings=Settings,
    needs="design",
)
