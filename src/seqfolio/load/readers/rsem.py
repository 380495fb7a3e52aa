"""RSEM's genes.results: expected counts with effective lengths, a file a sample."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from seqfolio.errors import counted, fail
from seqfolio.load.delimited import Layout
from seqfolio.load.gene_names import split_names
from seqfolio.load.head import Head
from seqfolio.load.joined import read_all, sample_names, side_by_side
from seqfolio.load.reader import CountTable, Reader, Request
from seqfolio.load.tabular import read_layout
from seqfolio.load.transcripts import OFFSETS, gene_lengths

COLUMNS = ("gene_id", "transcript_id(s)", "length", "effective_length", "expected_count", "TPM", "FPKM")
NUMBERS = ("expected_count", "effective_length", "TPM")


def _one(path: Path) -> CountTable:
    header = tuple(Head.of(path).header)
    return read_layout(path, Layout(header, "gene_id", NUMBERS), path.name)[0]


def read(request: Request) -> CountTable:
    """Read all samples; the effective lengths go along as offsets.

    Raises:
        InputError: a file is damaged, or two files are about other genes.
    """
    how = request.settings.counts_from_abundance or "none"
    if how != "none":
        message = f"input.counts_from_abundance: {how} wants transcripts, and these are counts of genes"
        raise fail(
            "wrong-value",
            message,
            "input.counts_from_abundance",
            "Give isoforms.results, with input: {format: rsem-isoforms}.",
        )
    tables = read_all(request, _one)
    names = sample_names(request)
    counts, lengths = (_column(request, tables, names, column) for column in NUMBERS[:2])
    made, gaps = gene_lengths(
        np.where(lengths.to_numpy() > 0, lengths.to_numpy(), np.nan), np.ones(counts.shape), np.ones(len(counts))
    )
    ids = pd.Index(counts.index, dtype=object)
    filled = (
        (f"{counted(gaps, 'effective length')} of 0 come from the other samples (1 where there is none)",)
        if gaps
        else ()
    )
    return CountTable(
        counts,
        tables[0].lines,
        tables[0].name,
        (*filled, OFFSETS),
        values="estimated_counts",
        lengths=pd.DataFrame(made, index=ids, columns=counts.columns),
        genes=split_names(ids),
        files=request.paths,
    )


def _column(request: Request, tables: list[CountTable], names: list[str], column: str) -> pd.DataFrame:
    picked = [CountTable(table.counts[[column]], table.lines, table.name) for table in tables]
    return side_by_side(request, picked, names)


READER = Reader(
    id="rsem",
    title="RSEM genes",
    description="genes.results of one or many samples; expected counts, with effective lengths as offsets",
    recognise=lambda head: head.header[: len(COLUMNS)] == list(COLUMNS),
    read=read,
    priority=64,
    many=True,
)
