"""recount3's gene sums: coverage, summed over bases, that must be scaled to become counts."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from seqfolio.errors import fail, listed, printable
from seqfolio.load.counts import check
from seqfolio.load.delimited import Layout
from seqfolio.load.head import Head
from seqfolio.load.reader import CountTable, Reader, Request
from seqfolio.load.sheets import open_table
from seqfolio.load.tabular import read_layout

MAPPED_LENGTH = ("star.average_mapped_length", "recount_qc.star.average_mapped_length")
AUC = ("bc_auc.all_reads_all_bases", "recount_qc.bc_auc.all_reads_all_bases")
TARGET = 40_000_000  # reads that a library is scaled to, as recount3's transform_counts does
STUDY = re.compile(r"gene_sums\.([^.]+)\.")
Floats = np.ndarray[tuple[int], np.dtype[np.float64]]


def _recognise(head: Head) -> bool:
    return (
        bool(head.lines)
        and head.lines[0].startswith("##")
        and re.search(r"gene_sums|annotation=|date\.generated", " ".join(head.lines[:3])) is not None
        and "gene_id" in "".join(line[:8] for line in head.lines[:8])
    )


def read(request: Request) -> CountTable:
    """Read gene sums and scale them.

    By the average length of mapped reads (of a pair: of both together) when the metadata (``*.recount_qc.*.MD.gz``) has it:
    coverage / length = reads, or pairs, as recount3's ``compute_read_counts``. Else to libraries of 40 million reads with the
    total coverage of the metadata, as its ``transform_counts``, or with the sums of the file itself.

    Raises:
        InputError: the file is damaged.
    """
    head = Head.of(request.path)
    header = tuple(head.text.replace("\r\n", "\n").split("\n")[head.comments].split("\t"))
    table, _ = read_layout(request.path, Layout(header, header[0], header[1:], skip=head.comments), request.path.name)
    check(table, "estimated_counts")
    scale, how, also = _scale(request, table.counts)
    counts = pd.DataFrame(
        np.rint(table.counts.to_numpy() * scale), index=table.counts.index, columns=table.counts.columns
    )
    return replace(table, counts=counts, notes=(f"base coverage, not reads: {how}, and rounded",), also=also)


def _metadata(request: Request) -> list[Path]:
    """The quality metadata of the study: beside the sums, below the named folder, or where recount3's own tree has it."""
    study = STUDY.search(request.path.name)
    places = [request.path.parent, *([p.parent / "metadata" for p in request.path.parents if p.name == "gene_sums"])]
    near = [*places[0].glob("*recount_qc*.MD*"), *(f for p in places[1:] for f in p.glob("*/*/*recount_qc*.MD*"))]
    below = [path for path in request.files.paths if "recount_qc" in path.name and ".MD" in path.name]
    return sorted({path for path in (*near, *below) if study is None or f".{study[1]}." in path.name})


def _scale(request: Request, sums: pd.DataFrame) -> tuple[Floats, str, tuple[tuple[str, Path], ...]]:
    samples = [str(c) for c in sums.columns]
    for metadata in _metadata(request):
        also, name = (("recount3 metadata", metadata),), printable(metadata.name)
        lengths = _column(metadata, MAPPED_LENGTH, samples)
        if lengths is not None:
            return 1 / lengths, f"divided by the average length of the mapped reads or pairs ({name})", also
        total = _column(metadata, AUC, samples)
        if total is not None:
            return TARGET / total, f"scaled to {TARGET:,} reads by the total coverage ({name})", also
    total = sums.sum(axis=0).to_numpy()
    words = (
        f"scaled to {TARGET:,} reads by the sums over the genes, as no metadata (*.recount_qc.*.MD.gz) lies beside it"
    )
    return TARGET / np.maximum(total, 1.0), words, ()


def _column(path: Path, wanted: tuple[str, ...], samples: list[str]) -> Floats | None:
    table = open_table(path, "input.counts")
    name = next((w for w in wanted if w in table.header), None)
    key = next((k for k in ("external_id", "run_acc", "rail_id") if k in table.header), None)
    if name is None or key is None:
        return None
    values = {record[key]: record[name] for _, record in table.records()}
    try:
        found = np.array([float(values[sample]) for sample in samples])
    except (KeyError, ValueError):
        lost = [sample for sample in samples if sample not in values]
        if lost:
            raise fail(
                "unknown-sample",
                f"the metadata does not know {listed(lost, 4)}",
                printable(path.name),
                "Take the metadata of the same project.",
            ) from None
        return None
    return found if bool((found > 0).all()) else None


READER = Reader(
    id="recount3",
    title="recount3 gene sums",
    description="gene_sums.*.gz of recount3: base coverage, scaled to reads with the metadata beside it, and said so",
    recognise=_recognise,
    read=read,
    priority=74,
)
