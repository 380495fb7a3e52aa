"""What is done to kept projects: looked at for damage, handed out, removed."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from seqfolio import provenance
from seqfolio.archive import bag
from seqfolio.archive.bag import Damage
from seqfolio.archive.place import Archive, Kept, existing, sync_folder
from seqfolio.archive.result import SUMMARY
from seqfolio.errors import fail, printable

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first date of a zip: the same project gives the same bytes


@dataclass(frozen=True)
class Verified:
    """A version, and what is wrong with it."""

    name: str
    damages: tuple[Damage, ...]


def verify(archive: Archive, project: str | None = None) -> Iterator[Verified]:
    """Look at every byte of a project, or of all of them.

    Raises:
        InputError: there is no such archive or project.
    """
    known = _listed(existing(archive))
    there = archive.versions(project) if project is not None else list(archive.kept())
    if project is not None and not there:
        archive.version(project)
    for kept in there:
        found = bag.damages(kept.folder)
        if not found and known.get((kept.project, kept.version), "") not in ("", bag.digest_of(kept.folder)):
            found = [Damage(bag.TAG_MANIFEST, "has changed")]  # files and manifests, all of them together
        yield Verified(str(kept), tuple(found))
    yield from _missing(archive, set(known) - {(k.project, k.version) for k in archive.kept()}, project)


def _missing(archive: Archive, gone: set[tuple[str, int]], project: str | None) -> Iterator[Verified]:
    for key, version in sorted(gone):
        removed = {v["version"] for v in archive.tombstone(key).get("versions", ())}
        if version not in removed and project in (None, key):
            yield Verified(f"{key} v{version}", (Damage("the whole version", "is missing"),))


def _listed(archive: Archive) -> dict[tuple[str, int], str]:
    """What the catalogue has, with the digest of each bag; nothing when it cannot be read."""
    with (
        suppress(sqlite3.DatabaseError),
        closing(sqlite3.connect(f"{archive.catalogue.absolute().as_uri()}?mode=ro", uri=True)) as catalogue,
    ):
        return {
            (key, version): digest
            for key, version, digest in catalogue.execute("SELECT key, version, digest FROM versions")
        }
    return {}


def export(archive: Archive, project: str, target: Path | None = None, number: int | None = None) -> Path:
    """One zip with the bag of a project: unpacked, it is a bag again, and its ``data`` a results folder.

    Raises:
        InputError: it is not there or damaged, or the zip exists.
    """
    kept = existing(archive).version(project, number)
    target = target or Path(f"{kept.project}-v{kept.version}.zip")
    if target.exists():
        raise fail("output-exists", f'"{printable(target, 200)}" exists', hint="-o names another file.")
    if found := bag.damages(kept.folder):
        raise fail(
            "archive-damaged", f"{kept}: {found[0].path} {found[0].what}", hint="`seqfolio archive verify` lists all."
        )
    part = target.with_name(f".{target.name}.part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as packed:
            for path in sorted(p for p in kept.folder.rglob("*") if p.is_file()):
                name = f"{kept.project}-v{kept.version}/{path.relative_to(kept.folder).as_posix()}"
                _pack(packed, path, name)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return target


def _pack(packed: zipfile.ZipFile, path: Path, name: str) -> None:
    about = zipfile.ZipInfo(name, _EPOCH)
    about.compress_type, about.external_attr = zipfile.ZIP_DEFLATED, 0o100644 << 16
    with path.open("rb") as read, packed.open(about, "w", force_zip64=True) as written:
        while block := read.read(1 << 20):
            written.write(block)


def remove(archive: Archive, project: str, reason: str = "") -> list[Kept]:
    """Remove a project with all its versions; a tombstone says that it was there, when, and why it went.

    Raises:
        InputError: it is not there.
    """
    from seqfolio.archive.catalogue import writing

    existing(archive).version(project)
    with archive.unfinished() as aside, archive.changing():
        versions = archive.versions(project)
        _bury(archive, project, versions, reason)
        archive.project_folder(project).rename(aside / "removed")
        sync_folder(archive.folder / "projects")
        writing.forget(archive, project)
    return versions


def _bury(archive: Archive, project: str, versions: list[Kept], reason: str) -> None:
    file = archive.tombstone_file(project)
    file.parent.mkdir(exist_ok=True)
    before = archive.tombstone(project).get("versions", [])
    stone = {
        "project": project.lower(),
        "removed": provenance.now().isoformat(),
        "reason": reason,
        "versions": list({v["version"]: v for v in [*before, *map(_stone, versions)]}.values()),
    }
    part = file.with_suffix(".part")
    bag.write(part, json.dumps(stone, indent=1, ensure_ascii=False) + "\n")
    part.replace(file)
    sync_folder(file.parent)


def _stone(kept: Kept) -> dict[str, object]:
    """What is remembered: which bytes there were, and nothing of what they said."""
    with suppress(OSError, ValueError):
        archived = bag.info_of(kept.folder).get("Archived", "")
        return {
            "version": kept.version,
            "archived": archived,
            "summary_sha256": bag.payload_digest(kept.folder, SUMMARY),
        }
    return {"version": kept.version, "archived": "", "summary_sha256": ""}


def is_kept(folder: Path) -> bool:
    """Whether a results folder is the payload of a bag, which nothing may change."""
    whole = folder.resolve()
    return whole.name == "data" and (whole.parent / bag.TAG_MANIFEST).is_file()
