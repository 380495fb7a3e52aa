"""Gene names that a spreadsheet program turned into dates: given back when only one gene can have been meant.

SEPT1 to SEPT12 and SEPT14, MARCH3 to MARCH11 and DEC1 became dates. 1-Mar and 2-Mar can be MARCH or MARC, and the first
of a month may be a name that was read as month and year; those stay as they are. A clone id such as 2310009E13, which
became 2.310009E+19, is given back when all of its seven digits are there.

Source: Ziemann et al. 2016, 10.1186/s13059-016-1044-7.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from seqfolio.errors import printable

SEPTINS = frozenset({*range(1, 13), 14})
MARCHES = frozenset(range(3, 12))
_DAY_FIRST = re.compile(r"(\d{1,2})-(Mar|Sep|Sept|Dec)(?:-(\d{2}|\d{4}))?$", re.IGNORECASE)
_MONTH_FIRST = re.compile(r"(Mar|Sep|Sept|Dec)-(\d{1,2})$", re.IGNORECASE)
_ISO = re.compile(r"(?:19|20)(\d\d)[-/](\d{1,2})[-/](\d{1,2})(?: 00:00:00)?$")
_CLONE = re.compile(r"(\d)\.(\d{6})[Ee]\+(\d\d)$")
_MONTHS = {3: "mar", 9: "sep", 12: "dec"}


def is_date(name: str) -> bool:
    """Whether a name is written as a spreadsheet program writes dates."""
    return any(pattern.match(name) for pattern in (_DAY_FIRST, _MONTH_FIRST, _ISO))


def meant(name: str) -> str | None:
    """The gene that a damaged name was; None when that is not certain or the name is not damaged."""
    if not name or not (name[0].isdigit() or name[:3].casefold() in ("mar", "sep", "dec")):
        return None
    clone = _CLONE.match(name)
    if clone:
        return _clone(clone)
    found = _month_and_number(name)
    return _gene(*found) if found else None


def _clone(parts: re.Match[str]) -> str | None:
    exponent = int(parts[3]) - 6
    return f"{parts[1]}{parts[2]}E{exponent:02d}" if exponent > 0 and not parts[2].endswith("0") else None


def _month_and_number(name: str) -> tuple[str, int] | None:
    day = _DAY_FIRST.match(name)
    if day:
        return day[2][:3].casefold(), int(day[1])
    month = _MONTH_FIRST.match(name)
    if month:
        return month[1][:3].casefold(), int(month[2])
    iso = _ISO.match(name)
    if iso and int(iso[2]) in _MONTHS and int(iso[3]) > 1:  # the first of a month may be a month and a year
        return _MONTHS[int(iso[2])], int(iso[3])
    return None


def _gene(month: str, number: int) -> str | None:
    if month == "sep" and number in SEPTINS:
        return f"SEPT{number}"
    if month == "mar" and number in MARCHES:
        return f"MARCH{number}"
    return "DEC1" if month == "dec" and number == 1 else None


def repaired(names: Sequence[str] | pd.Series[str]) -> tuple[list[str], tuple[str, ...]]:
    """Names with the damaged ones given back, and each repair in words; no name is made that is there already."""
    given = [str(name) for name in names]
    wishes = {name: wish for name in dict.fromkeys(given) if (wish := meant(name))}
    taken = set(given)
    targets = list(wishes.values())
    sure = {
        name: _case_of(wish, given)
        for name, wish in wishes.items()
        if wish not in taken and targets.count(wish) == 1 and given.count(name) == 1
    }
    words = tuple(
        f'the gene "{printable(new)}" had been turned into "{printable(old)}" by a spreadsheet program, and was given back its name'
        for old, new in sure.items()
    )
    return [sure.get(name, name) for name in given], words


def _case_of(name: str, others: list[str]) -> str:
    """The name as the others are written: mouse genes have one capital letter."""
    letters = [other for other in others[:2000] if other[:2].isalpha()]
    small = sum(other[1:2].islower() for other in letters)
    return name.capitalize() if letters and small > 0.6 * len(letters) and not name[0].isdigit() else name
