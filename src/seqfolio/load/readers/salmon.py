"""Salmon's quant.sf: one folder a sample."""

from __future__ import annotations

from pathlib import Path

from seqfolio.load.delimited import Known
from seqfolio.load.joined import sample_names
from seqfolio.load.quantified import read_table
from seqfolio.load.reader import CountTable, Reader, Request
from seqfolio.load.transcripts import Quantified, read_quantified

COLUMNS = ("Name", "Length", "EffectiveLength", "TPM", "NumReads")


def _one(path: Path, known: Known | None = None) -> Quantified:
    return read_table(path, COLUMNS, "Name", ("NumReads", "EffectiveLength", "TPM"), known)


def read(request: Request) -> CountTable:
    """Read all samples and sum transcripts to genes; see ``read_quantified``."""
    return read_quantified(request, _one)


READER = Reader(
    id="salmon",
    title="Salmon",
    description="quant.sf of one or many samples; transcripts are summed to genes with tx2gene or a GTF as in tximport, and their "
    "average lengths go along as offsets",
    recognise=lambda head: head.header == list(COLUMNS) and head.path.name != "quant.genes.sf",
    read=read,
    priority=60,
    many=True,
    names=sample_names,
)
