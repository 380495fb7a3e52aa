"""kallisto's abundance.tsv and abundance.h5: one folder a sample."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from seqfolio.load.delimited import Known
from seqfolio.load.hdf5 import is_kallisto, read_kallisto
from seqfolio.load.head import HDF5, Head
from seqfolio.load.joined import sample_names
from seqfolio.load.quantified import read_table
from seqfolio.load.reader import CountTable, Reader, Request
from seqfolio.load.transcripts import Quantified, read_quantified

COLUMNS = ("target_id", "length", "eff_length", "est_counts", "tpm")


def _recognise(head: Head) -> bool:
    return head.header == list(COLUMNS) or (head.magic.startswith(HDF5) and is_kallisto(head.path))


def _one(path: Path, known: Known | None = None) -> Quantified:
    if path.suffix == ".h5" or Head.of(path).magic.startswith(HDF5):
        return read_kallisto(path)
    return read_table(path, COLUMNS, "target_id", ("est_counts", "eff_length", "tpm"), known)


def _without_twins(request: Request) -> Request:
    """Of a sample that has both files, the text alone: it holds the same numbers."""
    texts = {path.parent for path in request.paths if path.suffix != ".h5"}
    paths = tuple(path for path in request.paths if path.suffix != ".h5" or path.parent not in texts)
    return replace(request, paths=paths)


def read(request: Request) -> CountTable:
    """Read all samples and sum transcripts to genes; see ``read_quantified``."""
    return read_quantified(_without_twins(request), _one)


READER = Reader(
    id="kallisto",
    title="kallisto",
    description="abundance.tsv or abundance.h5 of one or many samples; transcripts are summed to genes with tx2gene or a GTF as in "
    "tximport, and their average lengths go along as offsets",
    recognise=_recognise,
    read=read,
    priority=61,
    many=True,
    names=lambda request: sample_names(_without_twins(request)),
)
