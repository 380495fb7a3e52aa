"""RSEM's isoforms.results: transcripts that say which gene they belong to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from seqfolio.load.delimited import Known, Layout, parse
from seqfolio.load.gene_map import GeneMap
from seqfolio.load.gene_names import split_names
from seqfolio.load.head import Head
from seqfolio.load.quantified import read_table
from seqfolio.load.reader import CountTable, Reader, Request
from seqfolio.load.transcripts import Quantified, read_quantified

COLUMNS = ("transcript_id", "gene_id", "length", "effective_length", "expected_count", "TPM", "FPKM")


def _one(path: Path, known: Known | None = None) -> Quantified:
    return read_table(path, COLUMNS, "transcript_id", ("expected_count", "effective_length", "TPM"), known)


def _map(path: Path) -> GeneMap:
    header = tuple(Head.of(path).header)
    parsed = parse(path, Layout(header, "transcript_id", ("TPM",), ("gene_id",)))
    return GeneMap(
        dict(zip(parsed.ids, parsed.texts["gene_id"], strict=True)), {}, None, "genes as the files name them"
    )


def read(request: Request) -> CountTable:
    """Read all samples and sum transcripts to genes; see ``read_quantified``."""
    table = read_quantified(request, _one, _map(request.path))
    return replace(table, genes=split_names(table.counts.index))


READER = Reader(
    id="rsem-isoforms",
    title="RSEM isoforms",
    description="isoforms.results of one or many samples, summed to genes as in tximport, with average lengths as offsets",
    recognise=lambda head: head.header[: len(COLUMNS)] == list(COLUMNS),
    read=read,
    priority=63,
    many=True,
)
