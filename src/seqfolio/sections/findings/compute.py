"""Findings by severity."""

from __future__ import annotations

from dataclasses import dataclass

from seqfolio.model import Finding
from seqfolio.sections.section import View


@dataclass(frozen=True)
class Result:
    """Findings to show, and the names of the checks that passed or did not apply."""

    shown: tuple[Finding, ...]
    passed: tuple[str, ...]
    not_applicable: tuple[tuple[str, str], ...]
    fallbacks: tuple[str, ...]


def compute(view: View) -> Result:
    """Sort the findings."""
    findings = view.analysis.findings
    return Result(
        shown=tuple(f for f in findings if f.severity in ("stop", "warning", "note")),
        passed=tuple(dict.fromkeys(f.title for f in findings if f.severity == "passed")),
        not_applicable=tuple(dict.fromkeys((f.title, f.reason) for f in findings if f.severity == "not_applicable")),
        fallbacks=tuple(text for fit in view.analysis.fits for text in fit.fallbacks),
    )
