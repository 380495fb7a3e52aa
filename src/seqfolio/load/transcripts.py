"""Transcripts -> genes, with numbers equal to those of R's tximport.

With abundance a_tj (TPM), estimated count c_tj and effective length l_tj of transcript t in sample j, a gene g has

    counts  C_gj = sum of c_tj        abundance  A_gj = sum of a_tj        length  L_gj = sum of a_tj l_tj / A_gj

over its transcripts. Where A_gj = 0 the length is the geometric mean of the gene's lengths in the other samples, or,
without any, the mean over transcripts of their mean length over the samples. ``scaledTPM`` takes A_gj instead of C_gj,
``lengthScaledTPM`` takes A_gj times the mean of L_gj over the samples, both scaled to each sample's sum of C_gj.

Source: Soneson, Love & Robinson 2015, F1000Research 4:1521.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seqfolio.errors import counted, fail, listed, printable
from seqfolio.load.delimited import Known
from seqfolio.load.gene_map import GeneMap, gene_map, looked_up
from seqfolio.load.joined import sample_names
from seqfolio.load.reader import CountTable, Request, no_lines
from seqfolio.load.workers import each

Floats = NDArray[np.float64]
OFFSETS = "estimated counts, with average transcript lengths as offsets (as tximport with countsFromAbundance no)"


@dataclass(frozen=True)
class Quantified:
    """One sample: transcripts with estimated counts, effective lengths (bases) and TPM."""

    ids: NDArray[np.object_] = field(repr=False)
    counts: Floats = field(repr=False)
    lengths: Floats = field(repr=False)
    tpm: Floats = field(repr=False)


def read_quantified(
    request: Request, read_one: Callable[[Path, Known | None], Quantified], known: GeneMap | None = None
) -> CountTable:
    """All samples of a quantifier, summed to genes.

    Raises:
        InputError: the files are not of one run, or nobody says which transcript belongs to which gene.
    """
    first = read_one(request.path, None)
    ids = Known.of(first.ids)
    _refuse_twins(first, request.path)
    known = known or gene_map(request, first.ids)
    place, genes, notes = _places(first.ids, known)
    total = np.zeros(len(first.ids))

    def summed(path: Path) -> tuple[Floats, Floats, Floats, Floats]:
        one = read_one(path, ids)
        _same_transcripts(one, first, path, request)
        return (*_summed(one, place, len(genes)), one.lengths)

    samples: list[tuple[Floats, Floats, Floats]] = []
    for counts, tpm, weighted, own_lengths in each(summed, request.paths, request.told):
        samples.append((counts, tpm, weighted))
        total += own_lengths
    counts, tpm, weighted = (np.column_stack(part) for part in zip(*samples, strict=True))
    lengths, gaps = gene_lengths(weighted, tpm, _mean_lengths(total / len(samples), place, len(genes)))
    if gaps:
        notes = (
            *notes,
            f"{counted(gaps, 'average length')} of genes without any transcript in a sample come from the other samples",
        )
    return _table(request, known, (counts, tpm, lengths), genes, notes)


def _table(
    request: Request,
    known: GeneMap,
    numbers: tuple[Floats, Floats, Floats],
    genes: NDArray[np.object_],
    notes: tuple[str, ...],
) -> CountTable:
    names = sample_names(request)
    scaled, offsets, how = counts_from_abundance(*numbers, request.settings.counts_from_abundance or "none")
    index = pd.Index(genes, name="gene_id", dtype=object)
    columns = pd.Index(names, dtype=object)
    about = pd.DataFrame({"gene_name": [known.names.get(str(g), "") for g in genes]}, index=index, dtype=object)
    return CountTable(
        pd.DataFrame(scaled, index=index, columns=columns, copy=False),
        no_lines,
        printable(request.files.root.name),
        (*notes, how),
        values="estimated_counts",
        lengths=None if offsets is None else pd.DataFrame(offsets, index=index, columns=columns, copy=False),
        genes=about if known.names else None,
        files=request.paths,
        also=(known.source,) if known.source else (),
    )


def _refuse_twins(first: Quantified, path: Path) -> None:
    ids = pd.Index(first.ids)
    where = printable(f"{path.parent.name}/{path.name}")
    if (ids == "").any():
        raise fail("missing-id", "a transcript has no id", where, "Run the quantifier again for this sample.")
    twice = ids[ids.duplicated()]
    if len(twice):
        raise fail(
            "duplicate-id",
            f"the transcript {listed(twice, 3)} stands twice",
            where,
            "Make the index from a FASTA file without repeats.",
        )


def _same_transcripts(one: Quantified, first: Quantified, path: Path, request: Request) -> None:
    if len(one.ids) == len(first.ids) and bool((one.ids == first.ids).all()):
        return
    other = sorted(set(one.ids) ^ set(first.ids))
    what = f"for example {listed(other, 3)}" if other else "they stand in another order"
    raise fail(
        "files-differ",
        f"its transcripts are not those of {printable(request.files.name(request.path))}: {what}",
        printable(request.files.name(path)),
        "All samples of a project are quantified with the same index.",
    )


def _summed(one: Quantified, place: NDArray[np.intp], genes: int) -> tuple[Floats, Floats, Floats]:
    used = place >= 0
    where = place[used]
    weights = (one.counts, one.tpm, one.tpm * one.lengths)
    counts, tpm, weighted = (np.asarray(np.bincount(where, v[used], minlength=genes), np.float64) for v in weights)
    return counts, tpm, weighted


def _mean_lengths(lengths: Floats, place: NDArray[np.intp], genes: int) -> Floats:
    used = place >= 0
    number = np.bincount(place[used], minlength=genes)
    return np.asarray(np.bincount(place[used], lengths[used], minlength=genes) / np.maximum(number, 1))


def gene_lengths(weighted: Floats, tpm: Floats, means: Floats) -> tuple[Floats, int]:
    """Average lengths of genes x samples, and how many had to be filled in.

    Args:
        weighted: sums of TPM times length.
        tpm: sums of TPM.
        means: of each gene, mean length of its transcripts.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        lengths = weighted / tpm
        missing = ~(np.isfinite(lengths) & (lengths > 0))
        logs = np.where(missing, 0.0, np.log(np.where(missing, 1.0, lengths)))
    seen = (~missing).sum(axis=1)
    typical = np.where(seen > 0, np.exp(logs.sum(axis=1) / np.maximum(seen, 1)), np.maximum(means, 1.0))
    return np.where(missing, typical[:, None], lengths), int(missing.sum())


def counts_from_abundance(counts: Floats, tpm: Floats, lengths: Floats, how: str) -> tuple[Floats, Floats | None, str]:
    """Counts as asked for, the lengths when they are needed as offsets, and what was done in words."""
    if how == "none":
        return counts, lengths, OFFSETS
    scaled = tpm * lengths.mean(axis=1)[:, None] if how == "lengthScaledTPM" else tpm
    sums = scaled.sum(axis=0)
    factor = np.divide(counts.sum(axis=0), sums, out=np.zeros_like(sums), where=sums > 0)
    return scaled * factor, None, f"counts made from abundances ({how}, as in tximport), so no offsets are needed"


def _places(ids: NDArray[np.object_], known: GeneMap) -> tuple[NDArray[np.intp], NDArray[np.object_], tuple[str, ...]]:
    """The gene's number of each transcript (-1: none), the genes in alphabetical order, and what had to be done."""
    genes, note = looked_up([str(i) for i in ids], known.genes)
    lost = [str(i) for i, gene in zip(ids, genes, strict=True) if not gene]
    if len(lost) == len(ids):
        theirs = listed(list(known.genes)[:3])
        raise fail(
            "tx2gene-no-match",
            f"none of the {len(ids):,} transcripts has a gene; the quantifier has {listed(lost[:3])}, the annotation {theirs}",
            known.key,
            "Give the table or the GTF that belongs to the index.",
        )
    names = np.array(sorted({gene for gene in genes if gene}), dtype=object)
    number = {gene: i for i, gene in enumerate(names)}
    place = np.array([number.get(gene, -1) for gene in genes], dtype=np.intp)
    words = [f"{len(ids):,} transcripts of {counted(len(names), 'gene')}"]
    words += [note] if note else []
    words += [known.note] if known.note else []
    words += [f"{len(lost):,} transcripts without a gene were left out: {listed(lost, 3)}"] if lost else []
    return place, names, tuple(words)
