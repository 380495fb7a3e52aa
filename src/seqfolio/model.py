"""The frozen types between the stages. No behaviour; what a frame holds stands here.

Frames are indexed by sample id or gene id; ids are text. Nothing is changed after it was made.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seqfolio.beyond_tests import Enrichment, GeneSets, Sensitivity
from seqfolio.document import Severity

if TYPE_CHECKING:
    FloatSeries = pd.Series[float]
    TextSeries = pd.Series[str]
else:  # the store reads these hints at run time, when a Series has no parameter
    FloatSeries = TextSeries = pd.Series

CORE_COLUMNS = (
    "gene_id",
    "gene_name",
    "baseMean",
    "log2FoldChange",
    "lfcSE",
    "stat",
    "pvalue",
    "padj",
    "call",
    "reason",
)


@dataclass(frozen=True)
class Source:
    """An input: its name without the folder, its digest, and what the reader noticed.

    Attributes:
        files: (path below the input, SHA-256) of each file when there are several; ``sha256`` is then the digest of
            the lines "<digest>  <path>" in this order, as `sha256sum` writes them.
    """

    path: str
    sha256: str
    format: str
    role: str
    genes: int | None = None
    samples: int | None = None
    notes: tuple[str, ...] = ()
    files: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Sequencing:
    """Quality of the sequencing, as MultiQC reports it.

    Attributes:
        values: samples x measures that at least one sample has (see ``load/multiqc_measures.py``); NaN when unknown.
            Counts of reads, percentages from 0 to 100, or base pairs.
        origin: measure -> tool and column, for example ``STAR: uniquely_mapped_percent``.
        matched: sample -> names of MultiQC that were taken for it.
        missing: samples that MultiQC does not know.
        others: names in MultiQC that belong to no sample of the project.
    """

    values: pd.DataFrame = field(repr=False)
    origin: dict[str, str]
    matched: dict[str, list[str]]
    missing: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dataset:
    """What was read.

    Attributes:
        counts: genes x samples, float64, no NaN.
        values: what the numbers are (``input.values``).
        samples: samples x covariates; categories are text, continuous covariates float64.
        display_names: sample id -> name for figures.
        genes: indexed like ``counts``; ``gene_name`` and whatever the annotation has; empty text when unknown.
        sources: the files.
        excluded: sample id -> reason.
        assumed: covariate -> ``category`` or ``continuous``, as printed by ``check``.
        repairs: what was changed while reading, in words.
        lengths: average transcript lengths, genes x samples, bases; None when the counts need no correction for them.
        renamed: sample as the counts name it -> its id in the sample sheet, only where the two are written differently.
        gene_ids: what the gene ids are, in words, for example "Ensembl gene ids of human".
        spike_ins: ids of ERCC spike-ins; they take no part in size factors, in pictures of samples or in tests.
        sequencing: what MultiQC says about the samples, when its data were given.
    """

    counts: pd.DataFrame = field(repr=False)
    values: str
    samples: pd.DataFrame = field(repr=False)
    display_names: dict[str, str]
    genes: pd.DataFrame = field(repr=False)
    sources: tuple[Source, ...]
    excluded: dict[str, str]
    assumed: dict[str, str]
    repairs: tuple[str, ...] = ()
    lengths: pd.DataFrame | None = field(default=None, repr=False)
    renamed: dict[str, str] = field(default_factory=dict)
    gene_ids: str = ""
    spike_ins: tuple[str, ...] = ()
    sequencing: Sequencing | None = None


@dataclass(frozen=True)
class Comparison:
    """What is compared with what.

    Attributes:
        design: id of the design that it belongs to.
        factor, numerator, denominator: of a comparison of levels; empty otherwise.
        sentence: which way the fold change points, in words.
        up, down: what a positive and a negative fold change mean, in a few words.
        axis: the fold change as an axis names it, for example ``trt / untrt``.
        weights: the contrast on the design's coefficients; estimate = weights . coefficients.
        samples: ids of the samples of the two levels, numerator first; empty without levels.
        reduced: the smaller design of a test of several terms at once, samples x coefficients.
        directed: whether the test has a direction; without one a called gene is ``changed``.
    """

    id: str
    title: str
    design: str
    factor: str
    numerator: str
    denominator: str
    sentence: str
    up: str
    down: str
    axis: str
    weights: tuple[float, ...]
    samples: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    reduced: pd.DataFrame | None = field(default=None, repr=False)
    directed: bool = True

    @property
    def levels(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """(level, its samples) of the numerator and the denominator; nothing without levels."""
        return tuple(zip((self.numerator, self.denominator), self.samples, strict=True)) if self.numerator else ()


@dataclass(frozen=True)
class Design:
    """A model; contrasts that need the same one share it.

    Attributes:
        id: the first design is that of the whole project.
        formula: as it was understood.
        matrix: samples x coefficients.
        variables: covariates that stand in the formula.
        levels: categorical covariate -> its levels, reference first.
        rank: of the matrix.
        spellings: coefficient -> every way to spell it.
        block: sample -> block, when samples of a block correlate.
    """

    id: str
    formula: str
    matrix: pd.DataFrame = field(repr=False)
    variables: tuple[str, ...]
    levels: dict[str, tuple[str, ...]]
    rank: int
    comparisons: tuple[Comparison, ...]
    spellings: dict[str, list[str]] = field(default_factory=dict)
    block: dict[str, str] | None = None

    @property
    def samples(self) -> list[str]:
        """Ids of the samples that the model is fitted to."""
        return [str(sample) for sample in self.matrix.index]


@dataclass(frozen=True)
class Normalized:
    """Counts made comparable.

    Attributes:
        size_factors: per sample; the counts are divided by them.
        library_sizes: per sample, effective: what counts per million are relative to.
        counts: genes x samples, divided by the size factors.
        transformed: genes x samples on a log2-like scale, for figures and t-tests.
        dropped: gene id -> ``all zero``, ``low count`` or ``spike-in``, only genes that are not tested.
        scale: what ``transformed`` is, in words for an axis.
        factors: genes x samples, size factor times relative transcript length, by which counts are divided; None when no
            lengths are known and the size factors alone do it.
    """

    normalization: str
    size_factors: FloatSeries = field(repr=False)
    library_sizes: FloatSeries = field(repr=False)
    counts: pd.DataFrame = field(repr=False)
    transform: str
    transformed: pd.DataFrame = field(repr=False)
    scale: str
    filter: str
    dropped: TextSeries = field(repr=False)
    factors: pd.DataFrame | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Pca:
    """Principal components of the most variable genes.

    Attributes:
        scores: samples x components.
        explained: each component's share of the variance.
        genes: how many genes went in.
        loadings: those genes x components, columns of length 1: how much a gene pulls a sample along a component.
    """

    scores: pd.DataFrame = field(repr=False)
    explained: tuple[float, ...]
    genes: int
    loadings: pd.DataFrame | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Distance:
    """Euclidean distances between samples, and their complete-linkage tree as SciPy writes it."""

    matrix: pd.DataFrame = field(repr=False)
    linkage: NDArray[np.float64] = field(repr=False)
    order: tuple[int, ...]


@dataclass(frozen=True)
class Quality:
    """Samples as they are.

    Attributes:
        samples: indexed by sample id; library_size, detected_genes, size_factor, mean_correlation (with all others),
            replicate_correlation (median with the others of its group), pca_distance (from its group's median),
            outlier (both say so).
        pca, distance: None with fewer than three (two) samples or without variable genes.
        correlation: Spearman, samples x samples; None with one sample or fewer than three genes that vary.
    """

    samples: pd.DataFrame = field(repr=False)
    pca: Pca | None
    distance: Distance | None
    correlation: pd.DataFrame | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Fit:
    """A fitted model, shared by the contrasts that need the same one.

    Attributes:
        model: what the method needs to test contrasts; lives in memory only and is never stored.
        fallbacks: where the method had to leave its usual path, in words.
        facts: what the fit found out, name -> value, for text and tables (``prior_df``, ``correlation``, ...).
        dispersions: indexed by gene id: baseMean, gene_wise, trend, map, final, outlier; None for other methods.
        mean_variance: of linear models, sorted by mean: mean (log2 expression), deviation (root of the standard deviation of
            a gene) and trend (what the model makes of it); None for other methods.
        cooks: genes x samples; None for other methods and beyond 200 samples, where nobody looks at single cells.
    """

    id: str
    method: str
    formula: str
    samples: tuple[str, ...]
    size_factors: FloatSeries = field(repr=False)
    fallbacks: tuple[str, ...] = ()
    facts: dict[str, float] = field(default_factory=dict)
    dispersions: pd.DataFrame | None = field(default=None, repr=False)
    cooks: pd.DataFrame | None = field(default=None, repr=False)
    mean_variance: pd.DataFrame | None = field(default=None, repr=False)
    model: Any = field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class Contrast:
    """A tested comparison.

    Attributes:
        table: every gene, in the order of the counts; ``CORE_COLUMNS`` and the method's extras. ``stat``, ``pvalue``
            and ``padj`` are NaN where a gene was not tested, and ``reason`` says why.
        counts: genes per call: higher, lower, changed, equivalent, not_significant, not_tested.
        criterion: what makes a gene called, in words, for example ``padj < 0.05``.
        family: how many contrasts the p-values were adjusted over together.
    """

    comparison: Comparison
    fit_id: str
    method: str
    alpha: float
    criterion: str
    counts: dict[str, int]
    table: pd.DataFrame = field(repr=False)
    family: int = 1

    @property
    def id(self) -> str:
        """The contrast's id."""
        return self.comparison.id


@dataclass(frozen=True)
class Finding:
    """What a check says."""

    check: str
    title: str
    severity: Severity
    message: str
    action: str = ""
    samples: tuple[str, ...] = ()
    contrasts: tuple[str, ...] = ()
    reason: str = ""
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Provenance:
    """What made the result; ``origins`` names the settings that came from a facility's configuration."""

    created: str
    versions: dict[str, str]
    parameters: dict[str, Any]
    seed: int
    config_text: str = field(repr=False)
    origins: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Planned:
    """What is known once files, design and settings fit together; nothing was computed yet.

    Attributes:
        designs: the first one is that of the whole project.
    """

    project: dict[str, Any]
    provenance: Provenance
    dataset: Dataset
    designs: tuple[Design, ...]

    @property
    def design(self) -> Design:
        """The design of the whole project."""
        return self.designs[0]

    @property
    def comparisons(self) -> tuple[Comparison, ...]:
        """What is compared, in all designs, in the order of the YAML."""
        found = {comparison.id: comparison for design in self.designs for comparison in design.comparisons}
        named = [spec["id"] for spec in self.provenance.parameters["design"]["contrasts"]]
        return tuple(found[identity] for identity in dict.fromkeys([*named, *found]))

    @property
    def method(self) -> str:
        """Id of the method, as the project file names it."""
        return str(self.provenance.parameters["analysis"]["method"])


@dataclass(frozen=True)
class Measured(Planned):
    """What is known before anything is fitted: the samples, normalised and looked at."""

    normalized: Normalized
    quality: Quality


@dataclass(frozen=True)
class Analysis(Measured):
    """Everything that a section may see."""

    fits: tuple[Fit, ...]
    contrasts: tuple[Contrast, ...]
    findings: tuple[Finding, ...]
    sensitivity: Sensitivity = field(default_factory=Sensitivity)
    gene_sets: tuple[GeneSets, ...] = ()
    enrichment: tuple[Enrichment, ...] = ()

    @property
    def titles(self) -> dict[str, str]:
        """Contrast id -> title."""
        return {contrast.id: contrast.comparison.title for contrast in self.contrasts}

    def contrast(self, contrast_id: str) -> Contrast:
        """The contrast of this id.

        Raises:
            KeyError: there is none.
        """
        for contrast in self.contrasts:
            if contrast.id == contrast_id:
                return contrast
        raise KeyError(contrast_id)
