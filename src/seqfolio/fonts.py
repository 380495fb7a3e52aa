"""Which fonts a report needs, and which characters none of them has.

The packaged fonts hold Latin, Greek and Cyrillic (Open Sans) and mathematics, arrows, Arabic and Hebrew (DejaVu Sans,
which matplotlib brings). Other scripts come from the fonts that the project names, then from those of the system. What
nothing has is written as its code point, since a box in a PDF tells the reader nothing and breaks PDF/A.
"""

from __future__ import annotations

import importlib.util
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from seqfolio import resources

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font

PACKAGED_FAMILIES = ("Open Sans", "DejaVu Sans")
# Characters that text engines hand to a font of coloured pictures, which no archive can print: Unicode's
# Emoji_Presentation.
_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693"
    "\u26a1\u26aa\u26ab\u26bd\u26be\u26c4\u26c5\u26ce\u26d4\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b"
    "\u2728\u274c\u274e\u2753-\u2755\u2757\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55]"
)
_INVISIBLE = frozenset("\u200b\u200c\u200d\u200e\u200f\u2060\ufe0e\ufe0f\ufeff")


@dataclass(frozen=True)
class Typeface:
    """The fonts of a report.

    Attributes:
        given: fonts of the project, in their order of use.
        system: families of installed fonts that are needed beyond those, and their files.
        unknown: characters that no font has.
    """

    given: tuple[Path, ...] = ()
    system: tuple[tuple[str, Path], ...] = ()
    unknown: frozenset[str] = frozenset()

    @property
    def families(self) -> tuple[str, ...]:
        """Names of the fonts in their order of use."""
        return (*PACKAGED_FAMILIES, *(family(path) for path in self.given), *(name for name, _ in self.system))

    def legible(self, text: str) -> str:
        """The text with each character that no font has as its code point, ``[U+1F9EC]``."""
        if self.unknown.isdisjoint(text):
            return text
        return "".join(f"[U+{ord(c):04X}]" if c in self.unknown else c for c in text)


_PLAIN = Typeface()
_current: ContextVar[Typeface | None] = ContextVar("typeface", default=None)


@contextmanager
def using(typeface: Typeface) -> Iterator[None]:
    """The fonts of all figures that are drawn in the ``with`` block."""
    before = _current.set(typeface)
    try:
        yield
    finally:
        _current.reset(before)


def current() -> Typeface:
    """The fonts in use."""
    return _current.get() or _PLAIN


def _has_shape(character: str) -> bool:
    """Whether a font can show it; Python calls a no-break space unprintable, fonts have one."""
    return character.isprintable() or unicodedata.category(character) == "Zs"


def typeface_for(texts: Iterable[str], given: Sequence[Path] = ()) -> Typeface:
    """The fonts for these texts; installed fonts are looked at only when the others lack something."""
    special = (text for text in texts if not (text.isascii() and text.isprintable()))  # every font has the others
    wanted = frozenset().union(*map(frozenset, special)) - _INVISIBLE
    emoji = frozenset(c for c in wanted if _EMOJI.match(c) or not _has_shape(c)) - frozenset("\n\r\t")
    missing = wanted - emoji - frozenset("\n\r\t")
    for path in (*packaged().values(), *given):
        if missing:
            missing -= _characters(path)
    system, missing = _from_system(missing)
    return Typeface(tuple(given), system, emoji | missing)


@cache
def packaged() -> dict[str, Path]:
    """File name -> font that comes with the program."""
    ours = sorted((resources.folder("templates") / "default" / "fonts").glob("*.ttf"))
    matplotlib = importlib.util.find_spec("matplotlib")
    folder = Path(str(matplotlib.origin if matplotlib else "")).parent / "mpl-data" / "fonts" / "ttf"
    return {path.name: path for path in (*ours, folder / "DejaVuSans.ttf")}


def family(path: Path) -> str:
    """The name of a font's family, without what could end a quoted name in a style sheet."""
    return re.sub(r"[^\w .-]", "", _face(path).family_name)


def is_font(path: Path) -> bool:
    """Whether a file is a font with outlines."""
    from matplotlib.ft2font import FaceFlags

    try:
        return FaceFlags.SCALABLE in _face(path).face_flags
    except (OSError, RuntimeError, UnicodeDecodeError):
        return False


def _face(path: Path) -> FT2Font:
    from matplotlib.ft2font import FT2Font

    return FT2Font(str(path))


@cache
def _characters(path: Path) -> frozenset[str]:
    return frozenset(map(chr, _face(path).get_charmap()))


def _from_system(missing: frozenset[str]) -> tuple[tuple[tuple[str, Path], ...], frozenset[str]]:
    """The fewest installed fonts that hold what is missing, and what is missing still."""
    chosen: list[tuple[str, Path]] = []
    while missing:
        best = min(_installed(), key=lambda path: (-len(missing & _characters(path)), _rank(path)), default=None)
        if best is None or missing.isdisjoint(_characters(best)):
            break
        chosen.append((family(best), best))
        missing -= _characters(best)
    return tuple(chosen), missing


@cache
def _installed() -> tuple[Path, ...]:
    from matplotlib.font_manager import findSystemFonts

    found = (Path(name) for name in sorted(findSystemFonts()))
    return tuple(path for path in found if "LastResort" not in path.name and is_font(path))


def _rank(path: Path) -> tuple[bool, bool, str]:
    """Among equals: plain text faces first."""
    name = path.name.casefold()
    fancy = any(word in name for word in ("mono", "serif", "bold", "italic", "oblique", "condensed", "light", "black"))
    return fancy, "sans" not in name, name
