"""Questions to the catalogue; nothing but SQLite is needed for the answers."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, fields
from typing import Any

from seqfolio.archive.catalogue.schema import CHUNK
from seqfolio.archive.catalogue.writing import refresh
from seqfolio.archive.place import Archive, existing
from seqfolio.errors import fail

Row = dict[str, Any]
SHOWN = (
    "project",
    "version",
    "created",
    "title",
    "organism",
    "client",
    "methods",
    "samples",
    "contrasts",
    "called",
    "path",
)
_COLUMNS = ", ".join(f"v.{name}" for name in SHOWN)
_CONTAINS = {
    "project": "folded(v.project)",
    "client": "folded(coalesce(v.client, ''))",
    "organism": "folded(coalesce(v.organism, ''))",
    "method": "folded(v.methods)",
}


@dataclass(frozen=True)
class Wanted:
    """Which projects are asked for; what is empty does not count.

    Attributes:
        text: words that must all occur somewhere, or begin a word.
        project, client, organism, method: part of that, in whatever case.
        since, until: first and last day of the run, or the beginning of a date: 2026, 2026-03, 2026-03-01.
        gene: id or name of a gene that is called in one of the contrasts.
        all_versions: not only the newest one of each project.
    """

    text: str = ""
    project: str = ""
    client: str = ""
    organism: str = ""
    method: str = ""
    since: str = ""
    until: str = ""
    gene: str = ""
    all_versions: bool = False


@dataclass(frozen=True)
class GeneAnswer:
    """Where a gene was called.

    Attributes:
        gene: as it was asked for.
        known: gene ids that this may be, each with its name.
        tested: contrasts that tested it.
        projects: projects that tested it.
        called: a row per contrast that called it, the smallest adjusted p-value first.
    """

    gene: str
    known: list[Row]
    tested: int
    projects: int
    called: list[Row]

    def as_dict(self) -> Row:
        """For JSON."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@contextmanager
def asking(archive: Archive) -> Iterator[sqlite3.Connection]:
    """The catalogue, up to date as far as this process may write.

    Raises:
        InputError: there is no archive, or its catalogue cannot be read.
    """
    with suppress(PermissionError):
        refresh(existing(archive))
    try:
        with closing(
            sqlite3.connect(f"{archive.catalogue.absolute().as_uri()}?mode=ro", uri=True, timeout=60)
        ) as catalogue:
            catalogue.row_factory = sqlite3.Row
            catalogue.create_function("folded", 1, str.casefold, deterministic=True)
            yield catalogue
    except sqlite3.DatabaseError as error:
        hint = "`seqfolio archive rebuild` makes it again from the projects; nothing is lost."
        raise fail("archive-catalogue", f"the catalogue cannot be read: {error}", hint=hint) from error


def search(archive: Archive, wanted: Wanted) -> list[Row]:
    """Projects, the best match first when words are asked for, else the newest first."""
    words = re.findall(r"\w+", wanted.text)
    if wanted.text.strip() and not words:
        return []
    conditions, values = _conditions(wanted)
    source = "versions v"
    order = "v.created DESC, v.project"
    if words:
        source = "words JOIN versions v ON v.id = words.rowid"
        conditions.append("words MATCH ?")
        values.append(" ".join(f'"{word}"*' for word in words))
        order = f"bm25(words), {order}"
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    with asking(archive) as catalogue:
        rows = catalogue.execute(f"SELECT {_COLUMNS} FROM {source}{where} ORDER BY {order}", values)  # noqa: S608
        return [dict(row) for row in rows]


def _conditions(wanted: Wanted) -> tuple[list[str], list[Any]]:
    conditions: list[str] = [] if wanted.all_versions else ["v.newest"]
    values: list[Any] = []
    for name, column in _CONTAINS.items():
        if getattr(wanted, name):
            conditions.append(f"instr({column}, ?)")
            values.append(getattr(wanted, name).casefold())
    if wanted.since:
        conditions.append("v.created >= ?")
        values.append(wanted.since)
    if wanted.until:
        conditions.append("substr(v.created, 1, ?) <= ?")
        values += [len(wanted.until), wanted.until]
    if wanted.gene:
        conditions.append(
            "v.id IN (SELECT c.version FROM gene_keys k JOIN called d ON d.gene = k.gene "
            "JOIN contrasts c ON c.id = d.contrast WHERE k.key = ?)"
        )
        values.append(wanted.gene.casefold())
    return conditions, values


def gene(archive: Archive, name: str, *, all_versions: bool = False) -> GeneAnswer:
    """In which projects and contrasts a gene was called, which way and how strongly, and how many tested it."""
    newest = "" if all_versions else "AND v.newest"
    with asking(archive) as catalogue:
        known = catalogue.execute(
            "SELECT g.id, g.gene_id, g.gene_name FROM gene_keys k JOIN genes g ON g.id = k.gene WHERE k.key = ? ORDER BY g.gene_id",
            (name.strip().casefold(),),
        ).fetchall()
        called = [dict(row) for g in known for row in catalogue.execute(_CALLED.format(newest=newest), (g["id"],))]
        tested = _tested(catalogue, [g["id"] for g in known], newest)
    called.sort(key=lambda row: (row["padj"] is None, row["padj"], -abs(row["log2FoldChange"] or 0.0)))
    names = [{"gene_id": g["gene_id"], "gene_name": g["gene_name"]} for g in known]
    return GeneAnswer(name, names, len(tested), len(set(tested.values())), called)


_CALLED = """
  SELECT v.project, v.version, v.organism, v.created, c.contrast, c.title, c.method, g.gene_id, g.gene_name, k.call,
         d.log2FoldChange, d.padj, v.path
  FROM called d JOIN contrasts c ON c.id = d.contrast JOIN versions v ON v.id = c.version
  JOIN genes g ON g.id = d.gene JOIN calls k ON k.id = d.call WHERE d.gene = ? {newest}"""


def _tested(catalogue: sqlite3.Connection, numbers: list[int], newest: str) -> dict[int, str]:
    """Contrast -> project, of those that tested one of these genes."""
    found: dict[int, str] = {}
    for number in numbers:
        place = number % CHUNK
        byte, bit = place >> 3, 1 << (place & 7)
        rows = catalogue.execute(
            "SELECT t.contrast, v.key, t.bits FROM tested t JOIN contrasts c ON c.id = t.contrast "  # noqa: S608
            f"JOIN versions v ON v.id = c.version WHERE t.chunk = ? {newest}",
            (number // CHUNK,),
        )
        found.update((contrast, key) for contrast, key, bits in rows if bits[byte] & bit)
    return found


def show(archive: Archive, project: str, number: int | None = None) -> Row:
    """Everything that the catalogue says of a project, without its genes.

    Raises:
        InputError: it is not there.
    """
    kept = existing(archive).version(project, number)
    with asking(archive) as catalogue:
        row = catalogue.execute(
            "SELECT * FROM versions WHERE key = ? AND version = ?", (kept.project, kept.version)
        ).fetchone()
        if row is None:
            raise fail(
                "archive-catalogue",
                f"{kept} is kept, but its crate cannot be read",
                hint="`seqfolio archive verify` says why.",
            )
        return {
            **{k: row[k] for k in row.keys() if k not in ("id", "key", "newest", "contrasts")},  # noqa: SIM118 - not a dict
            "versions": [k.version for k in archive.versions(project)],
            "people": _rows(catalogue, "name, orcid, role FROM people", row["id"]),
            "contrasts": [
                _contrast(catalogue, c)
                for c in catalogue.execute("SELECT * FROM contrasts WHERE version = ?", (row["id"],))
            ],
            "findings": _rows(catalogue, "check_id AS 'check', title, severity, message FROM findings", row["id"]),
        }


def _contrast(catalogue: sqlite3.Connection, row: sqlite3.Row) -> Row:
    top = catalogue.execute(
        "SELECT gene_id, gene_name, log2FoldChange, padj, call FROM top_genes WHERE contrast = ? ORDER BY rank",
        (row["id"],),
    )
    kept = {k: row[k] for k in row.keys() if k not in ("id", "version")}  # noqa: SIM118
    return {**kept, "top": [dict(gene) for gene in top]}


def _rows(catalogue: sqlite3.Connection, what: str, version: int) -> list[Row]:
    return [dict(row) for row in catalogue.execute(f"SELECT {what} WHERE version = ?", (version,))]
