"""Which genes the project file means by its genes of interest."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from seqfolio.errors import listed, printable

_VERSION = re.compile(r"(?<=\d{6})\.\d+$")  # of an Ensembl id; a name may end in a number, too


@dataclass(frozen=True)
class Wanted:
    """One entry of ``genes_of_interest``.

    Attributes:
        name: as written.
        genes: ids of the genes that it means; several when they share the name, none when it is unknown.
        nearest: names or ids that look like an unknown one.
    """

    name: str
    genes: tuple[str, ...]
    nearest: tuple[str, ...] = ()


def resolve(genes: pd.DataFrame, names: Iterable[str]) -> tuple[Wanted, ...]:
    """Each name as genes of the counts.

    Args:
        genes: indexed by gene id, with ``gene_name``.
        names: ids, with or without the version of an Ensembl id, or names.
    """
    return tuple(_resolve(genes, name) for name in dict.fromkeys(names))


def _resolve(genes: pd.DataFrame, name: str) -> Wanted:
    ids = genes.index
    if not name:
        return Wanted(name, ())
    if name in ids:
        return Wanted(name, (name,))
    named = ids[(genes["gene_name"] == name).to_numpy(dtype=bool)]
    found = named if len(named) else ids[[_VERSION.sub("", str(gene)) == name for gene in ids]]
    if len(found):
        return Wanted(name, tuple(map(str, found)))
    return Wanted(name, (), tuple(_nearest(name, {*genes["gene_name"], *ids} - {""})))


def _nearest(name: str, known: Iterable[object]) -> list[str]:
    """Up to three alike names; only those of about the same length and beginning are compared, which is fast."""
    folded = name.casefold()
    alike = {str(k).casefold(): str(k) for k in sorted(map(str, known)) if _comparable(folded, str(k).casefold())}
    return [alike[match] for match in difflib.get_close_matches(folded, alike, n=3, cutoff=0.7)]


def _comparable(name: str, other: str) -> bool:
    return abs(len(name) - len(other)) <= 2 and (name[:2] == other[:2] or name[-3:] == other[-3:])


def remarks(wanted: Iterable[Wanted]) -> Iterator[str]:
    """What is to be said about unknown and ambiguous names, in words."""
    for w in wanted:
        if not w.genes:
            hint = f"; alike: {listed(w.nearest)}" if w.nearest else ""
            yield f'"{printable(w.name)}" is no gene of the counts{hint}'
        elif len(w.genes) > 1:
            yield f'"{printable(w.name)}" means {len(w.genes)} genes, all of them shown: {listed(w.genes)}'
