"""Which genes are mitochondrial, haemoglobins, ribosomal RNA, spike-ins, or tell the sex: by id and by name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seqfolio.model import Dataset

Positions = NDArray[np.intp]


def _names(*words: str) -> frozenset[str]:
    """Names as human (XIST), mouse (Xist, mt-Nd1) and careless files (xist) write them."""
    forms = (str.upper, str.lower, str.capitalize, lambda w: w.lower()[:3] + w[3:].capitalize())
    return frozenset(form(word) for word in words for form in forms)


def _ensembl(prefix: str, *numbers: int) -> frozenset[str]:
    return frozenset(f"{prefix}{number:011d}" for number in numbers)


# By name, by Ensembl id of human and mouse, and by Entrez id for matrices that have nothing else.
XIST = _names("xist") | _ensembl("ENSG", 229807) | _ensembl("ENSMUSG", 86503) | {"7503", "213742"}
Y_GENES = (
    _names("rps4y1", "ddx3y", "kdm5d", "eif1ay", "uty", "usp9y", "zfy", "eif2s3y")
    | _ensembl("ENSG", 129824, 67048, 12817, 198692, 183878, 114374, 67646)
    | _ensembl("ENSMUSG", 69045, 56673, 68457, 69049)
    | {"6192", "8653", "8284", "9086", "7404", "8287", "7544", "26900", "20592", "22290", "26908"}
)
HAEMOGLOBIN = (
    _names("hba1", "hba2", "hbb", "hbd", "hbe1", "hbg1", "hbg2", "hbm", "hbq1", "hbz")
    | _names("hba-a1", "hba-a2", "hba-x", "hbb-bs", "hbb-bt", "hbb-b1", "hbb-b2", "hbb-y", "hbb-bh1")
    | _ensembl("ENSG", 206172, 188536, 244734, 223609, 213931, 213934, 196565, 206177, 86506, 130656)
    | _ensembl("ENSMUSG", 69919, 69917, 52305, 73940)
)
MITOCHONDRIAL = (
    _names(*(f"mt-{gene}" for gene in (
        "nd1", "nd2", "nd3", "nd4", "nd4l", "nd5", "nd6", "co1", "co2", "co3", "atp6", "atp8", "cyb", "cytb", "rnr1", "rnr2",
    )))
    | _ensembl("ENSG", 198888, 198763, 198804, 198712, 228253, 198899, 198938, 198840, 212907, 198886, 198786, 198695)
    | _ensembl("ENSG", 198727, 211459, 210082)
    | _ensembl("ENSMUSG", 64341, 64345, 64351, 64354, 64356, 64357, 64358, 64360, 65947, 64363, 64367, 64368, 64370)
    | _ensembl("ENSMUSG", 64337, 64339)
)  # fmt: skip
RIBOSOMAL_RNA = _names(
    *(f"rna{kind}{n}" for kind in ("18s", "18sn", "28s", "28sn", "45s", "45sn", "5-8s", "5-8sn") for n in range(1, 7)),
    *(f"rna5s{n}" for n in range(1, 18)),
    *("rn18s", "rn18s1", "rn28s", "rn28s1", "rn45s", "rn5s", "rn5-8s", "rn18s-rs5", "rn4.5s"),
)
RIBOSOMAL_TYPES = frozenset({"rrna", "mt_rrna"})


def among(dataset: Dataset, wanted: frozenset[str]) -> Positions:
    """Positions of the genes whose id (without its version) or name is wanted; numbers count only among numbers."""
    ids = dataset.genes.index.tolist()
    if not all(str(name).isdigit() for name in ids[:20]):
        wanted = frozenset(word for word in wanted if not word.isdigit())
    found = {*_where(_without_version(ids), wanted), *_where(dataset.genes["gene_name"].tolist(), wanted)}
    return np.array(sorted(found), dtype=np.intp)


def ribosomal(dataset: Dataset) -> Positions:
    """Genes of ribosomal RNA, by name and by biotype."""
    named, kinds = among(dataset, RIBOSOMAL_RNA), biotypes(dataset)
    return named if kinds is None else np.union1d(named, np.flatnonzero(kinds.are(RIBOSOMAL_TYPES)))


@dataclass(frozen=True)
class Biotypes:
    """Biotype of each gene: ``names[codes[i]]``, in lower case with "_"."""

    codes: NDArray[np.intp]
    names: tuple[str, ...]

    def are(self, wanted: frozenset[str]) -> NDArray[np.bool_]:
        """Which genes are of one of these types."""
        return np.array([name in wanted for name in self.names], dtype=bool)[self.codes]


def biotypes(dataset: Dataset) -> Biotypes | None:
    """The biotypes of the annotation; None when it has none."""
    for name in ("gene_biotype", "biotype", "gene_type", "GeneType"):
        if name in dataset.genes:
            codes, kinds = pd.factorize(dataset.genes[name])
            return Biotypes(codes, tuple(str(kind).casefold().replace("-", "_") for kind in kinds))
    return None


def _where(names: list[str], wanted: frozenset[str]) -> Iterable[int]:
    return (i for i, name in enumerate(names) if name in wanted)


def _without_version(ids: list[str]) -> list[str]:
    """ENSG00000229807.12 as ENSG00000229807."""
    versioned = any(str(name).startswith("ENS") and "." in str(name) for name in ids[:20])
    return [str(name).partition(".")[0] for name in ids] if versioned else ids
