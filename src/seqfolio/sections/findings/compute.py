"""Findings by severity, and what the project file changed about the checks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from seqfolio.checks.check import CHECKS, SWITCHED_OFF
from seqfolio.model import Analysis, Finding
from seqfolio.sections.alike import at_most, merged
from seqfolio.sections.section import View


@dataclass(frozen=True)
class Changed:
    """A threshold that the project file changed; ``usual`` is empty when the check is not installed any more."""

    title: str
    setting: str
    value: str
    usual: str


@dataclass(frozen=True)
class Result:
    """What the findings section says.

    Attributes:
        shown: warnings and notes, the gravest first.
        sources: check -> literature.
        passed: (title, what was found).
        not_applicable: (title, why).
        off: titles of the checks that the project file switches off.
        changed: thresholds that it changes.
        quiet: how many checks passed, and how many do not apply: those whose gravest finding says so.
    """

    shown: tuple[Finding, ...]
    sources: dict[str, str]
    passed: tuple[tuple[str, str], ...]
    not_applicable: tuple[tuple[str, str], ...]
    off: tuple[str, ...]
    changed: tuple[Changed, ...]
    quiet: tuple[int, int]

    @property
    def warnings(self) -> int:
        """How many warnings there are."""
        return sum(f.severity in ("stop", "warning") for f in self.shown)

    @property
    def notes(self) -> int:
        """How many notes there are."""
        return len(self.shown) - self.warnings


def compute(view: View) -> Result:
    """Sort the findings."""
    findings = view.analysis.findings
    known = {check.id: check for check in CHECKS}
    idle = [f for f in findings if f.severity == "not_applicable" and f.reason != SWITCHED_OFF]
    return Result(
        shown=merged(findings, view.analysis.titles),
        sources={f.check: known[f.check].source for f in findings if f.check in known},
        passed=tuple(dict.fromkeys((f.title, f.message) for f in findings if f.severity == "passed")),
        not_applicable=tuple(dict.fromkeys((f.title, f.reason) for f in idle)),
        off=tuple(dict.fromkeys(f.title for f in findings if f.reason == SWITCHED_OFF)),
        changed=tuple(_changed(view.analysis)),
        quiet=(len(at_most(findings, "passed")), len(at_most(idle, "not_applicable"))),
    )


def _changed(analysis: Analysis) -> list[Changed]:
    given = analysis.provenance.parameters.get("checks", {})
    return [
        _one(check, setting, value)
        for check, settings in given.items()
        if isinstance(settings, dict)
        for setting, value in settings.items()
    ]


def _one(check: str, setting: str, value: Any) -> Changed:
    if check not in CHECKS.ids():
        return Changed(check, setting, str(value), "")
    unit = CHECKS.get(check)
    return Changed(unit.title, setting, str(value), str(unit.Settings.model_fields[setting].get_default()))
