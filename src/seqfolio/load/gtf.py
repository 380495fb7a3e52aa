"""GTF and GFF3: genes with name, biotype, chromosome and description, and which transcript belongs to which gene."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

import pandas as pd

from seqfolio.errors import fail, printable
from seqfolio.load.unpack import opened

_GTF = re.compile(r'([A-Za-z_][\w.-]*) +"?([^";]*)"?')
_GFF = re.compile(r"([^=;]+)=([^;]*)")
GENES = frozenset({"gene", "ncRNA_gene", "pseudogene"})
TRANSCRIPTS = frozenset(
    {"transcript", "mRNA", "ncRNA", "lnc_RNA", "pseudogenic_transcript", "tRNA", "rRNA", "snoRNA", "snRNA", "miRNA"}
)
COLUMNS = ("gene_name", "gene_biotype", "chromosome", "description")


@dataclass(frozen=True)
class Annotation:
    """What a GTF or GFF3 says.

    Attributes:
        genes: indexed by gene id: gene_name, gene_biotype, chromosome, description; empty text when not said.
        transcripts: transcript id -> gene id.
    """

    genes: pd.DataFrame = field(repr=False)
    transcripts: dict[str, str] = field(repr=False)


def read_gtf(path: Path, role: str = "input.gtf") -> Annotation:
    """Read a GTF or GFF3 file, plain or packed.

    Raises:
        InputError: there is no such file, a line has too few columns, or no line is about a gene.
    """
    genes: dict[str, tuple[str, ...]] = {}
    transcripts: dict[str, str] = {}
    for feature, chromosome, said in _features(path, role):
        gene = said.get("gene_id") or _plain(said.get("ID" if feature in GENES else "Parent", ""))
        if not gene:
            continue
        gene = _versioned(gene, said, "gene_version") if feature in GENES or "transcript_id" in said else gene
        if feature in GENES or gene not in genes:
            genes[gene] = (
                _about(said, chromosome) if feature in GENES or "gene_name" in said else ("", "", chromosome, "")
            )
        transcript = said.get("transcript_id") or (_plain(said.get("ID", "")) if feature in TRANSCRIPTS else "")
        if transcript:
            transcripts.setdefault(transcript, gene)
            transcripts.setdefault(_versioned(transcript, said, "transcript_version"), gene)
    if not genes:
        hint = "A GTF has nine columns parted by tabs, the last one with gene_id; GFF3 has ID= and Parent= there."
        raise fail("annotation-shape", "no line is about a gene", printable(path.name), hint)
    index = pd.Index(list(genes), dtype=object, name="gene_id")
    return Annotation(pd.DataFrame(list(genes.values()), columns=list(COLUMNS), index=index, dtype=object), transcripts)


def _features(path: Path, role: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    """(feature, chromosome, attributes) of genes and transcripts; of exons only in a file that has no transcript."""
    wanted = GENES | TRANSCRIPTS
    seen = False
    exons: dict[str, tuple[str, str, dict[str, str]]] = {}
    with opened(path, role) as stream:
        for number, line in enumerate(stream, 1):
            if line.startswith(b"#") or not line.strip():
                continue
            cells = line.decode("utf-8", "replace").rstrip("\r\n").split("\t")
            if len(cells) != 9:
                message = f"the line has {len(cells)} columns, a GTF or GFF3 has 9"
                raise fail(
                    "annotation-shape",
                    message,
                    f"{printable(path.name)}:{number}",
                    "Give the GTF or GFF3 of the genome.",
                )
            if cells[2] in wanted:
                seen = seen or cells[2] in TRANSCRIPTS
                yield cells[2], cells[0], _attributes(cells[8])
            elif not seen and cells[2] == "exon" and 'transcript_id "' in cells[8]:
                exons.setdefault(_transcript(cells[8]), ("exon", cells[0], _attributes(cells[8])))
    if not seen:
        yield from exons.values()


def _transcript(text: str) -> str:
    return text.partition('transcript_id "')[2].partition('"')[0]


def _attributes(text: str) -> dict[str, str]:
    if '"' in text or "=" not in text:
        return dict(_GTF.findall(text))
    return {key.strip(): unquote(value) for key, value in _GFF.findall(text)}


def _plain(identity: str) -> str:
    """``gene:ENSG00000141510`` of Ensembl's GFF3 as ``ENSG00000141510``."""
    return re.sub(r"^(gene|transcript)[:-]", "", identity)


def _versioned(identity: str, said: dict[str, str], key: str) -> str:
    """The id as it is: Ensembl keeps the version in an attribute of its own, and its count files leave it out."""
    return (
        f"{identity}.{said[key]}" if key == "transcript_version" and key in said and "." not in identity else identity
    )


def _about(said: dict[str, str], chromosome: str) -> tuple[str, ...]:
    name = said.get("gene_name") or said.get("symbol") or said.get("Name") or said.get("gene", "")
    biotype = said.get("gene_biotype") or said.get("gene_type") or said.get("biotype", "")
    return name, biotype, chromosome, said.get("description", "")
