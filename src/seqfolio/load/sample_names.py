"""Samples whose names were written differently by a program: matched back to the sample sheet, and listed.

Only spellings that a known program makes are matched, and only when they lead to one sample; letters are never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath

from seqfolio.errors import fail, listed, printable

ENDINGS = re.compile(
    r"(\.(bam|sam|cram|sorted|markdup|dedup|dedupped|rg|umi_dedup|tab|txt|tsv|csv|out|counts?|count|gz|sf|h5|"
    r"genes|isoforms|results|rna_seq|augmented_star_gene_counts|ReadsPerGene|Aligned|sortedByCoord|toTranscriptome|featureCounts|htseq|quant|abundance)"
    r"|[._-]?(ReadsPerGene|Aligned)(\.sortedByCoord)?(\.out)?|[._-](quant|salmon|kallisto|sorted|counts?|htseq|featureCounts|"
    r"trimmed|filtered|star|rsem))+$"
)


def base_name(name: str) -> str:
    """``/data/S1.sorted.bam`` as ``S1``; what would leave nothing stays as it is."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return ENDINGS.sub("", last) or last


def make_names(name: str) -> str:
    """The name as R's ``make.names`` writes it: ``1-a`` becomes ``X1.a``."""
    changed = re.sub(r"[^A-Za-z0-9._\u00c0-\uffff]", ".", name)
    return changed if re.match(r"[A-Za-z\u00c0-\uffff]|\.(?![0-9])", changed) else f"X{changed}"


def _same(name: str) -> str:
    return name


def _without_zeros(name: str) -> str:
    """A spreadsheet program takes 007 for the number 7."""
    return name.lstrip("0") if name.isdigit() else name


SPELLINGS: tuple[tuple[str, Callable[[str], str], Callable[[str], str]], ...] = (
    ("as R's make.names writes it", _same, make_names),
    ("with R's X before it", lambda name: name.removeprefix("X"), _same),
    ("path and endings taken off", base_name, _same),
    ("path and endings taken off, as R's make.names writes it", lambda name: base_name(name), make_names),
    ("path and endings taken off both", base_name, base_name),
    ("zeros before a number taken off", _without_zeros, _without_zeros),
    (
        "signs other than letters and digits differ",
        lambda n: re.sub(r"[^\w]|_", ".", n),
        lambda n: re.sub(r"[^\w]|_", ".", n),
    ),
)


def matched(in_counts: list[str], in_sheet: list[str]) -> dict[str, str]:
    """Name in the counts -> id in the sheet, for those names that are not ids themselves and can be matched.

    Raises:
        InputError: two names of the counts would be the same sample.
    """
    ids = set(in_sheet)
    names = [name for name in in_counts if name not in ids]
    free = [name for name in in_sheet if name not in set(in_counts)]
    found: dict[str, str] = {}
    for _, of_counts, of_sheet in SPELLINGS:
        found |= _one_way(
            [n for n in names if n not in found], [i for i in free if i not in found.values()], of_counts, of_sheet
        )
    return found


def _one_way(
    names: list[str], free: list[str], of_counts: Callable[[str], str], of_sheet: Callable[[str], str]
) -> dict[str, str]:
    spelled: dict[str, list[str]] = {}
    for sample in free:
        spelled.setdefault(of_sheet(sample), []).append(sample)
    found: dict[str, str] = {}
    for name in names:
        candidates = spelled.get(of_counts(name), [])
        if len(candidates) == 1:
            _once(name, candidates[0], found)
            found[name] = candidates[0]
    return found


def _once(name: str, sample: str, found: dict[str, str]) -> None:
    earlier = [other for other, taken in found.items() if taken == sample]
    if earlier:
        raise fail(
            "ambiguous-sample",
            f'{listed([*earlier, name])} of the counts could all be the sample "{printable(sample)}"',
            "input.samples",
            "Write the names in the sheet as they are in the counts.",
        )


def of_files(paths: tuple[str, ...]) -> list[str]:
    """A sample name for each file: the part of its path that tells it from the others, without endings.

    Raises:
        InputError: two files would have the same name.
    """
    if len(paths) == 1:
        return [_of_one(paths[0])]
    parts = [PurePosixPath(path).parts for path in paths]
    names = [base_name(p[-1]) for p in parts]
    depth = 1
    while len(set(names)) < len(names) and depth < max(map(len, parts)):
        depth += 1
        names = [base_name(p[-depth]) if len(p) >= depth else base_name(p[0]) for p in parts]
    if len(set(names)) < len(names):
        twice = sorted({n for n in names if names.count(n) > 1})
        where = [path for path, name in zip(paths, names, strict=True) if name == twice[0]]
        raise fail(
            "duplicate-id",
            f'two files would be the sample "{printable(twice[0])}": {listed(where, 4)}',
            "input.counts",
            "Name the folder of one run, or a pattern that takes one file a sample.",
        )
    return names


FIXED = frozenset({"quant", "quant.genes", "abundance", "counts", "ReadsPerGene", "genes", "isoforms"})


def _of_one(path: str) -> str:
    parts = PurePosixPath(path).parts
    name = base_name(parts[-1])
    return base_name(parts[-2]) if name in FIXED and len(parts) > 1 else name
