"""Finished results for the archive: one real run, and copies whose summaries tell of other projects."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

from harness import write
from seqfolio import api
from seqfolio.archive import Archive
from small_projects import merged, project

CREATED = "2026-03-01T10:00:00+00:00"
VIEWS = {
    "versions": "SELECT key, project, version, newest, created, archived, title, organism, client, contact, facility, description, "
    "license, methods, samples, warnings, seqfolio, bytes, digest, path, html, pdf FROM versions",
    "people": "SELECT v.key, v.version, p.name, p.orcid, p.role FROM people p JOIN versions v ON v.id = p.version",
    "findings": "SELECT v.key, v.version, f.check_id, f.title, f.severity, f.message FROM findings f JOIN versions v ON v.id = f.version",
    "contrasts": "SELECT v.key, v.version, c.contrast, c.title, c.sentence, c.method, c.alpha, c.higher, c.lower, c.not_tested "
    "FROM contrasts c JOIN versions v ON v.id = c.version",
    "top": "SELECT v.key, v.version, c.contrast, t.rank, t.gene_id, t.gene_name, t.log2FoldChange, t.padj, t.call FROM top_genes t "
    "JOIN contrasts c ON c.id = t.contrast JOIN versions v ON v.id = c.version",
    "called": "SELECT * FROM called_genes",
    "words": "SELECT v.key, v.version, w.* FROM words w JOIN versions v ON v.id = w.rowid",
}


def finished(folder: Path) -> Path:
    """The results folder of the small project, really run."""
    write(folder, project({"report": {"formats": ["html"], "sections": ["summary", "volcano"]}}))
    api.run(folder / "project.yaml", folder / "out")
    return folder / "out"


def variant(out: Path, target: Path, changes: dict[str, Any]) -> Path:
    """A copy whose summary says something else: the archive believes the summary, and the other files stay whole."""
    shutil.copytree(out, target)
    summary = json.loads((target / "seqfolio_summary.json").read_text("utf-8"))
    changed = merged({**summary, "created": CREATED}, changes)
    text = json.dumps({"seqfolio_summary": changed.pop("seqfolio_summary"), **changed}, indent=1, ensure_ascii=False)
    (target / "seqfolio_summary.json").write_text(text + "\n", "utf-8")
    return target


def content(archive: Archive) -> dict[str, list[tuple[Any, ...]]]:
    """What the catalogue says, without its own numbers, in an order of its own; sets of tested genes as pairs."""
    connection = sqlite3.connect(archive.catalogue)
    found = {name: sorted(connection.execute(query).fetchall(), key=repr) for name, query in VIEWS.items()}
    found["tested"] = sorted(pairs_of_tested(connection))
    connection.close()
    return found


def pairs_of_tested(connection: sqlite3.Connection) -> set[tuple[str, int, str, str]]:
    """(project, version, contrast, gene id) of every tested gene, bit by bit as docs/archive.md explains them."""
    genes = dict(connection.execute("SELECT id, gene_id FROM genes"))
    rows = connection.execute(
        "SELECT t.chunk, t.bits, v.key, v.version, c.contrast FROM tested t JOIN contrasts c ON c.id = t.contrast "
        "JOIN versions v ON v.id = c.version"
    )
    return {
        (key, version, contrast, genes[512 * chunk + i])
        for chunk, bits, key, version, contrast in rows
        for i in range(512)
        if bits[i // 8] >> (i % 8) & 1
    }
