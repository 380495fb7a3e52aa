"""HTML of what MultiQC has no own element for. Everything from a project is escaped here."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from html import escape

from seqfolio.multiqc_plugin.reading import Figure, Finding, Project

DOI = re.compile(r"doi:(10\.[0-9]{4,9}/[A-Za-z0-9._;()/:-]*[A-Za-z0-9)])")
LEVELS = {"stop": "danger", "warning": "warning", "note": "info"}
WORDS = {"stop": "Stop", "warning": "Warning", "note": "Note"}
RANKS = ("passed", "note", "warning", "stop")
BARS = (("passed", "success"), ("with a note", "info"), ("with a warning", "warning"), ("with a warning", "warning"))
HELP = """<p>A gene is <em>higher</em> or <em>lower</em> when its test is significant at the level <em>alpha</em>, and
<em>not significant</em> when it was tested and not called: the data do not decide, which is not evidence that nothing differs.
<em>Not tested</em> genes had no or too few counts, no variance, or an odd count: the table of the contrast in the
results folder says which. Higher means higher in the group that is
named first.</p>"""


def alerts(findings: Iterable[Finding], shown: Mapping[str, str]) -> list[dict[str, object]]:
    """What the reader must see, as MultiQC's alerts; ``shown`` maps ids of samples to their names in the report."""
    return [
        {
            "message": _message(finding),
            "level": LEVELS[finding.severity],
            "affected_samples": [shown[s] for s in finding.samples if s in shown],
        }
        for finding in findings
        if finding.severity in LEVELS
    ]


def alerts_as_content(made: Iterable[Mapping[str, object]]) -> str:
    """The same for MultiQC before 1.35, which has no alerts."""
    return "".join(f'<div class="alert alert-{a["level"]}" role="alert">{a["message"]}{_named(a)}</div>' for a in made)


def _message(finding: Finding) -> str:
    action = f" <em>{escape(finding.action)}</em>" if finding.action else ""
    title = f" {escape(finding.title)}." if finding.title else ""
    return f"<strong>{WORDS[finding.severity]}:{title}</strong> {escape(finding.message)}{action}"


def bar(findings: Iterable[Finding]) -> str:
    """How many checks passed, gave a note, gave a warning: each check counts once, with its gravest finding."""
    worst = list(_gravest(findings).values())
    parts = [
        (word, colour, [f.title for f in worst if BARS[RANKS.index(f.severity)] == (word, colour)])
        for word, colour in dict.fromkeys(BARS)
    ]
    return _bar([(word, colour, titles) for word, colour, titles in parts if titles], len(worst))


def _gravest(findings: Iterable[Finding]) -> dict[str, Finding]:
    """Check -> its gravest finding; those that do not apply are left out."""
    worst: dict[str, Finding] = {}
    for finding in findings:
        if finding.severity in RANKS:
            known = worst.setdefault(finding.check, finding)
            worst[finding.check] = max(known, finding, key=lambda f: RANKS.index(f.severity))
    return worst


def _bar(parts: list[tuple[str, str, list[str]]], total: int) -> str:
    if not total:
        return ""
    pieces = "".join(_piece(word, colour, titles, total) for word, colour, titles in parts)
    words = ", ".join(f"{len(titles)} {word}" for word, _, titles in parts)
    return (
        f'<p class="small text-muted mb-1">Statistical checks: {words}.</p>'
        f'<div class="progress-stacked mb-3" style="max-width:40rem">{pieces}</div>'
    )


def _piece(word: str, colour: str, titles: list[str], total: int) -> str:
    label = f"{len(titles)} of {total} checks: {word}"
    names = escape("; ".join(titles))
    return (
        f'<div class="progress" role="progressbar" aria-label="{label}" aria-valuenow="{len(titles)}" aria-valuemin="0" '
        f'aria-valuemax="{total}" style="width:{100 * len(titles) / total:.2f}%" title="{label}: {names}">'
        f'<div class="progress-bar bg-{colour}">{len(titles)}</div></div>'
    )


def statuses(findings: Iterable[Finding], shown: Mapping[str, str]) -> dict[str, list[str]]:
    """Samples by the gravest finding that names them, for MultiQC's own bar; empty when none is named."""
    named: dict[str, int] = {}
    for finding in findings:
        if finding.severity in RANKS[1:]:
            named.update(
                {s: max(named.get(s, 0), RANKS.index(finding.severity)) for s in finding.samples if s in shown}
            )
    if not named:
        return {}
    grave = {s for s, rank in named.items() if RANKS[rank] == "stop"}
    return {
        "pass": [name for s, name in shown.items() if s not in named],
        "warn": [name for s, name in shown.items() if s in named and s not in grave],
        "fail": [name for s, name in shown.items() if s in grave],
    }


def _named(alert: Mapping[str, object]) -> str:
    samples = alert["affected_samples"]
    names = ", ".join(escape(str(s)) for s in samples) if isinstance(samples, list) else ""
    return f"<br>Samples: {names}" if names else ""


def passed(findings: Iterable[Finding]) -> str:
    """The checks that found nothing, folded away."""
    found = list(findings)
    quiet = [check for check, worst in _gravest(found).items() if worst.severity == "passed"]
    lines = [f"<li>{escape(f.title)}: {escape(f.message)}</li>" for f in found if f.severity == "passed"]
    if not lines:
        return ""
    return f'<details class="mb-3"><summary>Checks passed: {len(quiet)}</summary><ul>{"".join(lines)}</ul></details>'


def about(project: Project, ignored: int) -> str:
    """The line under a project's title."""
    n = len(project.samples)
    facts = [
        escape(project.organism),
        f"{n} sample{'' if n == 1 else 's'}",
        f"analysed {escape(project.created[:10])}" if project.created else "",
        f"more in <code>{escape(project.folder)}</code>{_reports(project)}" if project.folder else "",
    ]
    left_out = f" {ignored} of the samples {'is' if ignored == 1 else 'are'} left out of the General Statistics as "
    note = f"{left_out}asked; the results were computed with them." if ignored else ""
    return f"<p>{'; '.join(fact for fact in facts if fact)}.{note}</p>"


def _reports(project: Project) -> str:
    return f" ({', '.join(f'<code>{name}</code>' for name in project.reports)})" if project.reports else ""


def paragraph(text: str) -> str:
    """Text from a project as a paragraph; nothing when there is none."""
    return f"<p>{escape(text.strip())}</p>" if text.strip() else ""


def methods(paragraphs: Iterable[str]) -> str:
    """The methods text; emphasis is taken off, and DOIs can be followed."""
    return "".join(f"<p>{_linked(escape(text.replace('**', '')))}</p>" for text in paragraphs)


def _linked(text: str) -> str:
    """Lines stay lines; ``doi:10...`` is a link."""
    return DOI.sub(r'<a href="https://doi.org/\1" target="_blank" rel="noopener">doi:\1</a>', text).replace(
        "\n", "<br>"
    )


def picture(figure: Figure) -> str:
    """A figure as it stands in our own report; a white ground, for it was drawn for one."""
    data = base64.b64encode(figure.png).decode("ascii")
    width = f"width:{figure.width}px;" if figure.width else ""
    style = f"{width}max-width:100%;height:auto;background:#fff;padding:8px;border-radius:4px"
    return (
        f'<figure><img src="data:image/png;base64,{data}" alt="{escape(figure.alt)}" style="{style}">'
        f'<figcaption class="text-muted small mt-2">{escape(figure.caption)}</figcaption></figure>'
    )
