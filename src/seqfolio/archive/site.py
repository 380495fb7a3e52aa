"""The archive as pages: index.html, which searches by itself, and a summary page per year. No server, no request."""

from __future__ import annotations

import base64
import gzip
import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from seqfolio import provenance, resources
from seqfolio._version import __version__
from seqfolio.archive.catalogue.query import asking
from seqfolio.archive.place import Archive
from seqfolio.render.script import digest

TITLE = "Archive of projects"
STATIC = 50  # projects that are there without the script
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip
MOST_BARS = 20


@dataclass(frozen=True)
class Comparison:
    """A contrast as the pages show it; ``top`` are names of genes, each with whether it is lower."""

    title: str
    higher: int
    lower: int
    other: int
    top: tuple[tuple[str, bool], ...]

    @property
    def words(self) -> str:
        """How many genes were called."""
        ways = (
            [f"{self.higher:,} higher", f"{self.lower:,} lower"] if self.higher or self.lower or not self.other else []
        )
        return ", ".join([*ways, *([f"{self.other:,} changed or equivalent"] if self.other else [])])


@dataclass(frozen=True)
class Project:
    """A project's newest version as the pages show it."""

    project: str
    version: int
    date: str
    title: str
    organism: str
    client: str
    methods: tuple[str, ...]
    samples: int
    path: str
    html: bool
    pdf: bool
    contrasts: tuple[Comparison, ...]
    findings: tuple[tuple[str, str], ...] = field(repr=False)

    @property
    def facts(self) -> list[str]:
        """One line about it."""
        samples = f"{self.samples:,} sample{'' if self.samples == 1 else 's'}"
        return [f for f in (self.project, self.date, self.organism, self.client, samples, ", ".join(self.methods)) if f]


@dataclass(frozen=True)
class Bar:
    """One bar of a plot; ``kind`` gives its colour and is said in words."""

    name: str
    count: int
    kind: str = ""


@dataclass(frozen=True)
class Plot:
    """A plot of counts: a table whose cells are bars."""

    title: str
    caption: str
    of: str
    counted: str
    bars: tuple[Bar, ...]

    @property
    def largest(self) -> int:
        """Length of the scale."""
        return max(1, *(bar.count for bar in self.bars))


@dataclass(frozen=True)
class Year:
    """What was done in a year."""

    year: str
    totals: tuple[tuple[str, int], ...]
    plots: tuple[Plot, ...]


def write_site(archive: Archive) -> list[Path]:
    """Write the pages, each at once; pages of years that have no project any more go.

    Raises:
        InputError: there is no archive, or its catalogue cannot be read.
    """
    projects = read_projects(archive)
    years = [
        year_of(year, [p for p in projects if p.date[:4] == year])
        for year in sorted({p.date[:4] for p in projects}, reverse=True)
    ]
    pages = {"index.html": index_page(projects, [y.year for y in years])}
    pages |= {f"year-{year.year}.html": _render("year.html.j2", year=year) for year in years}
    with archive.unfinished() as aside:  # two may write at once
        for name, text in pages.items():
            (aside / name).write_text(text, "utf-8")
            (aside / name).replace(archive.folder / name)
    for old in set(archive.folder.glob("year-*.html")) - {archive.folder / name for name in pages}:
        old.unlink(missing_ok=True)
    return [archive.folder / name for name in pages]


def refresh_site(archive: Archive) -> None:
    """Write the pages again when there are some: they show what is kept, and nothing that was removed."""
    if (archive.folder / "index.html").is_file():
        write_site(archive)


def read_projects(archive: Archive) -> list[Project]:
    """The newest version of each project, the newest run first."""
    with asking(archive) as catalogue:
        top = _grouped(catalogue, "SELECT contrast, gene_name, gene_id, call FROM top_genes ORDER BY contrast, rank")
        contrasts = _grouped(catalogue, "SELECT version, id, * FROM contrasts ORDER BY id")
        findings = _grouped(catalogue, "SELECT version, severity, coalesce(title, check_id) FROM findings")
        rows = catalogue.execute("SELECT * FROM projects ORDER BY created DESC, project")
        return [
            _project(
                row,
                [_comparison(c, top.get(c["id"], [])) for c in contrasts.get(row["id"], [])],
                findings.get(row["id"], []),
            )
            for row in rows
        ]


def _grouped(catalogue: sqlite3.Connection, query: str) -> dict[int, list[sqlite3.Row]]:
    found: dict[int, list[sqlite3.Row]] = {}
    for row in catalogue.execute(query):
        found.setdefault(row[0], []).append(row)
    return found


def _comparison(row: sqlite3.Row, top: list[sqlite3.Row]) -> Comparison:
    genes = tuple((gene["gene_name"] or gene["gene_id"], gene["call"] == "lower") for gene in top)
    return Comparison(
        row["title"] or row["contrast"], row["higher"], row["lower"], row["changed"] + row["equivalent"], genes
    )


def _project(row: sqlite3.Row, contrasts: list[Comparison], findings: list[sqlite3.Row]) -> Project:
    return Project(
        project=row["project"],
        version=row["version"],
        date=row["created"][:10],
        title=row["title"] or "",
        organism=row["organism"] or "",
        client=row["client"] or "",
        methods=tuple(filter(None, row["methods"].split(", "))),
        samples=row["samples"],
        path=row["path"],
        html=bool(row["html"]),
        pdf=bool(row["pdf"]),
        contrasts=tuple(contrasts),
        findings=tuple((f[1], f[2]) for f in findings),
    )


def index_page(projects: list[Project], years: list[str]) -> str:
    """The page that searches by itself."""
    return _render(
        "index.html.j2", title=TITLE, total=len(projects), years=years, newest=projects[:STATIC], data=_packed(projects),
        script=(_templates() / "archive" / "index.js").read_text("utf-8"),
    )  # fmt: skip


def _packed(projects: list[Project]) -> str:
    """The projects as JSON, names that recur as numbers, compressed: base64 is safe inside a page."""
    names: dict[str, dict[str, int]] = {"organisms": {}, "clients": {}, "methods": {}, "genes": {}}

    def number(kind: str, name: str) -> int:
        return names[kind].setdefault(name, len(names[kind]))

    rows = [
        [p.project, p.version, p.date, p.title, number("organisms", p.organism), number("clients", p.client),
         [number("methods", m) for m in p.methods], p.samples, p.html + 2 * p.pdf,
         [[c.title, c.higher, c.lower, c.other, [2 * number("genes", g) + down for g, down in c.top]] for c in p.contrasts]]
        for p in projects
    ]  # fmt: skip
    text = json.dumps(
        {"projects": rows, **{kind: list(of) for kind, of in names.items()}}, ensure_ascii=False, separators=(",", ":")
    )
    return base64.b64encode(gzip.compress(text.encode("utf-8", "replace"), 9, mtime=0)).decode()


def year_of(year: str, projects: list[Project]) -> Year:
    """What was done in a year."""
    contrasts = [c for p in projects for c in p.contrasts]
    totals = (
        ("Projects", len(projects)),
        ("Samples", sum(p.samples for p in projects)),
        ("Comparisons", len(contrasts)),
        ("Called genes", sum(c.higher + c.lower + c.other for c in contrasts)),
    )
    return Year(year, totals, tuple(_plots(projects)))


def _plots(projects: list[Project]) -> Iterator[Plot]:
    months = Counter(int(p.date[5:7]) for p in projects)
    bars = tuple(Bar(name, months[number]) for number, name in enumerate(MONTHS, start=1))
    yield Plot("Projects per month", "By the date of the run.", "Month", "Projects", bars)
    yield _plot("Organisms", "Projects of each organism.", "Organism", (p.organism or "not named" for p in projects))
    yield _plot(
        "Methods",
        "Projects that used each method; one may use several.",
        "Method",
        (m for p in projects for m in p.methods),
    )
    kinds = Counter(
        (severity, title)
        for p in projects
        for severity, title in set(p.findings)
        if severity in ("stop", "warning", "note")
    )
    found = tuple(
        Bar(title, n, severity) for (severity, title), n in sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0]))
    )
    yield Plot(
        "Findings by kind",
        _caption("Projects in which a check found something.", len(found)),
        "Check",
        "Projects",
        found[:MOST_BARS],
    )


def _plot(title: str, caption: str, of: str, names: Iterable[str]) -> Plot:
    counts = sorted(Counter(names).items(), key=lambda one: (-one[1], one[0]))
    return Plot(title, _caption(caption, len(counts)), of, "Projects", tuple(Bar(*one) for one in counts[:MOST_BARS]))


def _caption(text: str, bars: int) -> str:
    return f"{text} The {MOST_BARS} most frequent of {bars}." if bars > MOST_BARS else text


def _render(name: str, **values: Any) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    environment = Environment(
        loader=FileSystemLoader([_templates() / "archive", _templates()]),
        autoescape=select_autoescape(disabled_extensions=("css",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["hash"] = digest
    styles = ("default/css/base.css", "default/css/screen.css", "archive/archive.css")
    style = "\n".join(environment.get_template(path).render() for path in styles)
    created = provenance.now().isoformat()
    return environment.get_template(name).render(style=style, version=__version__, created=created, **values) + "\n"


def _templates() -> Path:
    return resources.folder("templates")
