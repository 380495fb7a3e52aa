"""A results folder into the archive: copied, described, sealed and synced aside, then moved to its place at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from seqfolio import provenance
from seqfolio._version import __version__
from seqfolio.archive import bag
from seqfolio.archive.place import Archive, Kept
from seqfolio.archive.result import CRATE, SUMMARY, Result, check_same, read_result
from seqfolio.errors import fail, printable


@dataclass(frozen=True)
class Added:
    """What became of a results folder.

    Attributes:
        kept: where it is kept.
        new: False when the same results were there already and nothing was done.
    """

    kept: Kept
    new: bool


def add(out: Path | str, archive: Archive | Path | str, *, once: bool = False) -> Added:
    """Keep a finished results folder as a new version of its project; older versions stay.

    When the process dies, the archive holds the whole version or nothing of it. Several processes may add at once.

    Args:
        out: the results folder; it is only read.
        archive: the archive's folder; a new or empty one becomes an archive.
        once: do nothing when the newest version holds the very same results.

    Raises:
        InputError: ``out`` is no finished result or was changed after its run, or the folder is no archive.
    """
    place = archive if isinstance(archive, Archive) else Archive(Path(archive))
    result = read_result(Path(out))
    _check_apart(result.folder, place.folder)
    place.create()
    same = _same(result, place) if once else None
    return Added(same, new=False) if same else Added(_keep(result, place), new=True)


def _same(result: Result, place: Archive) -> Kept | None:
    """The newest version, when its summary, which knows the digest of every file, is this one's."""
    versions = place.versions(result.project)
    digest = provenance.sha256(result.folder / SUMMARY)
    return versions[-1] if versions and bag.payload_digest(versions[-1].folder, SUMMARY) == digest else None


def _keep(result: Result, place: Archive) -> Kept:
    from seqfolio.archive.catalogue import writing
    from seqfolio.archive.catalogue.entry import check_readable

    with place.unfinished() as folder:
        _fill(folder, result)
        with _understood():
            check_readable(Kept(result.project.lower(), 0, folder))
        with place.changing():
            kept = place.settle(folder, result.project)
            writing.enter(place, kept)
    return kept


def _fill(folder: Path, result: Result) -> None:
    from seqfolio.archive.crate import metadata

    now = provenance.now()
    digests = {path: bag.copy(result.folder / path, folder / "data" / path) for path in result.files()}
    check_same(result, digests)
    with _understood():
        description = metadata(result, folder / "data", digests, now)
    digests[CRATE] = bag.write(folder / "data" / CRATE, description)
    project = result.summary["project"]
    info = {
        "Source-Organization": project.get("facility"),
        "External-Identifier": result.project,
        "External-Description": project.get("title"),
        "Bagging-Date": now.date().isoformat(),
        "Archived": now.isoformat(),
        "Bag-Software-Agent": f"seqfolio {__version__}",
    }
    bag.seal(folder, digests, [(key, str(value)) for key, value in info.items() if value])


@contextmanager
def _understood() -> Iterator[None]:
    """What the program wrote can be read again, or it is not kept."""
    try:
        yield
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError) as error:
        what = f"the summary or a table cannot be read: {printable(repr(error), 200)}"
        raise fail("result-damaged", what, hint="Run the project again.") from error


def _check_apart(out: Path, archive: Path) -> None:
    one, other = out.resolve(), archive.resolve()
    if one.is_relative_to(other) or other.is_relative_to(one):
        raise fail(
            "archive-inside",
            f'the results "{printable(out, 200)}" and the archive lie inside one another',
            hint="Name an archive elsewhere, or another results folder.",
        )
