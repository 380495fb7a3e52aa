"""A file of gene sets, brought onto the genes of the project."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seqfolio.beyond_tests import GeneSets
from seqfolio.config import Config
from seqfolio.config.model import SetFile
from seqfolio.errors import InputError, Problem, fail, listed, printable
from seqfolio.load.gene_sets import SetsFile, read_gmt
from seqfolio.model import Dataset, Source

Members = NDArray[np.int64]
_VERSIONED = re.compile(r"^(ENS\w*\d{6,})\.\d+(_PAR_Y)?$")
FEW = 0.5  # below this share of known genes the report says that many are missing


@dataclass(frozen=True)
class Collection:
    """Gene sets whose genes are known.

    Attributes:
        about: what is stored and printed.
        keys: id of each gene of the counts, of the kind that the sets hold; empty when it has none.
        sets: name -> positions in ``vocabulary`` of the keys that a gene of the counts has, ascending.
        vocabulary: the different keys that stand in a set of the file.
        empty: sets of the file without a gene.
    """

    about: GeneSets
    keys: NDArray[np.object_] = field(repr=False)
    sets: dict[str, Members] = field(repr=False)
    vocabulary: list[str] = field(repr=False)
    empty: int = 0

    def source(self) -> Source:
        """The file among the sources of the project."""
        a = self.about
        return Source(a.path, a.sha256, "gmt", "enrichment.sets", a.known, None, tuple(self._notes()))

    def _notes(self) -> Iterator[str]:
        a = self.about
        sizes = np.array([len(s) for s in self.sets.values()])
        yield (
            f"{a.title}: {a.sets:,} sets of {sizes.min():,} to {sizes.max():,} genes among those of the counts (median "
            f"{np.median(sizes):,.0f})"
        )
        few = "; the others are unknown here" if a.known < a.genes * FEW else ""
        yield f"the sets hold {WORDS.get(a.ids, a.ids)}: {a.known:,} of {a.genes:,} genes are known{few}"
        if self.empty:
            yield f"{self.empty:,} sets have no gene and were left out"


WORDS = {"gene_id": "gene ids of the counts", "gene_name": "gene names"}


def collections(config: Config, dataset: Dataset) -> tuple[Collection, ...]:
    """Every file of sets that the YAML names.

    Raises:
        InputError: a file cannot be read, or its genes are not those of the project; all problems at once.
    """
    found: list[Collection] = []
    problems: list[Problem] = []
    for i, spec in enumerate(config.enrichment.sets if config.enrichment else ()):
        where = f"enrichment.sets[{i}]"
        try:
            found.append(_collection(read_gmt(config.path(spec.path), where), spec, dataset.genes, where))
        except InputError as error:
            problems.extend(error.problems)
    names = [c.about.name.casefold() for c in found]
    for name in sorted({n for n in names if names.count(n) > 1}):
        problems.extend(fail("duplicate-id", f'two files of sets have the name "{name}"', "enrichment.sets").problems)
    if problems:
        raise InputError(problems)
    return tuple(found)


def _collection(file: SetsFile, spec: SetFile, genes: pd.DataFrame, where: str) -> Collection:
    codes: dict[str, int] = {}
    code_of = {
        gene: codes.setdefault(_without_version(gene), len(codes))
        for gene in dict.fromkeys(chain.from_iterable(file.sets.values()))
    }
    members = {name: np.array([code_of[gene] for gene in written]) for name, written in file.sets.items()}
    column, keys = _recognised(set(codes), genes, file, where)
    ours = set(keys)
    known = np.array([gene in ours for gene in codes])
    name, version = spec.name or file.name, file.version if spec.version is None else spec.version
    return Collection(
        GeneSets(name, version, file.path, file.sha256, column, len(file.sets), len(codes), int(known.sum())),
        keys,
        {name: np.unique(part[known[part]]) for name, part in members.items()},
        list(codes),
        file.empty,
    )


def _without_version(gene: str) -> str:
    """``ENSG00000141510.17`` is ``ENSG00000141510``; other ids stay as they are."""
    return _VERSIONED.sub(r"\1\2", gene) if "." in gene and gene.startswith("ENS") else gene


def _recognised(
    different: set[str], genes: pd.DataFrame, file: SetsFile, where: str
) -> tuple[str, NDArray[np.object_]]:
    """The kind of id that most of the sets' genes are, and that id of each gene of the counts."""
    candidates = dict(_kinds(genes))
    counts = {name: len(different.intersection(keys)) for name, keys in candidates.items()}
    best = max(counts, key=lambda name: counts[name])
    if not counts[best]:
        raise _nothing_fits(different, candidates, file, where)
    return best, candidates[best]


def _kinds(genes: pd.DataFrame) -> Iterator[tuple[str, NDArray[np.object_]]]:
    columns = {"gene_id": genes.index, **{str(name): genes[name] for name in genes.columns}}
    for name, column in columns.items():
        keys = map(str, column.to_numpy(dtype=object))
        yield name, np.array([_without_version(key) if "." in key else key for key in keys], dtype=object)


def _nothing_fits(
    different: set[str], candidates: dict[str, NDArray[np.object_]], file: SetsFile, where: str
) -> InputError:
    ours = [
        next((str(k) for k in keys if k), "") for name, keys in candidates.items() if name in ("gene_id", "gene_name")
    ]
    folded = {str(gene).casefold() for gene in different}
    same = sum(str(key).casefold() in folded for key in candidates["gene_name"])
    return fail(
        "sets-unknown-genes",
        f'none of the {len(different):,} genes in "{printable(file.path)}" is a gene of the counts',
        where,
        f"The sets hold ids such as {listed(sorted(different)[:3])}; the counts have {listed(filter(None, ours))}. {_why(same, ours)}",
    )


def _why(same: int, ours: list[str]) -> str:
    if same:
        return f"{same:,} names differ in upper and lower case only: the sets are those of another organism."
    if not ours[-1]:
        return (
            "The genes have no names: give an annotation with `input.genes`, or sets that hold the ids of the counts."
        )
    return "Take the sets of this organism, or an annotation (`input.genes`) with a column of these ids."
