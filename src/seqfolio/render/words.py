"""The words of the frame: words.toml of the default theme, over it those of its children, over these the project's."""

from __future__ import annotations

import tomllib
from pathlib import Path

from seqfolio.errors import fail, nearest
from seqfolio.render.theme import Look, chain

FILE = "words.toml"


def words_of(look: Look) -> dict[str, str]:
    """Key -> text.

    Raises:
        InputError: a file is no TOML, or has a key that nothing says.
    """
    found: dict[str, str] = {}
    paths = [theme.folder / FILE for theme in reversed(chain(look.theme))]
    for text in (*(_read(path) for path in paths if path.is_file()), look.overrides.get(FILE, "")):
        found = _over(found, text)
    return found


def _read(path: Path) -> str:
    return path.read_text("utf-8")


def _over(known: dict[str, str], text: str) -> dict[str, str]:
    try:
        given = {str(key): str(value) for key, value in tomllib.loads(text).items()}
    except tomllib.TOMLDecodeError as error:
        raise fail("template", f"the words cannot be read: {error}", FILE) from None
    strange = [key for key in given if known and key not in known]
    if strange:
        raise fail("template", f'nothing in the report says "{strange[0]}"', FILE, nearest(strange[0], known) or "")
    return {**known, **given}
