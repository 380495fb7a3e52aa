"""The Analysis as a notebook shows it: what was compared, what was found, and what is to be warned of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from html import escape

from seqfolio.model import Analysis, Contrast, Finding

DIRECTIONS = {"higher": "up", "lower": "down"}  # call -> the words of the comparison that say what it means


@dataclass(frozen=True, repr=False)
class Results(Analysis):
    """An Analysis that shows itself in a few lines."""

    def __repr__(self) -> str:
        return text(self)

    def _repr_html_(self) -> str:
        return html(self)


def results(analysis: Analysis) -> Results:
    """The same numbers, to be looked at."""
    return Results(**{field.name: getattr(analysis, field.name) for field in fields(analysis)})


def text(analysis: Analysis) -> str:
    """A few lines for a terminal."""
    contrasts = [f"  {contrast.id}: {', '.join(calls(contrast))}" for contrast in analysis.contrasts]
    warned = [f"  {finding.severity}: {finding.title}" for finding in _warnings(analysis)]
    return "\n".join([f"{_title(analysis)}: {_size(analysis)}", *contrasts, *warned])


def html(analysis: Analysis) -> str:
    """A small table without style of its own; every name is escaped."""
    warned = [f"<li>{escape(f.title)}: {escape(f.message)}</li>" for f in _warnings(analysis)]
    return "".join(
        [
            f"<p><strong>{escape(_title(analysis))}</strong><br>{escape(_size(analysis))}</p>",
            *_table(analysis.contrasts),
            *(["<p>Warnings</p><ul>", *warned, "</ul>"] if warned else []),
        ]
    )


def calls(contrast: Contrast) -> Iterator[str]:
    """How many genes have each call, and what the call means: ``12 higher in b``; kinds without a gene are left out."""
    for call, genes in contrast.counts.items():
        if genes or call in DIRECTIONS:
            yield f"{genes:,} {_meaning(contrast, call)}"


def _meaning(contrast: Contrast, call: str) -> str:
    return str(getattr(contrast.comparison, DIRECTIONS[call])) if call in DIRECTIONS else call.replace("_", " ")


def _table(contrasts: tuple[Contrast, ...]) -> Iterator[str]:
    if not contrasts:
        yield "<p>Nothing was compared.</p>"
        return
    yield "<table><thead><tr><th>Contrast</th><th>Genes called</th><th>Called when</th></tr></thead><tbody>"
    for c in contrasts:
        cells = (f"{c.comparison.title} ({c.id})", "; ".join(calls(c)), f"{c.criterion} ({c.method})")
        yield "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
    yield "</tbody></table>"


def _title(analysis: Analysis) -> str:
    return str(analysis.project.get("title") or analysis.project["id"])


def _size(analysis: Analysis) -> str:
    genes, samples = analysis.dataset.counts.shape
    return f"{genes:,} genes x {samples} samples, {analysis.design.formula}"


def _warnings(analysis: Analysis) -> list[Finding]:
    return [finding for finding in analysis.findings if finding.severity in ("stop", "warning")]
