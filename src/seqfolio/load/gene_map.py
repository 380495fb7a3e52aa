"""Which transcript belongs to which gene."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from seqfolio.errors import fail, listed, printable
from seqfolio.load.gtf import read_gtf
from seqfolio.load.reader import Request
from seqfolio.load.sheets import open_table

TABLE = re.compile(
    r"(salmon_)?(tx2gene|t2g|transcripts?_(to|2)_genes?)(?![a-z]).*\.(tsv|csv|txt)(\.gz)?$", re.IGNORECASE
)


@dataclass(frozen=True)
class GeneMap:
    """Which transcript belongs to which gene.

    Attributes:
        genes: transcript -> gene.
        names: gene -> name, as far as known.
        source: (role, path) of the file that says so; None when the ids say it themselves.
        key: of the YAML that names that file.
    """

    genes: dict[str, str] = field(repr=False)
    names: dict[str, str] = field(repr=False)
    source: tuple[str, Path] | None = None
    note: str = ""
    key: str = "input.tx2gene"


def looked_up(ids: list[str], genes: dict[str, str]) -> tuple[list[str], str]:
    """The gene of each transcript, empty when unknown; first as it is written, then less and less strictly."""
    bare: dict[str, str] = {}
    for transcript, gene in genes.items():
        bare.setdefault(transcript.partition(".")[0], gene)
    ways: tuple[tuple[Callable[[str], str], dict[str, str], str], ...] = (
        (lambda i: i, genes, ""),
        (lambda i: i.partition("|")[0], genes, "transcript ids were cut at the first |"),
        (
            lambda i: i.partition("|")[0].partition(".")[0],
            bare,
            "transcripts were matched without the version of their id",
        ),
    )
    best: tuple[list[str], str] = ([""] * len(ids), "")
    for spelled, table, note in ways:
        found = [table.get(spelled(i), "") for i in ids]
        if sum(map(bool, found)) > sum(map(bool, best[0])):
            best = found, note
    return best


def gene_map(request: Request, ids: Sequence[object] | NDArray[np.object_]) -> GeneMap:
    """Which transcript belongs to which gene: by ``tx2gene``, ``gtf``, a tx2gene.tsv beside the results, or the ids.

    Raises:
        InputError: nobody says it.
    """
    settings = request.settings
    if settings.tx2gene is not None:
        return read_tx2gene(request.other(settings.tx2gene))
    if settings.gtf is not None:
        path = request.other(settings.gtf)
        annotation = read_gtf(path)
        return GeneMap(
            annotation.transcripts,
            {str(g): str(n) for g, n in annotation.genes["gene_name"].items()},
            None,
            "genes of the transcripts from the GTF",
            "input.gtf",
        )
    beside = _beside(request)
    if beside is not None:
        found = read_tx2gene(beside)
        return GeneMap(
            found.genes,
            found.names,
            found.source,
            f"genes of the transcripts from {printable(beside.name)} beside the results",
        )
    named = _in_names([str(i) for i in ids])
    if named is None:
        raise fail(
            "tx2gene-missing",
            f"these are counts of transcripts ({listed([str(i) for i in ids[:3]])}), and nothing says which gene they belong to",
            "input.tx2gene",
            "Give input: {tx2gene: tx2gene.tsv} (transcript, gene, name) or input: {gtf: genes.gtf} of the same annotation.",
        )
    return named


def _beside(request: Request) -> Path | None:
    return next((path for path in request.files.paths if TABLE.fullmatch(path.name)), None)


def _in_names(ids: list[str]) -> GeneMap | None:
    """GENCODE's FASTA has ``ENST...|ENSG...|...|...|name-201|name|length|biotype|`` as names."""
    parts = [i.split("|") for i in ids]
    if any(len(p) < 6 or not p[1].startswith("ENS") for p in parts):
        return None
    genes = {i: p[1] for i, p in zip(ids, parts, strict=True)}
    return GeneMap(
        genes, {p[1]: p[5] for p in parts}, None, "genes were taken from the names of the transcripts (GENCODE)"
    )


HEADERS = frozenset({"tx", "tx_id", "txname", "transcript", "transcript_id", "target_id", "name", "enst"})


def read_tx2gene(path: Path) -> GeneMap:
    """A table of transcript, gene and, if there, gene name; with or without a header.

    Raises:
        InputError: no such file, or fewer than two columns.
    """
    table = open_table(path, "input.tx2gene")
    genes: dict[str, str] = {}
    names: dict[str, str] = {}
    for number, (line, cells) in enumerate(table.rows()):
        if number == 0 and cells[0].strip().casefold() in HEADERS:
            continue
        if len(cells) < 2:
            message = "the row has one cell; transcript, gene and perhaps the gene's name are needed"
            raise fail(
                "table-shape", message, f"{table.name}:{line}", "Columns are separated by tab, comma or semicolon."
            )
        transcript, gene = cells[0].strip(), cells[1].strip()
        genes[transcript] = gene
        if len(cells) > 2 and cells[2].strip():
            names.setdefault(gene, cells[2].strip())
    return GeneMap(genes, names, ("tx2gene", path))
