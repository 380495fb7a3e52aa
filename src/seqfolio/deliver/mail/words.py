"""The words of a mail: the summary through the templates of ``templates/email``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from seqfolio import resources
from seqfolio.deliver.parcel import Parcel

MOST_CONTRASTS = 12
MOST_WARNINGS = 12
MOST_GENES = 5
PURPOSES = {  # by the end of a file's name
    "digest.pdf": "the answer on one page",
    ".pdf": "the report, to read and to print",
    ".html": "the report to explore: save it, then open it in a browser",
    ".xlsx": "every gene, for a spreadsheet program",
}


@dataclass(frozen=True)
class Link:
    """A file that is not attached but can be seen."""

    name: str
    url: str
    size: str


@dataclass(frozen=True)
class Words:
    """Subject and both bodies."""

    subject: str
    plain: str
    html: str


def words(parcel: Parcel, attached: Iterable[str], links: Iterable[Link], note: str = "", subject: str = "") -> Words:
    """What a mail says.

    Args:
        parcel: the results.
        attached: names of the attached files.
        links: files that are linked.
        note: a line of the sender's own.
        subject: instead of the one of the template.
    """
    values = _values(parcel, tuple(attached), tuple(links), note)
    environment = _environment()
    return Words(
        subject or environment.get_template("subject.txt.j2").render(values),
        environment.get_template("message.txt.j2").render(values).strip() + "\n",
        environment.get_template("message.html.j2").render(values),
    )


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(resources.folder("templates") / "email"),
        autoescape=select_autoescape(["html.j2"]),
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "n": lambda number: f"{number:,}",
        "fold": lambda value: f"{value:+.2f}",
        "oneline": _oneline,
        "purpose": _purpose,
    }
    return made


def _oneline(text: object) -> str:
    """A user's text without line ends and control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())


def _purpose(name: str) -> str:
    """What a file is good for, as an appendix to its name."""
    return next((f", {words}" for end, words in PURPOSES.items() if name.endswith(end)), "")


def _values(parcel: Parcel, attached: tuple[str, ...], links: tuple[Link, ...], note: str) -> dict[str, Any]:
    summary = parcel.summary
    contrasts = summary["contrasts"]
    warnings = [f for f in summary["findings"] if f["severity"] in ("stop", "warning")]
    return {
        "project": {"contact": None, "facility": None, **summary["project"]},
        "title": parcel.title,
        "samples": len(summary["samples"]),
        "contrasts": [_contrast(c) for c in contrasts[:MOST_CONTRASTS]],
        "more_contrasts": max(0, len(contrasts) - MOST_CONTRASTS),
        "warnings": warnings[:MOST_WARNINGS],
        "more_warnings": max(0, len(warnings) - MOST_WARNINGS),
        "attached": attached,
        "links": links,
        "note": note,
        "version": summary["versions"]["seqfolio"],
        "created": summary["created"][:10],
    }


def _contrast(contrast: dict[str, Any]) -> dict[str, Any]:
    counts = contrast["counts"]
    called = {key: counts[key] for key in ("higher", "lower", "changed", "equivalent") if counts.get(key)}
    return {
        **contrast,
        "called": called,
        "sum_called": sum(called.values()),
        "directed": bool({"higher", "lower"} & set(called)),
        "tested": sum(counts.values()) - counts["not_tested"],
        "strongest": [g for g in contrast["top"] if g["call"] in called][:MOST_GENES],
    }
