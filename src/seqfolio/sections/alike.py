"""Findings that say the same of several contrasts, told once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from seqfolio.checks.check import GRAVITY
from seqfolio.model import Finding

LOUD = ("stop", "warning", "note")
Key = tuple[str, ...]


def merged(findings: Iterable[Finding], titles: dict[str, str]) -> tuple[Finding, ...]:
    """Warnings and notes in their order; those that differ in their first sentence alone become one.

    Args:
        findings: ranked.
        titles: of the contrasts, by id.
    """
    groups: dict[Key, list[Finding]] = {}
    for finding in findings:
        if finding.severity in LOUD:
            groups.setdefault(_key(finding, titles), []).append(finding)
    return tuple(_one(found, titles) for found in groups.values())


def at_most(findings: Iterable[Finding], severity: str) -> tuple[str, ...]:
    """Ids of the checks whose gravest finding has this severity: each check counts once."""
    gravest: dict[str, str] = {}
    for finding in findings:
        before = gravest.get(finding.check, finding.severity)
        gravest[finding.check] = min(before, finding.severity, key=GRAVITY.index)
    return tuple(check for check, worst in gravest.items() if worst == severity)


def _key(finding: Finding, titles: dict[str, str]) -> Key:
    _, rest = _split(finding, titles)
    said = rest or finding.message  # with nothing in common to say, only equals are merged
    return (finding.check, finding.severity, finding.action, said, *sorted(finding.samples))


def _split(finding: Finding, titles: dict[str, str]) -> tuple[str, str]:
    """What is said of its one contrast, and what holds for all; empty when the message is not built like that."""
    start = f"{titles.get(finding.contrasts[0], '')}: " if len(finding.contrasts) == 1 else ""
    if len(start) < len("x: ") or not finding.message.startswith(start):
        return finding.message, ""
    first, _, rest = finding.message.removeprefix(start).partition(". ")
    return first, rest


def _one(found: Sequence[Finding], titles: dict[str, str]) -> Finding:
    if len(found) == 1:
        return found[0]
    contrasts = tuple(dict.fromkeys(c for f in found for c in f.contrasts))
    firsts: dict[str, list[str]] = {}
    for finding in found:
        firsts.setdefault(_split(finding, titles)[0], []).extend(titles.get(c, c) for c in finding.contrasts)
    rest = _split(found[0], titles)[1]
    if not rest:
        return replace(found[0], contrasts=contrasts)
    each = "; ".join(f"{', '.join(names)}: {first}" for first, names in firsts.items())
    return replace(found[0], message=f"{each}. {rest}", contrasts=contrasts)
