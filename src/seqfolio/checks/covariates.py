"""What the name of a column of the sample sheet says: technical, a subject, the sex."""

from __future__ import annotations

import re

TECHNICAL = re.compile(
    r"batch|\brun\b|lane|plate|flow ?cell|date|\bday\b|\bweek\b|operator|technician|librar|prep|pool|sequenc|instrument"
    r"|machine|platform|centre|center|\bsite\b|facility|\bwell\b|\bslide\b|\bcage\b|barcode|extraction|isolation|\bkit\b|\brin\b|cohort|\bround\b|\bchip\b"
)
SUBJECT = re.compile(
    r"donor|subject|patient|individual|participant|person|animal|\bmouse\b|\brat\b|litter|\bpair\b|pairs|pairing"
    r"|volunteer|proband|\bcase id\b|\bcell line\b"
)
PERSONAL = re.compile(r"\bsex\b|gender|\bage\b|\bbmi\b|ethnic|ancestry")
LINE = re.compile(r"cells?|cell lines?|lines?|clones?|culture|biological replicate|replicate|rep|pair id|block")
SEX = re.compile(r"\bsex\b|gender")


def spaced(name: str) -> str:
    """``LibraryPrep_date`` as ``library prep date``, so that words can be found."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return re.sub(r"[\W_]+", " ", parted).casefold().strip()


def is_technical(name: str) -> bool:
    """Whether a column is named like something of the laboratory: batch, run, lane, date, ..."""
    return bool(TECHNICAL.search(spaced(name)))


def is_subject(name: str) -> bool:
    """Whether a column is named like who gave the sample: donor, patient, animal, ..."""
    return bool(SUBJECT.search(spaced(name)))


def may_be_subject(name: str) -> bool:
    """Whether a column may name who gave the sample: also cell lines, clones, numbers of replicates."""
    return is_subject(name) or bool(LINE.fullmatch(spaced(name)))


def is_nuisance(name: str) -> bool:
    """Whether a column is named like something that one does not want to compare."""
    return is_technical(name) or is_subject(name) or bool(PERSONAL.search(spaced(name)))


def is_sex(name: str) -> bool:
    """Whether a column is named like the sex."""
    return bool(SEX.search(spaced(name)))
