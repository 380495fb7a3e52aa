"""HTML of what MultiQC has no own element for. Everything from a project is escaped here."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from html import escape

from seqfolio.multiqc_plugin.reading import Figure, Finding, Project

LEVELS = {"stop": "danger", "warning": "warning", "note": "info"}
WORDS = {"stop": "Stop", "warning": "Warning", "note": "Note"}
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
    return f"<strong>{WORDS[finding.severity]}:</strong> {escape(finding.message)}{action}"


def _named(alert: Mapping[str, object]) -> str:
    samples = alert["affected_samples"]
    names = ", ".join(escape(str(s)) for s in samples) if isinstance(samples, list) else ""
    return f"<br>Samples: {names}" if names else ""


def passed(findings: Iterable[Finding]) -> str:
    """The checks that found nothing, folded away."""
    lines = [f"<li>{escape(f.message)}</li>" for f in findings if f.severity == "passed"]
    if not lines:
        return ""
    return f'<details class="mb-3"><summary>Checks passed: {len(lines)}</summary><ul>{"".join(lines)}</ul></details>'


def about(project: Project, ignored: int) -> str:
    """The line under a project's title."""
    n = len(project.samples)
    facts = [
        escape(project.organism),
        f"{n} sample{'' if n == 1 else 's'}",
        f"analysed {escape(project.created[:10])}" if project.created else "",
        f"more in <code>{escape(project.folder)}</code>{_reports(project)}",
    ]
    left_out = f" {ignored} of the samples {'is' if ignored == 1 else 'are'} left out of the General Statistics as "
    note = f"{left_out}asked; the results were computed with them." if ignored else ""
    return f"<p>{'; '.join(fact for fact in facts if fact)}.{note}</p>"


def _reports(project: Project) -> str:
    return f" ({', '.join(f'<code>{name}</code>' for name in project.reports)})" if project.reports else ""


def picture(figure: Figure) -> str:
    """A figure as it stands in our own report; a white ground, for it was drawn for one."""
    data = base64.b64encode(figure.png).decode("ascii")
    width = f"width:{figure.width}px;" if figure.width else ""
    style = f"{width}max-width:100%;height:auto;background:#fff;padding:8px;border-radius:4px"
    return (
        f'<figure><img src="data:image/png;base64,{data}" alt="{escape(figure.alt)}" style="{style}">'
        f'<figcaption class="text-muted small mt-2">{escape(figure.caption)}</figcaption></figure>'
    )
