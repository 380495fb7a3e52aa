"""A notice per finding, and the quiet checks as a folded list."""

from __future__ import annotations

from seqfolio.document import Block, Notice, Prose
from seqfolio.sections.findings.compute import Result
from seqfolio.sections.text import inert, plural


def blocks(result: Result) -> dict[str, Block]:
    """Notices in the order of their severity: warnings in full, notes without their source."""
    notices: dict[str, Block] = {
        f"notice-{i}": Notice(
            f.severity, f.title, f.message, f.action, result.sources.get(f.check, "") if f.severity != "note" else ""
        )
        for i, f in enumerate(result.shown)
    }
    return {**notices, "quiet": Prose(_listed(result), "help", _summary(result))}


def _summary(result: Result) -> str:
    passed, idle = result.quiet
    return f"{plural(passed, 'check')} passed, {idle} {'does' if idle == 1 else 'do'} not apply"


def _listed(result: Result) -> str:
    passed = [f"- **{inert(title)}.** {inert(message)}" for title, message in result.passed]
    idle = [f"- **{inert(title)}:** not applicable, {inert(reason)}." for title, reason in result.not_applicable]
    return "\n".join([*passed, *idle])
