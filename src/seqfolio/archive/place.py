"""The folder of an archive: where things lie, who may change it, and how something new takes its place at once.

::

    seqfolio-archive.json            says what this folder is
    projects/<id>/v1, v2, ...        a bag per version; the id in small letters, as ids differ by more than case
    removed/<id>.json                a tombstone
    catalogue.sqlite                 made of the crates; losing it loses nothing
    index.html, year-<year>.html     the site
    .unfinished/                     what is being written; a killed run's part is taken away later
    .unlisted/                       a mark per change that the catalogue does not know yet
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seqfolio.errors import fail, nearest, printable
from seqfolio.leftovers import YOUNG, locked

MARK = "seqfolio-archive.json"
FORMAT = 1
PROJECT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True)
class Kept:
    """One version of a project: a bag."""

    project: str
    version: int
    folder: Path

    @property
    def crate(self) -> Path:
        """The RO-Crate: the results folder with its description."""
        return self.folder / "data"

    def __str__(self) -> str:
        return f"{self.project} v{self.version}"


@dataclass(frozen=True)
class Archive:
    """An archive on a disk."""

    folder: Path

    @property
    def catalogue(self) -> Path:
        """The catalogue's file."""
        return self.folder / "catalogue.sqlite"

    @property
    def unlisted(self) -> Path:
        """Marks of changes that the catalogue does not know yet."""
        return self.folder / ".unlisted"

    def project_folder(self, project: str) -> Path:
        """Where the versions of a project lie."""
        return self.folder / "projects" / project.lower()

    def kept(self) -> Iterator[Kept]:
        """Every version, by project and number."""
        for folder in sorted(_folders(self.folder / "projects")):
            yield from self.versions(folder.name)

    def versions(self, project: str) -> list[Kept]:
        """The versions of a project, the oldest first; none when it is not there."""
        if not PROJECT_ID.fullmatch(project):
            return []
        found = [(int(p.name[1:]), p) for p in _folders(self.project_folder(project)) if re.fullmatch(r"v\d+", p.name)]
        return [Kept(project.lower(), number, folder) for number, folder in sorted(found)]

    def version(self, project: str, number: int | None = None) -> Kept:
        """A version of a project; the newest one unless a number is given.

        Raises:
            InputError: there is none.
        """
        found = [kept for kept in self.versions(project) if number in (None, kept.version)]
        if not found:
            raise self._unknown(project, number)
        return found[-1]

    def _unknown(self, project: str, number: int | None) -> Exception:
        what = f'"{printable(project)}"' + (f" version {number}" if number is not None else "")
        if number is None and self.tombstone(project):
            return fail("archive-unknown", f"{what} was removed on {self.tombstone(project)['removed'][:10]}")
        known = [p.name for p in _folders(self.folder / "projects")]
        return fail("archive-unknown", f"{what} is not in the archive", hint=nearest(project, known))

    def tombstone(self, project: str) -> dict[str, Any]:
        """What is left of a removed project; empty when none was."""
        try:
            return dict(json.loads(self.tombstone_file(project).read_text("utf-8")))
        except (OSError, ValueError):
            return {}

    def tombstone_file(self, project: str) -> Path:
        """The tombstone of a project."""
        return self.folder / "removed" / f"{project.lower()}.json"

    def create(self) -> None:
        """Make the folder an archive.

        Raises:
            InputError: it holds something else.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        strange = any(self.folder.iterdir())  # first: the mark is the first file of an archive
        if not self.is_there():
            if strange and not self.is_there():
                raise _foreign(self.folder)
            with suppress(FileExistsError), (self.folder / MARK).open("x", encoding="utf-8") as file:
                file.write(f'{{"seqfolio_archive": {FORMAT}}}\n')
        for name in ("projects", ".unfinished", ".unlisted"):
            (self.folder / name).mkdir(exist_ok=True)

    def is_there(self) -> bool:
        """Whether the folder is an archive."""
        return (self.folder / MARK).is_file()

    @contextmanager
    def unfinished(self) -> Iterator[Path]:
        """A folder to write into; it is gone at the end unless it was moved to its place."""
        self._sweep()
        folder = self.folder / ".unfinished" / secrets.token_hex(8)
        folder.mkdir()
        try:
            with locked(folder):
                yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _sweep(self) -> None:
        """Take away what killed runs left."""
        for folder in _folders(self.folder / ".unfinished"):
            with suppress(OSError):
                if time.time() - folder.stat().st_mtime > YOUNG:
                    with locked(folder) as free:
                        if free:
                            shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """One change at a time. Its mark stays when the process dies, so that the catalogue is brought up to date later."""
        self.unlisted.mkdir(exist_ok=True)
        with self.locked():
            mark = self.unlisted / secrets.token_hex(8)
            mark.touch()
            sync_folder(self.unlisted)
            yield
            mark.unlink(missing_ok=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Wait until nobody else changes the archive."""
        handle = os.open(self.folder / MARK, os.O_RDONLY)
        try:
            _wait_for(handle)
            yield
        finally:
            os.close(handle)

    def settle(self, bag: Path, project: str) -> Kept:
        """Move a complete bag to its place under the next free number."""
        parent = self.project_folder(project)
        parent.mkdir(exist_ok=True)
        number = self._next(project)
        while not _moved(bag, parent / f"v{number}"):
            number += 1
        sync_folder(parent)
        sync_folder(parent.parent)
        return Kept(project.lower(), number, parent / f"v{number}")

    def _next(self, project: str) -> int:
        """A number never stands for two things: those of removed versions are not used again."""
        there = [kept.version for kept in self.versions(project)]
        removed = [int(v["version"]) for v in self.tombstone(project).get("versions", [])]
        return max([0, *there, *removed]) + 1


def archive_of(folder: Path | str | None) -> Archive:
    """The archive that is named, else the facility's.

    Raises:
        InputError: none is named anywhere.
    """
    if folder is None:
        from seqfolio.config.facility import read_facility

        folder = read_facility().archive
    if folder is None:
        raise fail(
            "archive-unnamed",
            "which archive?",
            hint='Name its folder with --archive, or once and for all as "archive" in ~/.config/seqfolio/config.yaml.',
        )
    return Archive(Path(folder).expanduser())


def existing(archive: Archive) -> Archive:
    """The archive, when it is one.

    Raises:
        InputError: it is none.
    """
    if not archive.is_there():
        raise fail(
            "archive-missing",
            f'"{printable(archive.folder, 200)}" is not an archive of Seqfolio',
            hint="`seqfolio archive add OUT --archive DIR` makes one in a new or empty folder.",
        )
    return archive


def _foreign(folder: Path) -> Exception:
    return fail(
        "archive-foreign",
        f'"{printable(folder, 200)}" holds something else than an archive; it is not touched',
        hint="Name a new or empty folder.",
    )


def _folders(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if path.is_dir() and not path.is_symlink()]
    except FileNotFoundError:
        return []


def _moved(bag: Path, target: Path) -> bool:
    """Whether the bag took that place; not when somebody else, on a disk without locks, was there first."""
    try:
        bag.rename(target)
    except OSError:
        if not target.exists():
            raise
        return False
    return True


def sync_folder(folder: Path) -> None:
    """Names in a folder reach the disk."""
    with suppress(OSError):  # some file systems cannot, and then need not
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _wait_for(handle: int) -> None:
    with suppress(ImportError):  # not on Windows
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX)
