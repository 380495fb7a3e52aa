"""The YAML file as classes: one field per key, in the order of use, with its meaning."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr, model_validator

from seqfolio.config.colours import contrast_with_white
from seqfolio.config.tree import Key

ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
RESERVED_IDS = ("normalized_counts", "results", "calls")
RESERVED_ENDINGS = (".called", ".concordance", ".stability", ".gsea", ".ora")


def slug(text: str) -> str:
    """A valid id made of any text: ``Dex vs. none!`` becomes ``Dex_vs._none``."""
    cleaned = re.sub(r"[^A-Za-z0-9._-]+", "_", text).strip("._-")[:64]
    return cleaned or "project"


def _valid_id(value: str) -> str:
    if not re.match(ID_PATTERN, value) or value.endswith("\n"):
        raise ValueError(
            f'an id has letters, digits, ".", "_" and "-", at most 64, and starts with a letter or a '
            f'digit; for example "{slug(value)}"'
        )
    if value.casefold() in RESERVED_IDS or value.casefold().endswith(RESERVED_ENDINGS):
        raise ValueError(f'"{value}" is the name of another file in tables/; choose another id')
    return value


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _bytes(value: Any) -> Any:
    """``5 MB`` as 5,000,000."""
    units = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9}
    parts = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([a-zA-Z]*)\s*", str(value))
    if parts is None or parts[2].casefold() not in units:
        raise ValueError(f'"{value}" is not a size; write for example "5 MB" or "800 kB"')
    return int(float(parts[1]) * units[parts[2].casefold()])


Id = Annotated[str, AfterValidator(_valid_id), Field(json_schema_extra={"pattern": ID_PATTERN})]
Words = Annotated[tuple[str, ...], BeforeValidator(_listed, json_schema_input_type=str | tuple[str, ...])]
Size = Annotated[int, BeforeValidator(_bytes, json_schema_input_type=str | int), Field(ge=0)]
Format = Literal["html", "pdf"]
Probability = Annotated[float, Field(gt=0, lt=1)]
ValuesKind = Literal["counts", "estimated_counts", "tpm", "fpkm", "normalized", "log2"]


class Part(BaseModel):
    """Base of all parts: unknown keys are errors, values never change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Person(Part):
    """Somebody who took part in the project."""

    name: str
    """Full name."""
    orcid: str | None = None
    """ORCID, for example 0000-0002-1825-0097."""
    role: str | None = None
    """What the person did, for example "sequencing"."""


class Project(Part):
    """Who and what the report is about. Everything here is printed as given."""

    id: Id | None = None
    """Short name; becomes the name of the results folder. Default: the name of the YAML's folder."""
    title: str | None = None
    """Title of the report."""
    organism: str | None = None
    """For example "Homo sapiens"."""
    client: str | None = None
    """Who asked for the work."""
    contact: str | None = None
    """Whom to ask about the report."""
    description: str | None = None
    """What the experiment was about; printed under the title."""
    facility: str | None = None
    """Who made the report."""
    people: tuple[Person, ...] = ()
    """People who took part."""
    license: str | None = None
    """Licence of the results, for example CC-BY-4.0."""


class Input(Part):
    """The files that are read. Paths start at the YAML file's folder."""

    counts: str
    """The counts: a file, a folder (that of a quantifier or of nf-core/rnaseq as it is) or a pattern such as "star/*.tab"."""
    format: str = "auto"
    """Which reader to use; "auto" recognises it by content. See ``seqfolio show readers``."""
    values: ValuesKind = "counts"
    """What the numbers are. Everything but "counts" may have fractions. Default: what the format says, else counts."""
    samples: str
    """The sample sheet: CSV, TSV or Excel, first column the sample id, any number of covariates."""
    sample_id: str | None = None
    """Column of the sample sheet with the ids, when it is not the first."""
    display_name: str | None = None
    """Column of the sample sheet with names for people, used in figures."""
    factors: Words = ()
    """Numeric columns that are categories."""
    exclude: dict[str, str] = {}
    """Samples to leave out, each with the reason, for example {S7: "RNA degraded"}."""
    genes: str | None = None
    """Annotation: CSV or TSV with gene_id, gene_name and more columns."""
    gtf: str | None = None
    """Annotation as GTF or GFF3, plain or gzipped: names, biotypes and chromosomes of the genes, and which transcript belongs
    to which gene."""
    tx2gene: str | None = None
    """For Salmon and kallisto: a table with transcript id, gene id and, if there, gene name. A gtf serves as well."""
    counts_from_abundance: Literal["none", "scaledTPM", "lengthScaledTPM"] | None = None
    """How counts of genes are made from transcripts, as in tximport. "none", the default, keeps the estimated counts and takes the average
    lengths of the transcripts along as offsets."""
    strand: Literal["auto", "unstranded", "forward", "reverse"] | None = None
    """STAR and GDC: which of the three columns of counts; "auto", the default, chooses by the numbers and says so."""
    column_names: Words = ()
    """HTSeq: names of the samples of a table without a header (htseq-count with several BAM files), in the order of its columns."""
    layer: str | None = None
    """AnnData: "X", "raw" or the name of a layer. Default: the first of them that holds whole numbers."""
    sheet: str | None = None
    """Excel: the name of the sheet with the counts. Default: the first one."""
    multiqc: str | None = None
    """Data of a MultiQC report on the same samples: the folder multiqc_data, or multiqc_data.json or multiqc.parquet in
    it. Brings the quality of the sequencing into the report; see docs/multiqc.md."""


class ContrastSpec(Part):
    """One comparison: log2 fold change > 0 means higher in the numerator."""

    id: Id
    """Short name; the name of its table."""
    title: str | None = None
    """Title for people. Default: "<numerator> vs <denominator>"."""
    factor: str | None = None
    """Column of the sample sheet."""
    numerator: str | None = None
    """Level on top of the fold change."""
    denominator: str | None = None
    """Level that it is compared with; the factor's reference unless the design names another."""
    coefficient: str | None = None
    """Instead of levels: one coefficient of the design, spelled as formulaic, R, DESeq2 or makeContrasts spell it."""
    expression: str | None = None
    """Instead of levels: arithmetic on levels of ``factor`` or on coefficients, for example "B - (A + C)/2"."""
    weights: tuple[float, ...] | None = None
    """Instead of levels: one number for each coefficient of the design, in the order that `check` lists."""
    reduced: str | None = None
    """A smaller formula: tests all terms that it leaves out at once (likelihood ratio or F-test)."""
    formula: str | None = None
    """A formula of this contrast's own."""
    block: str | None = None
    """A block of this contrast's own; see design.block."""
    exclude: dict[str, str] = {}
    """Samples that this contrast's model leaves out, with the reason."""

    @model_validator(mode="after")
    def _levels_are_complete(self) -> ContrastSpec:
        ways = [k for k in ("numerator", "coefficient", "expression", "weights") if getattr(self, k) is not None]
        if len(ways) > 1:
            raise ValueError(f"{' and '.join(ways)} are different ways to name a contrast; keep one of them")
        missing = [k for k in ("factor", "numerator", "denominator") if getattr(self, k) is None]
        if missing and not (self.reduced or set(ways) - {"numerator"}):
            raise ValueError(
                f"a contrast of levels wants factor, numerator and denominator; missing: {', '.join(missing)}"
            )
        if self.numerator is not None and self.numerator == self.denominator:
            raise ValueError(f'numerator and denominator are both "{self.numerator}"')
        return self


class Design(Part):
    """The model and what is compared."""

    formula: str | None = None
    """R's formula language, for example "~ cell + dex". Default: the factors of the contrasts."""
    reference: dict[str, str] = {}
    """Reference level of a factor, for example {dex: untrt}."""
    block: str | None = None
    """Column that says which samples belong together (donor, plate) and correlate; limma methods only."""
    contrasts: Annotated[
        tuple[ContrastSpec, ...],
        BeforeValidator(lambda value: value, json_schema_input_type=str | tuple[ContrastSpec, ...]),
    ]
    """What to compare, or the path of a contrasts.csv or contrasts.yaml of nf-core/differentialabundance. An empty list gives
    a report of samples and quality only."""
    contrast_file: str | None = None
    """The same as a path in ``contrasts``."""

    @model_validator(mode="before")
    @classmethod
    def _path_of_contrasts(cls, value: Any) -> Any:
        given = value.get("contrasts") if isinstance(value, dict) else None
        if isinstance(given, str):
            return {**value, "contrasts": [], "contrast_file": given}
        if isinstance(value, dict) and value.get("contrast_file") and given is None:
            return {**value, "contrasts": []}
        return value

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Design:
        seen: dict[str, str] = {}
        for contrast in self.contrasts:
            other = seen.setdefault(contrast.id.casefold(), contrast.id)
            if sum(c.id.casefold() == contrast.id.casefold() for c in self.contrasts) > 1:
                raise ValueError(f'two contrasts have the id "{other}" (upper and lower case count as the same)')
        return self


class Filter(Part):
    """Which genes are tested: those with at least ``min_count`` in at least ``min_samples`` samples."""

    min_count: Annotated[float, Field(ge=0)] = 10
    """Smallest count that counts as seen."""
    min_samples: Annotated[int, Field(ge=1)] | None = None
    """In how many samples. Default: the size of the smallest group that is compared."""


class Analysis(Part):
    """The statistics: one home for every threshold."""

    method: str = "deseq2"
    """See ``seqfolio show methods``."""
    alpha: Probability = 0.05
    """A gene is called when its adjusted p-value is below this."""
    select: Literal["padj", "pvalue"] = "padj"
    """What is compared with alpha. "pvalue" calls genes by the nominal p-value, and the report warns of it."""
    normalization: Literal["auto", "none", "ratio", "poscounts", "tmm"] = "auto"
    """Size factors: "auto" is what the method needs, "none" leaves the counts as they are, "ratio" is the median of
    ratios, "poscounts" the same on positive counts, "tmm" the trimmed mean of M-values."""
    transform: Literal["auto", "vst", "log2", "logcpm"] = "auto"
    """For figures, t-tests and rank tests: "vst" stabilises the variance, "log2" is log2(normalized count + 1),
    "logcpm" is log2 counts per million; "auto" is what suits the method."""
    filter: Literal["auto", "none", "expressed"] | Filter = "auto"
    """Which genes are tested: "auto" is what the method needs, "none" all of them, "expressed" those that edgeR's
    filterByExpr keeps, or {min_count, min_samples}."""
    test: Literal["wald", "lrt"] = "wald"
    """deseq2: Wald test of the contrast, or likelihood ratio test of all terms of its factor."""
    lfc_threshold: Annotated[float, Field(ge=0)] = 0.0
    """Test against this log2 fold change instead of against none."""
    alternative: Literal["greaterAbs", "lessAbs", "greater", "less"] = "greaterAbs"
    """With lfc_threshold: "greaterAbs" asks for larger changes, "lessAbs" for smaller ones (equivalence)."""
    shrinkage: Literal["apeglm", "normal", "none"] = "none"
    """deseq2: also report log2 fold changes shrunken towards 0, for ranking and display."""
    robust: bool = False
    """limma: protect the prior variance against outlier genes."""
    sample_weights: bool = False
    """limma: weigh samples by their quality."""
    adjust: Literal["contrast", "global"] = "contrast"
    """Family of the adjusted p-values: each contrast by itself, or the tests of all contrasts together ("global")."""
    concordance: Words = ()
    """Second opinions: methods that test the same contrasts too, for example [limma-voom]. Each costs another run of
    the tests."""
    stability: Literal["none", "leave_one_out"] = "none"
    """"leave_one_out" tests again without each sample and counts which genes stay called. Costs as many runs of the
    tests as there are samples."""
    options: dict[str, Any] = {}
    """Settings of a method that a plug-in brings."""

    @model_validator(mode="after")
    def _threshold_fits(self) -> Analysis:
        if self.alternative == "lessAbs" and self.lfc_threshold == 0:
            raise ValueError("alternative: lessAbs wants an lfc_threshold above 0")
        return self


def _as_file(value: Any) -> Any:
    return {"path": value} if isinstance(value, str) else value


class SetFile(Part):
    """A file of gene sets; a path alone will do."""

    path: str
    """The file: GMT, plain or compressed. Genes may be names, Ensembl or Entrez ids: recognised by what fits."""
    name: str | None = None
    """Name for people, for example "GO biological process". Default: the name of the file."""
    version: str | None = None
    """Which release it is, for example "2024.1". Default: what the name of the file says."""


Files = Annotated[
    tuple[Annotated[SetFile, BeforeValidator(_as_file, json_schema_input_type=str | SetFile)], ...],
    BeforeValidator(lambda value: [value] if isinstance(value, str | dict) else value),
]
EnrichmentMethod = Literal["gsea", "ora"]


class Enrichment(Part):
    """Which gene sets are enriched among the changed genes; see docs/enrichment.md."""

    sets: Annotated[Files, Field(min_length=1)]
    """Files of gene sets (GMT): paths, or {path, name, version}."""
    methods: Annotated[
        tuple[EnrichmentMethod, ...],
        BeforeValidator(_listed, json_schema_input_type=EnrichmentMethod | tuple[EnrichmentMethod, ...]),
        Field(min_length=1),
    ] = ("gsea", "ora")
    """"gsea" ranks all tested genes by the test statistic; "ora" asks whether called genes fall into a set more often than
    other tested genes."""
    min_size: Annotated[int, Field(ge=2)] = 10
    """Sets with fewer tested genes are left out."""
    max_size: Annotated[int, Field(ge=2, le=5000)] = 500
    """Sets with more tested genes are left out: they are too general to say anything."""
    alpha: Probability = 0.05
    """A set is called when its adjusted p-value is below this."""
    permutations: Annotated[int, Field(ge=1000, le=1_000_000)] = 10_000
    """gsea: how many random sets are drawn for each size and direction."""
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 0
    """gsea: start of the random numbers; the same seed gives the same result."""

    @model_validator(mode="after")
    def _sizes_are_in_order(self) -> Enrichment:
        if self.min_size > self.max_size:
            raise ValueError(f"min_size {self.min_size} is above max_size {self.max_size}")
        return self


class Pdf(Part):
    """The PDF."""

    paper: Literal["a4", "letter"] = "a4"
    """Size of the paper."""
    digest: bool = False
    """Also make digest.pdf: one page with the question, the answer per contrast, three figures and the warnings."""
    attach_limit: Size = 5_000_000
    """Result tables are attached to the PDF when they have at most this size together, for example "5 MB"; beyond that
    the called genes only. 0 attaches none."""


def _on_white(least: float) -> AfterValidator:
    """A colour that can be seen, or read, on white (WCAG 2.2, 1.4.3 and 1.4.11)."""

    def checked(value: str) -> str:
        if contrast_with_white(value) < least:
            raise ValueError(
                f"{value} is too pale on white: its contrast is {contrast_with_white(value):.1f}, {least:g} is needed"
            )
        return value

    return AfterValidator(checked)


Hex = Field(pattern=r"^#[0-9A-Fa-f]{6}$")


class Colours(Part):
    """A house's own colours, as #rrggbb. In the dark they are lightened as far as it takes to see them."""

    accent: Annotated[str, Hex, _on_white(4.5)] | None = None
    """Links and marks of the frame."""
    higher: Annotated[str, Hex, _on_white(3)] | None = None
    """Genes that are higher, in all figures."""
    lower: Annotated[str, Hex, _on_white(3)] | None = None
    """Genes that are lower, in all figures."""


class Report(Part):
    """What is written and how it looks."""

    formats: Annotated[
        tuple[Format, ...], BeforeValidator(_listed, json_schema_input_type=Format | tuple[Format, ...])
    ] = ("html", "pdf")
    """Which reports are made. An empty list makes tables only."""
    theme: str = "default"
    """See ``seqfolio show themes``."""
    template_dir: str | None = None
    """Folder whose files replace the theme's files of the same name."""
    logo: str | None = None
    """PNG, JPEG or SVG for the title block."""
    header: str = ""
    """A line above the title, for example the name and address of the facility."""
    footer: str = ""
    """A line at the foot of every printed page and at the end of the HTML, for example "Confidential"."""
    colours: Colours = Colours()
    """A house's own colours."""
    fonts: Words = ()
    """TTF or OTF files for scripts beyond Latin, Greek, Cyrillic, Arabic and Hebrew. Without them, fonts of the system
    are taken where there are any."""
    lang: Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = "en"
    """Language of the project's texts, as HTML names it (``en``, ``pt-BR``); the report's own words are English."""
    sections: Words | None = None
    """Which sections, in this order. Default: all. See ``seqfolio show sections``."""
    options: dict[str, dict[str, Any]] = {}
    """Settings of sections, for example {heatmap: {top: 30}}. See ``seqfolio show sections``."""
    size_budget: Size = 5_000_000
    """How large the data in report.html may be, beside its still pictures, for example "2 MB". Beyond that the page holds
    fewer genes, never fewer called, labelled or listed ones, and says so; the tables always hold all."""
    pdf: Pdf = Pdf()
    """Paper, digest and attachments of the PDF."""
    multiqc: Literal["custom_content"] | None = None
    """"custom_content" also writes files that a MultiQC without our plug-in shows; see docs/multiqc.md."""


class Deliver(Part):
    """One way to the people who wait for the report. The other keys are the channel's own."""

    model_config = ConfigDict(extra="allow")

    channel: str
    """How: "email", "folder", or one that a plug-in brings."""


Deliveries = Annotated[
    tuple[Deliver, ...],
    BeforeValidator(
        lambda value: [] if value is None else [value] if isinstance(value, dict) else value,
        json_schema_input_type=tuple[Deliver, ...] | Deliver | None,
    ),
]


class Config(Part):
    """project.yaml."""

    seqfolio: Literal["1"]
    """Version of this format; 1."""
    project: Project = Project()
    """Who and what the report is about."""
    input: Input
    """The files that are read."""
    design: Design
    """The model and what is compared."""
    analysis: Analysis = Analysis()
    """The statistics."""
    genes_of_interest: Words = ()
    """Ids or names of genes that have a section of their own and are always labelled in volcano and MA plots."""
    enrichment: Enrichment | None = None
    """Which gene sets are looked at."""
    checks: dict[str, Any] = {}
    """Switch a check off, or change its settings: {check_id: off} or {check_id: {setting: value}}."""
    report: Report = Report()
    """What is written and how it looks."""
    deliver: Deliveries = ()
    """Who gets the report when it is made; see ``seqfolio show channels``. Taken out of what is published."""
    archive: str | None = None
    """Folder of the archive that keeps the finished project. Default: the facility's. See docs/archive.md."""

    _file: Path = Path("project.yaml")
    _lines: Mapping[Key, int] = PrivateAttr(default_factory=dict)
    _roots: tuple[Path, ...] = ()
    _origins: Mapping[str, str] = PrivateAttr(default_factory=dict)

    @property
    def lines(self) -> Mapping[Key, int]:
        """The line of every key path of the YAML file."""
        return self._lines

    @property
    def roots(self) -> tuple[Path, ...]:
        """Folders from which files may be embedded, the project's own first."""
        return (self.folder.resolve(), *(root.resolve() for root in self._roots))

    @property
    def origins(self) -> Mapping[str, str]:
        """Key paths that a facility's configuration set, and which of its files."""
        return self._origins

    @property
    def file(self) -> Path:
        """The YAML file itself."""
        return self._file

    @property
    def folder(self) -> Path:
        """Where relative paths start."""
        return self._file.parent

    @property
    def project_id(self) -> str:
        """The project's id, or one made of the folder's name."""
        return self.project.id or slug(self.folder.resolve().name)

    def path(self, value: str) -> Path:
        """A path of the YAML as one that can be opened from anywhere."""
        return self.folder / Path(value).expanduser()
