"""Crates -> catalogue: one version after it was kept, what a killed process left unlisted, or all of them again."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seqfolio.archive.catalogue.schema import TABLES, VERSION, WORDS
from seqfolio.archive.place import Archive, Kept, sync_folder

if TYPE_CHECKING:
    from seqfolio.archive.catalogue.entry import Entry
    from seqfolio.archive.catalogue.genes import Known

_UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, StopIteration)


def enter(archive: Archive, kept: Kept) -> None:
    """Put a version into the catalogue; the caller holds the archive's lock. Without a usable catalogue all are entered."""
    if not is_current(archive):
        rebuild_locked(archive)
        return
    try:
        with _open(archive.catalogue) as catalogue, catalogue:
            _enter(catalogue, archive, kept, "called", {})
    except sqlite3.DatabaseError:  # damaged: it is only a copy of what the crates say
        rebuild_locked(archive)


def forget(archive: Archive, project: str) -> None:
    """Take a project out, so that its words are in no page of the file; the caller holds the archive's lock."""
    if not is_current(archive):
        rebuild_locked(archive)
        return
    with _open(archive.catalogue) as catalogue:
        _forgetting(catalogue)
        with catalogue:
            _delete(catalogue, "key = ?", (project.lower(),))


def rebuild(archive: Archive) -> list[str]:
    """Make the catalogue again from the crates alone.

    Returns:
        What could not be read, in words.
    """
    with archive.locked():
        return rebuild_locked(archive)


def refresh(archive: Archive) -> None:
    """Make the catalogue know every change whose process died before it could say so."""
    if is_current(archive) and not _marks(archive):
        return
    with archive.locked():
        if not is_current(archive):
            rebuild_locked(archive)
        elif _marks(archive):  # under the lock: nobody alive holds one
            _catch_up(archive)
        for mark in _marks(archive):
            mark.unlink()


def is_current(archive: Archive) -> bool:
    """Whether there is a catalogue of this version."""
    if not archive.catalogue.is_file():
        return False
    with suppress(sqlite3.DatabaseError), _open(archive.catalogue) as catalogue:
        return bool(catalogue.execute("PRAGMA user_version").fetchone()[0] == VERSION)
    return False


def rebuild_locked(archive: Archive) -> list[str]:
    """As ``rebuild``, for who holds the lock."""
    fresh = archive.catalogue.with_name("catalogue.sqlite.new")
    fresh.unlink(missing_ok=True)
    with _open(fresh) as catalogue:
        catalogue.executescript(f"PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; {TABLES}")
        with catalogue:
            problems = _fill(catalogue, archive)
        catalogue.execute(f"PRAGMA user_version = {VERSION}")
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    fresh.replace(archive.catalogue)
    archive.catalogue.with_name("catalogue.sqlite-journal").unlink(missing_ok=True)
    sync_folder(archive.folder)
    for mark in _marks(archive):
        mark.unlink()
    return problems


def _fill(catalogue: sqlite3.Connection, archive: Archive) -> list[str]:
    """Called genes are collected as they come and sorted once, which packs them and costs no memory."""
    catalogue.execute("CREATE TEMP TABLE collected (gene, contrast, call, log2FoldChange, padj)")
    problems: list[str] = []
    known: Known = {}
    for kept in _in_order(archive):
        catalogue.execute("SAVEPOINT one")
        try:
            _enter(catalogue, archive, kept, "collected", known)
        except _UNREADABLE as error:
            catalogue.execute("ROLLBACK TO one")
            known.clear()  # its numbers were rolled back
            problems.append(f"{kept} cannot be read: {error!r}")
        catalogue.execute("RELEASE one")
    catalogue.execute("INSERT INTO called SELECT * FROM collected ORDER BY gene, contrast")
    catalogue.execute("INSERT INTO words(words) VALUES ('optimize')")
    catalogue.execute("DROP TABLE collected")
    return problems


def _in_order(archive: Archive) -> list[Kept]:
    """As they were added, as far as the bags tell."""
    from seqfolio.archive.bag import info_of

    def when(kept: Kept) -> tuple[str, str, int]:
        with suppress(OSError, ValueError):
            return info_of(kept.folder).get("Archived", ""), kept.project, kept.version
        return "", kept.project, kept.version

    return sorted(archive.kept(), key=when)


def _catch_up(archive: Archive) -> None:
    there = {(kept.project, kept.version): kept for kept in archive.kept()}
    with _open(archive.catalogue) as catalogue, catalogue:
        _forgetting(catalogue)
        listed = {
            (key, version): row for row, key, version in catalogue.execute("SELECT id, key, version FROM versions")
        }
        for gone in listed.keys() - there.keys():
            _delete(catalogue, "id = ?", (listed[gone],))
        for new in sorted(there.keys() - listed.keys()):
            with suppress(*_UNREADABLE):  # `archive verify` says what is wrong with it
                _enter(catalogue, archive, there[new], "called", {})


def _enter(catalogue: sqlite3.Connection, archive: Archive, kept: Kept, called: str, known: Known) -> None:
    from seqfolio.archive.catalogue.entry import read_entry

    entry = read_entry(kept)
    row = entry.version_row(archive.folder)
    version = _insert(catalogue, "versions", {**row, "newest": 0})
    catalogue.execute(
        "UPDATE versions SET newest = (version = (SELECT max(version) FROM versions WHERE key = ?)) WHERE key = ?",
        (kept.project, kept.project),
    )
    _insert_many(catalogue, "people", ((version, *person) for person in entry.people_rows()))
    _insert_many(catalogue, "findings", ((version, *finding) for finding in entry.finding_rows()))
    _insert_many(catalogue, f"words(rowid, {', '.join(WORDS)})", [(version, *entry.words())])
    _enter_contrasts(catalogue, version, entry, called, known)


def _enter_contrasts(catalogue: sqlite3.Connection, version: int, entry: Entry, called: str, known: Known) -> None:
    from seqfolio.archive.catalogue import genes

    for row, top, tested in entry.contrasts():
        cursor = catalogue.execute(f"INSERT INTO contrasts VALUES (NULL, ?, {_marks_for(row)})", (version, *row))  # noqa: S608
        contrast = cursor.lastrowid or 0
        _insert_many(catalogue, "top_genes", ((contrast, *gene) for gene in top))
        numbers = genes.numbers(catalogue, tested, known)
        _insert_many(catalogue, called, genes.called_rows(contrast, numbers, tested))
        _insert_many(catalogue, "tested", genes.tested_rows(contrast, numbers, tested))


def _insert(catalogue: sqlite3.Connection, table: str, row: dict[str, Any]) -> int:
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    return catalogue.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(row.values())).lastrowid or 0  # noqa: S608


def _insert_many(catalogue: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    iterator = iter(rows)
    first = next(iterator, None)
    if first is not None:
        statement = f"INSERT INTO {table} VALUES ({_marks_for(first)})"  # noqa: S608 - names of our own
        catalogue.execute(statement, first)
        catalogue.executemany(statement, iterator)


def _marks_for(row: tuple[Any, ...]) -> str:
    return ", ".join("?" * len(row))


def _delete(catalogue: sqlite3.Connection, which: str, values: tuple[Any, ...]) -> None:
    """Versions with everything that hangs on them; genes stay, as they are nobody's."""
    versions = f"SELECT id FROM versions WHERE {which}"  # noqa: S608 - conditions of our own
    contrasts = f"SELECT id FROM contrasts WHERE version IN ({versions})"  # noqa: S608
    for table in ("top_genes", "called", "tested"):
        catalogue.execute(f"DELETE FROM {table} WHERE contrast IN ({contrasts})", values)  # noqa: S608
    for table, column in (("contrasts", "version"), ("people", "version"), ("findings", "version"), ("words", "rowid")):
        catalogue.execute(f"DELETE FROM {table} WHERE {column} IN ({versions})", values)  # noqa: S608
    catalogue.execute(f"DELETE FROM versions WHERE {which}", values)  # noqa: S608
    catalogue.execute(
        "UPDATE versions SET newest = (version = (SELECT max(version) FROM versions v WHERE v.key = versions.key))"
    )
    catalogue.execute(
        "INSERT INTO words(words) VALUES ('optimize')"
    )  # else its words stay in the index until it is merged


def _forgetting(catalogue: sqlite3.Connection) -> None:
    """From here on what is deleted is overwritten."""
    catalogue.execute("PRAGMA secure_delete = ON")


def _marks(archive: Archive) -> list[Path]:
    with suppress(OSError):
        return list(archive.unlisted.iterdir())
    return []


@contextmanager
def _open(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, timeout=60)) as catalogue:
        catalogue.execute("PRAGMA cache_size = -65536")
        yield catalogue
