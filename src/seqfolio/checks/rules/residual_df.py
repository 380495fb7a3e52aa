"""Degrees of freedom that are left to estimate the variance from."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

from seqfolio.checks.check import Check
from seqfolio.checks.groups import uses_whole_design
from seqfolio.document import Severity
from seqfolio.errors import printable
from seqfolio.model import Design, Finding, Planned


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    minimum: int = 2
    """Fewer residual degrees of freedom than this give a warning."""
    advised: int = 3
    """Fewer than this give a note."""


def _run(known: Planned, settings: Settings) -> Iterator[Finding]:
    if not uses_whole_design(known):
        yield CHECK.finding(
            "not_applicable", "The method compares two groups alone.", reason="the method fits no formula"
        )
        return
    designs = [design for design in known.designs if design.comparisons]
    if not designs:
        yield CHECK.finding("not_applicable", "Nothing is compared.", reason="no contrasts")
    for design in designs:
        yield _judged(design, settings)


def _judged(design: Design, settings: Settings) -> Finding:
    n, rank = len(design.matrix), design.rank
    left = n - rank
    severity = _severity(left, settings)
    formula = printable(design.formula)
    words = f'"{formula}" estimates {rank} coefficients from {n} samples: {left} residual degrees of freedom.'
    few = " With so few, each gene's variance is mostly a guess." if left < settings.advised else ""
    action = "Take terms out of the formula that are not needed, or add samples." if few else ""
    return CHECK.finding(
        severity,
        words + few,
        action,
        contrasts=tuple(c.id for c in design.comparisons),
        values={"samples": n, "rank": rank, "residual_df": left},
    )


def _severity(left: int, settings: Settings) -> Severity:
    if left < 1:
        return "stop"
    return "warning" if left < settings.minimum else "note" if left < settings.advised else "passed"


CHECK = Check(
    id="residual_df",
    title="Residual degrees of freedom",
    rationale="Each coefficient of the formula uses up one sample. What is left measures the noise that differences are "
    "compared with; without it nobody can tell chance from an effect.",
    rule="samples minus rank of the design: 0 stops; below minimum (2): warning; below advised (3): note",
    source="Love et al. 2014, 10.1186/s13059-014-0550-8 (DESeq2 vignette: no replicates, no inference)",
    advice="Take terms out of the formula that are not needed, or add samples.",
    run=_run,
    Settings=Settings,
    needs="design",
    severities=("stop", "warning", "note"),
)
