"""What ``input.counts`` names: a file, the files of a folder, or those that match a pattern."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from seqfolio.errors import fail, printable
from seqfolio.load.unpack import beside

MOST_FILES, DEEPEST = 50_000, 12
PATTERN = "*?["


@dataclass(frozen=True)
class Files:
    """Files to read.

    Attributes:
        root: the folder that they lie in, or the file itself.
        paths: all of them, sorted.
        chosen: whether the YAML names exactly these files (a path or a pattern), and not a folder to look through.
    """

    root: Path
    paths: tuple[Path, ...]
    chosen: bool

    def name(self, path: Path) -> str:
        """A file's path below the root."""
        return path.name if path == self.root else path.relative_to(self.root).as_posix()


def find(folder: Path, value: str) -> Files:
    """The files behind a path, folder or pattern.

    Raises:
        InputError: there is none, or far too many.
    """
    path = folder / Path(value).expanduser()
    if path.is_dir():
        return _below(path)
    if not path.exists() and any(sign in value for sign in PATTERN):
        return _matching(path, value)
    return Files(path, (path,), chosen=True)


def _below(root: Path) -> Files:
    paths: list[Path] = []
    for here, folders, names in os.walk(root, onerror=_closed):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f != "work")
        if len(Path(here).relative_to(root).parts) >= DEEPEST:
            folders.clear()
        paths += [Path(here) / name for name in sorted(names) if not name.startswith(".")]
        if len(paths) > MOST_FILES:
            message = f'the folder "{printable(root.name)}" holds more than {MOST_FILES:,} files'
            raise fail("too-many-files", message, "input.counts", "Name the folder that holds the counts.")
    if not paths:
        raise fail("file-not-found", f'the folder "{printable(root.name)}" is empty', "input.counts")
    return Files(root, tuple(p for p in paths if p.is_file()), chosen=False)


def _closed(error: OSError) -> None:
    """A folder that may not be read could hold samples, so it is not passed over."""
    name = printable(Path(str(error.filename)).name)
    message = f'the folder "{name}" cannot be read: {error.strerror}'
    raise fail(
        "file-not-found", message, "input.counts", "Ask for permission, or name the files with a pattern."
    ) from None


def _matching(path: Path, value: str) -> Files:
    fixed = list(path.parts)
    first = next(i for i, part in enumerate(fixed) if any(sign in part for sign in PATTERN))
    root = Path(*fixed[:first])
    found = sorted(p for p in root.glob(str(Path(*fixed[first:]))) if p.is_file()) if root.is_dir() else []
    if not found:
        hint = beside(root / "x") if root.is_dir() else f'There is no folder "{printable(root)}".'
        raise fail("file-not-found", f'no file matches "{printable(value)}"', "input.counts", hint)
    return Files(root, tuple(found[:MOST_FILES]), chosen=True)
