"""Findings on a terminal: the gravest first, each with what to do."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable, Iterator

from seqfolio.errors import printable
from seqfolio.model import Finding
from seqfolio.sections.alike import at_most, merged

LABELS = {"stop": "STOP", "warning": "WARNING", "note": "note"}
COLOURS = {"stop": "red", "warning": "yellow", "note": "cyan"}
MOST = 1_000  # characters of a message; names from users are not endless


def findings_text(findings: Iterable[Finding], titles: dict[str, str], later: Iterable[str] = ()) -> str:
    """Every finding in full, then the checks that passed, those that do not apply, and those that want the fit.

    Args:
        findings: ranked.
        titles: of the contrasts, by id: what is said alike of several contrasts is said once, as in the report.
        later: titles of the checks that cannot be made yet.
    """
    found = list(findings)
    lines = [line for f in merged(found, titles) for line in _full(f)]
    return "\n".join([*(lines or ["Nothing to warn of."]), *_rest(found), *_folded("After the fit", list(later))])


def warnings_text(findings: Iterable[Finding], titles: dict[str, str]) -> str:
    """The warnings of a run in full, and how many notes there are; empty when there is neither."""
    found = merged(findings, titles)
    lines = [line for f in found if f.severity in ("stop", "warning") for line in _full(f)]
    notes = sum(f.severity == "note" for f in found)
    more = [f"{notes} note{'' if notes == 1 else 's'}: see the head of the report."] if notes else []
    return "\n".join([*lines, *more])


def _full(finding: Finding) -> Iterator[str]:
    import click

    label = click.style(f"{LABELS[finding.severity]:<9}", fg=COLOURS[finding.severity], bold=True)
    yield f"{label}{click.style(finding.title, bold=True)}  [{finding.check}]"
    yield from _wrapped(finding.message)
    if finding.action:
        yield from _wrapped(f"What to do: {finding.action}")


def _rest(found: list[Finding]) -> Iterator[str]:
    checks = at_most(found, "passed")
    passed = dict.fromkeys(f.title for f in found if f.check in checks and f.severity == "passed")
    yield from _folded(f"Passed ({len(checks)})", list(passed))
    without = dict.fromkeys(f"{f.title} ({f.reason})" for f in found if f.severity == "not_applicable")
    yield from _folded(f"Not applicable ({len(without)})", list(without))


def _folded(title: str, names: list[str]) -> Iterator[str]:
    if names:
        yield from textwrap.wrap(f"{title}: {'; '.join(names)}", _width(), subsequent_indent="  ")


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(printable(text, MOST), _width(), initial_indent=" " * 9, subsequent_indent=" " * 9)


def _width() -> int:
    return min(120, max(60, shutil.get_terminal_size((100, 24)).columns))
