"""A results folder as the archive sees it: what its summary says, and its files."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seqfolio.archive.place import PROJECT_ID
from seqfolio.errors import InputError, fail, listed, printable

SUMMARY = "seqfolio_summary.json"
CRATE = "ro-crate-metadata.json"


@dataclass(frozen=True)
class Result:
    """A finished results folder."""

    folder: Path
    summary: dict[str, Any]

    @property
    def project(self) -> str:
        """The project's id."""
        return str(self.summary["project"]["id"])

    @property
    def parameters(self) -> dict[str, Any]:
        """Settings of the run."""
        try:
            return dict(json.loads((self.folder / "provenance.json").read_text("utf-8"))["parameters"])
        except (OSError, ValueError, KeyError, TypeError):
            return {}

    def files(self) -> Iterator[str]:
        """Every file to be kept, by its path.

        Raises:
            InputError: something is no ordinary file, or its name is no text.
        """
        for folder, names, files in os.walk(self.folder):
            names.sort()
            for name in sorted([*files, *(n for n in names if (Path(folder) / n).is_symlink())]):
                path = Path(folder) / name
                relative = path.relative_to(self.folder).as_posix()
                _check_file(path, relative)
                if relative != CRATE:  # of an archive that this folder came from
                    yield relative


def read_result(folder: Path) -> Result:
    """Read the summary of a finished results folder.

    Raises:
        InputError: it is none, or its summary cannot be used.
    """
    try:
        summary = json.loads((folder / SUMMARY).read_text("utf-8"))
        version, project = summary["seqfolio_summary"], str(summary["project"]["id"])
    except (OSError, ValueError, KeyError, TypeError):
        raise fail(
            "not-a-result",
            f'"{printable(folder, 200)}" is not a results folder of Seqfolio',
            hint="Name the folder that `seqfolio run` wrote.",
        ) from None
    if not isinstance(version, int) or not PROJECT_ID.fullmatch(project):
        raise fail("result-damaged", f"{SUMMARY} does not say which project this is", hint="Run the project again.")
    return Result(folder, summary)


def check_same(result: Result, digests: Mapping[str, str]) -> None:
    """The files are those that the summary tells of.

    Raises:
        InputError: some were changed or taken away after the run.
    """
    told = {str(f["path"]): str(f["sha256"]) for f in result.summary.get("files", ()) if f["path"] != CRATE}
    changed = [path for path, digest in told.items() if digests.get(path) != digest]
    if changed:
        raise fail(
            "result-changed",
            f'{listed(changed)} in "{printable(result.folder.name)}" {"are" if len(changed) > 1 else "is"} not what the run wrote',
            hint="`seqfolio render OUT` makes the report again; after a change of tables or data, run the project again.",
        )


def _check_file(path: Path, relative: str) -> None:
    if path.is_symlink() or not path.is_file():
        raise _odd(relative, "is a link or no file")
    if re.search(r"[\x00-\x1f\x7f\ud800-\udfff\\%]", relative) or any(p != p.strip() for p in relative.split("/")):
        raise _odd(relative, "has a name that other systems cannot read")


def _odd(relative: str, why: str) -> InputError:
    return fail(
        "archive-odd-file", f'"{printable(relative)}" {why}', hint="Take it out of the results folder, then add it."
    )
