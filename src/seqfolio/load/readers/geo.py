"""GEO's NCBI-generated counts: Entrez ids and GSM columns."""

from __future__ import annotations

from dataclasses import replace

from seqfolio.load.head import Head
from seqfolio.load.reader import CountTable, Reader, Request
from seqfolio.load.readers import matrix


def _recognise(head: Head) -> bool:
    names = head.header
    return len(names) > 1 and names[0] == "GeneID" and all(name.startswith("GSM") for name in names[1:])


def read(request: Request) -> CountTable:
    """Read the matrix; files of TPM and FPKM have the same columns and say it in their name."""
    name = request.path.name.casefold()
    values = "tpm" if "norm_counts_tpm" in name else "fpkm" if "norm_counts_fpkm" in name else ""
    table = matrix.read(request)
    notes = ("counts that NCBI generated with HISAT2 and featureCounts; the genes are Entrez ids",)
    return replace(table, values=values, notes=(*table.notes, *notes))


READER = Reader(
    id="geo",
    title="GEO, NCBI-generated counts",
    description="GSE..._raw_counts_..._NCBI.tsv.gz; its annotation (Human.GRCh38.p13.annot.tsv.gz) is read as input.genes",
    recognise=_recognise,
    read=read,
    priority=72,
)
