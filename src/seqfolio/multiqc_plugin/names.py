"""Names that are safe in MultiQC, unique in it, and the same as other modules' wherever that is possible."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

LOOKALIKES = str.maketrans({"<": "‹", '"': "”", "'": "’", "`": "‘"})
DIRECTIONS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
SLASH = "\u2215"  # stands for a slash that is part of a name, where MultiQC would cut a path

# Endings that MultiQC cuts off wherever they stand, as whole words at the start of another word: "liver.sample1" would
# become "liver". At the end of a name, or before another ending, the cut is what every other module does too.
_WORD_STARTS = (
    r"\.(?:fa(?!st[aq])|fq|bam|cram|sam|sra|vcf|dat|log|out|spp|png|jpg|txt|tsv|csv|cnt|clean|merge|dedup(?!licated)"
    r"|report|html|counts|sorted(?!ByCoord)|aligned|gz)(?=[^\W_]+)"
)
CUTS_A_WORD = re.compile(_WORD_STARTS)
IS_A_PATH = re.compile(r"^(?:/|\.{1,2}/|~/)|\.(?:bam|sam|cram|gz|sf|txt|tsv|csv|h5)$")


def plain(text: str) -> str:
    """One line without markup: MultiQC 1.35 prints names as they are, later ones escape them, this suits both."""
    kept = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text if c not in DIRECTIONS)
    safe = " ".join(kept.translate(LOOKALIKES).split())
    return safe.replace("&", "＆") if html.unescape(safe) != safe else safe or "(no name)"


def clean_names(ids: Sequence[str], clean: Callable[[str], str], whole: Callable[[str], str]) -> list[str]:
    """A name per id: MultiQC's clean one, or the whole one where cleaning cuts a word or makes two samples one.

    Args:
        ids: the samples of one project.
        clean: MultiQC's cleaning of names.
        whole: MultiQC's renaming alone, without the cutting of endings.
    """
    names = [_one(name, whole if CUTS_A_WORD.search(name) else clean) for name in ids]
    count = Counter(names)
    return [name if count[name] == 1 else _one(raw, whole) for raw, name in zip(ids, names, strict=True)]


def _one(name: str, clean: Callable[[str], str]) -> str:
    guarded = name if IS_A_PATH.search(name) else name.replace("/", SLASH)
    return clean(guarded).replace(SLASH, "/")


def labels(ids_and_folders: Iterable[tuple[str, str]]) -> list[str]:
    """A unique label per project: its id, with the folder's name where two have one id, with a number at last."""
    pairs = [(plain(name), plain(folder)) for name, folder in ids_and_folders]
    count = Counter(name.casefold() for name, _ in pairs)
    wished = [n if count[n.casefold()] == 1 or n == folder else f"{n} in {folder}" for n, folder in pairs]
    return unique(wished)


def unique(names: Iterable[str], taken: set[str] | None = None, pattern: str = "{} ({})") -> list[str]:
    """The names in their order; a repetition gets a number. ``taken`` holds more names, and gets these."""
    used = set() if taken is None else taken
    made = []
    for name in names:
        chosen, n = name, 2
        while chosen in used:
            chosen, n = pattern.format(name, n), n + 1
        used.add(chosen)
        made.append(chosen)
    return made


def slug(text: str) -> str:
    """The name as part of an HTML id."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_") or "x"
