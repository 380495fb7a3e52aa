"""One project of `seqfolio run-all`, in a process of its own: run, deliver, archive; each step once, each resumed.

``python -m seqfolio.run_one PROJECT.yaml [ARCHIVE]`` ends with the exit code of `seqfolio run`; its last line is for people.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seqfolio import api, pipeline, provenance, sending
from seqfolio.archive import Archive, add
from seqfolio.archive.site import refresh_site
from seqfolio.config import Config
from seqfolio.config.facility import read_facility
from seqfolio.deliver.receipts import write_private
from seqfolio.errors import InputError
from seqfolio.publish import is_ours

NAME = "run-all.json"  # in receipts/: this result is run-all's to deliver and to archive


@dataclass(frozen=True)
class Steps:
    """How far run-all came with a results folder.

    Attributes:
        made: the result is one of run-all's; what a person ran is a person's to deliver.
        done: every step is.
        archived: what the archive said.
    """

    made: bool = False
    done: bool = False
    archived: str = ""


def steps(folder: Path) -> Steps:
    """What the note in a results folder says."""
    try:
        said = json.loads((folder / "receipts" / NAME).read_text("utf-8"))
        return Steps(made=True, done=bool(said["done"]), archived=str(said.get("archived", "")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Steps()


def _text(*, done: bool = False, archived: str = "") -> str:
    values: dict[str, Any] = {"run_all": 1, "time": provenance.now().isoformat(), "done": done, "archived": archived}
    return json.dumps(values, indent=1) + "\n"


def left_to_do(project: Path) -> bool:
    """Whether run-all has work here: no finished result, or one of its own with steps left.

    Raises:
        InputError: the project file cannot be read.
    """
    folder = api.default_target(pipeline.read(project))
    found = steps(folder)
    return not is_ours(folder) or (found.made and not found.done)


def run_one(project: Path, archive: Path | None) -> tuple[int, str]:
    """Take every step that is left.

    Returns:
        Exit code and a line for people.

    Raises:
        InputError: the project cannot be run.
    """
    config = pipeline.read(project)
    folder = api.default_target(config)
    pdf_error = "" if is_ours(folder) else api.run(project, notes={NAME: _text()})[1].pdf_error
    outcomes = sending.deliver(folder)
    bad = [f"{one.channel} {one.status}: {one.words}" for one in outcomes if not one.well]
    archived, error = _archived(folder, steps(folder), archive or archive_of(config))
    bad += [error] if error else []
    write_private(folder / "receipts" / NAME, _text(done=not bad, archived=archived))
    done = [f"{one.channel}: {one.words}" for one in outcomes if one.well] + ([archived] if archived else [])
    words = "; ".join([*bad, *([pdf_error] if pdf_error else []), *done]) or "done"
    return (4 if bad else 3 if pdf_error else 0), words


def archive_of(config: Config) -> Path | None:
    """The project's archive, else the facility's."""
    own, default = config.archive, read_facility().archive
    return config.path(own) if own else Path(default) if default else None


def _archived(folder: Path, before: Steps, archive: Path | None) -> tuple[str, str]:
    """What the archive says, and why it refused."""
    if archive is None or before.archived:
        return before.archived, ""
    try:
        return keep(folder, archive), ""
    except (InputError, OSError) as error:
        return "", f"not archived: {' '.join(str(error).split())}"


def keep(folder: Path, archive: Path) -> str:
    """Put a results folder into an archive; this is the only place that knows how."""
    place = Archive(archive)
    added = add(folder, place, once=True)
    if added.new:
        refresh_site(place)
    return f"archived as {added.kept.project} v{added.kept.version}"


def main() -> None:
    """Run the project that the command line names; errors are words and an exit code."""
    project, *archive = map(Path, sys.argv[1:])
    try:
        code, words = run_one(project, archive[0] if archive else None)
    except InputError as error:
        code, words = error.exit_code, " ".join(str(error).split())
    print(words)  # noqa: T201 - this is the output
    raise SystemExit(code)


if __name__ == "__main__":
    main()
