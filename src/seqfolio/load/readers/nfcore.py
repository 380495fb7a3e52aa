"""nf-core/rnaseq: the results folder as it is, or one of its merged matrices."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from seqfolio.errors import InputError, counted, fail, listed, printable
from seqfolio.load.delimited import Layout
from seqfolio.load.head import Head
from seqfolio.load.reader import CountTable, Reader, Request
from seqfolio.load.tabular import read_layout
from seqfolio.load.transcripts import gene_lengths

NAME = re.compile(
    r"(?P<tool>[\w.-]+)\.merged\.(?P<level>gene|transcript)_(?P<kind>counts|counts_scaled|counts_length_scaled|lengths|tpm)\.tsv(?:\.gz)?$"
)
TEXTS = ("gene_name", "transcript_id(s)")
BEST_FOLDERS = ("star_salmon", "salmon", "hisat2", "star_rsem", "kallisto", "pseudoaligners")
BEST_KINDS = ("counts", "counts_length_scaled", "counts_scaled")
FROM_ABUNDANCE = {"none": "counts", "scaledTPM": "counts_scaled", "lengthScaledTPM": "counts_length_scaled"}


@dataclass(frozen=True)
class Merged:
    """A merged matrix: where it lies, its tool (salmon, rsem, kallisto), its kind (counts, lengths, tpm, ...), and of what."""

    path: Path
    tool: str
    kind: str
    level: str

    @classmethod
    def of(cls, path: Path) -> Merged | None:
        """What the name of a file says; None for other files."""
        found = NAME.match(path.name)
        return cls(path, found["tool"], found["kind"], found["level"]) if found else None


def _recognise(head: Head) -> bool:
    return Merged.of(head.path) is not None and head.header[:1] in (["gene_id"], ["tx"], ["transcript_id"])


def read(request: Request) -> CountTable:
    """Read the matrix that suits, with the lengths of its genes as offsets.

    Raises:
        InputError: there are only TPM, or only transcripts.
    """
    every = [m for m in map(Merged.of, request.paths) if m is not None]
    known = [m for m in every if m.level == "gene"]
    if not known:
        hint = f"Give {every[0].tool}.merged.gene_counts.tsv, with gene_lengths.tsv beside it, or the folder."
        raise fail("counts-of-transcripts", "these are transcripts, not genes", printable(every[0].path.name), hint)
    chosen, why = _chosen(known, request)
    if chosen.kind in ("tpm", "lengths"):
        raise _no_counts(chosen)
    table = _table(chosen.path)
    lengths = chosen.path.with_name(chosen.path.name.replace("gene_counts", "gene_lengths"))
    if chosen.kind != "counts" or not lengths.is_file():
        lost = (
            "; there is no gene_lengths beside it, so differences in transcript length are not corrected"
            if chosen.kind == "counts"
            else ""
        )
        return replace(table, notes=(f"{why}{lost}",), values="estimated_counts", files=(chosen.path,))
    offsets, gaps = _offsets(_table(lengths).counts, table.counts, lengths)
    filled = (f"{counted(gaps, 'length')} missing in a sample come from the other samples",) if gaps else ()
    notes = (f"{why}, with the average transcript lengths of {lengths.name} as offsets", *filled)
    return replace(
        table,
        notes=notes,
        values="estimated_counts",
        lengths=offsets,
        files=(chosen.path,),
        also=(("lengths", lengths),),
    )


def _table(path: Path) -> CountTable:
    header = tuple(Head.of(path).header)
    texts = tuple(name for name in header[1:3] if name in TEXTS)
    layout = Layout(header, header[0], tuple(n for n in header[1:] if n not in texts), texts)
    return read_layout(path, layout, path.name)[0]


def _chosen(known: list[Merged], request: Request) -> tuple[Merged, str]:
    if len(known) == 1 and request.files.chosen:
        return known[0], f"{known[0].path.name} was named"
    folders = sorted({m.path.parent for m in known}, key=_rank)
    here = [m for m in known if m.path.parent == folders[0]]
    wanted = FROM_ABUNDANCE[request.settings.counts_from_abundance or "none"]
    order = [wanted, *(kind for kind in BEST_KINDS if kind != wanted), "tpm", "lengths"]
    best = min(here, key=lambda m: (order.index(m.kind), m.path.name))
    others = f" ({', '.join(f.name for f in folders[1:])} also there; name one to take it)" if len(folders) > 1 else ""
    return best, f"{folders[0].name}/{best.path.name} was taken{others}"


def _rank(folder: Path) -> tuple[int, str]:
    return BEST_FOLDERS.index(folder.name) if folder.name in BEST_FOLDERS else len(BEST_FOLDERS), folder.as_posix()


def _no_counts(chosen: Merged) -> InputError:
    what = (
        "TPM, not counts, and have lost how certain each number is"
        if chosen.kind == "tpm"
        else "lengths of genes, not counts"
    )
    return fail(
        "counts-normalized",
        f"these are {what}",
        printable(chosen.path.name),
        f"Give {chosen.tool}.merged.gene_counts.tsv with gene_lengths.tsv beside it, or gene_counts_length_scaled.tsv.",
    )


def _offsets(lengths: pd.DataFrame, counts: pd.DataFrame, path: Path) -> tuple[pd.DataFrame, int]:
    lost = [*counts.index.difference(lengths.index)[:3], *counts.columns.difference(lengths.columns)[:3]]
    if lost:
        hint = "Take both files of one run, or remove the lengths."
        raise fail("files-differ", f"the lengths do not know {listed(lost)}", printable(path.name), hint)
    found = lengths.loc[counts.index, counts.columns]
    values = found.to_numpy()
    made, gaps = gene_lengths(values.copy(), (values > 0).astype(float), found.mean(axis=1).to_numpy())
    return pd.DataFrame(made, index=counts.index, columns=counts.columns), gaps


READER = Reader(
    id="nfcore",
    title="nf-core/rnaseq",
    description="The results folder of nf-core/rnaseq, or one of its merged matrices: gene_counts with gene_lengths as offsets before "
    "gene_counts_length_scaled, star_salmon before the others; TPM are refused",
    recognise=_recognise,
    read=read,
    priority=90,
    many=True,
)
