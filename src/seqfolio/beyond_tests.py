"""What is found beyond the tests of single genes: gene sets, second opinions, leave-outs. Frozen types as in `model`."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True)
class GeneSets:
    """A file of gene sets as it was understood.

    Attributes:
        name, version: for people; the version is empty when nothing says it.
        path, sha256: the file without its folder, and its digest.
        ids: what the sets hold: ``gene_id`` or a column of the annotation, for example ``gene_name``.
        sets: in the file.
        genes: different genes in the file.
        known: of them, how many are among the genes of the counts.
    """

    name: str
    version: str
    path: str
    sha256: str
    ids: str
    sets: int
    genes: int
    known: int

    @property
    def title(self) -> str:
        """Name and version."""
        return f"{self.name} ({self.version})" if self.version else self.name


@dataclass(frozen=True)
class Ranking:
    """The genes that a file of sets was tested with, in one contrast.

    Attributes:
        collection: name of the file of sets.
        genes: one row per gene, the highest score first: gene_id, label, score (NaN where the test has no direction).
        hits: members of the strongest sets, to be drawn: set, rank (position in ``genes``, ascending).
        unnamed: tested genes that have no id of the kind that the sets hold.
        duplicates: tested genes that share their id with one of larger mean count, which stands for them.
        tied: genes with the same score as another one.
        tested, too_small, too_large: sets by the number of their genes here.
    """

    collection: str
    genes: pd.DataFrame = field(repr=False)
    hits: pd.DataFrame = field(repr=False)
    unnamed: int
    duplicates: int
    tied: int
    tested: int
    too_small: int
    too_large: int


@dataclass(frozen=True)
class Enrichment:
    """What gene sets say about one contrast.

    Attributes:
        contrast: its id.
        score: by what the genes were ranked, in words.
        alpha: a set is called when padj is below it.
        rankings: one per file of sets.
        gsea: a row per set: set, collection, size, ES, NES, pvalue, padj, direction, call, leading_edge_size,
            leading_edge; the smallest p-value first. None when not asked for or not possible.
        ora: a row per set and list of genes: set, collection, genes (``higher``, ``lower``, ``both``), listed (genes
            in that list), background, size, overlap, expected, fold, pvalue, padj, call, overlap_genes.
        no_gsea, no_ora: why there is none although it was asked for; else empty.
    """

    contrast: str
    score: str
    alpha: float
    rankings: tuple[Ranking, ...]
    gsea: pd.DataFrame | None = field(default=None, repr=False)
    ora: pd.DataFrame | None = field(default=None, repr=False)
    no_gsea: str = ""
    no_ora: str = ""


@dataclass(frozen=True)
class Opinion:
    """The same comparison by another method.

    Attributes:
        contrast: its id.
        method: id of the other method; the first one is the contrast's own.
        criterion: what makes a gene called by it.
        counts: genes per call, as in ``Contrast``.
        overlap: genes called by ``both`` in the same direction, in ``opposite`` directions, by ``only_first``, by
            ``only_second``, and by ``neither``.
        untested: of the genes that only the first method calls, those that the other gives no verdict on.
        compared: genes with a verdict by both.
        correlation: Spearman's rank correlation of the two statistics over these genes; None when undefined.
        top: concordance at the top: ``size`` of the two lists, ``shared`` (share of genes in both), ``chance``.
        table: every gene in the order of the counts: log2FoldChange, stat, pvalue, padj, call, agreement.
    """

    contrast: str
    method: str
    criterion: str
    counts: dict[str, int]
    overlap: dict[str, int]
    untested: int
    compared: int
    correlation: float | None
    top: pd.DataFrame = field(repr=False)
    table: pd.DataFrame = field(repr=False)


@dataclass(frozen=True)
class Refusal:
    """A second opinion that a method could not give on a contrast, and why."""

    contrast: str
    method: str
    reason: str


@dataclass(frozen=True)
class Stability:
    """How the called genes of a contrast fare when one sample is left out.

    Attributes:
        contrast: its id.
        samples: indexed by the sample that was left out: ``called`` genes, ``kept`` (called as with all samples),
            ``lost``, ``gained``, ``opposite`` (called in the other direction; not among the lost).
        skipped: sample -> why nothing could be tested without it.
        genes: every gene in the order of the counts: ``called_in``, the number of leave-outs in which it is called the
            same way; for a gene that is not called with all samples, in which it is called at all.
    """

    contrast: str
    samples: pd.DataFrame = field(repr=False)
    skipped: dict[str, str]
    genes: pd.DataFrame = field(repr=False)


@dataclass(frozen=True)
class Sensitivity:
    """What was tried beside the analysis itself; empty when nobody asked for it."""

    opinions: tuple[Opinion, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    stability: tuple[Stability, ...] = ()
