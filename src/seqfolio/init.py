"""COUNTS -> samples.csv and a commented project.yaml, from what is found in the file."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from seqfolio.config.model import Input, slug
from seqfolio.config.schema import FILE_NAME as SCHEMA_NAME
from seqfolio.config.schema import schema_text
from seqfolio.design.covariates import levels_of
from seqfolio.differential.method import METHODS
from seqfolio.errors import InputError, counted, fail, listed, printable
from seqfolio.guessed_factor import factor_of
from seqfolio.guessed_gene_map import GeneFile, gene_file
from seqfolio.load.counts import LABELS, guessed
from seqfolio.load.files import find
from seqfolio.load.reader import Reader, Request, choose
from seqfolio.load.sample_names import matched
from seqfolio.load.samples import column_of, match, read_sheet
from seqfolio.load.sheets import open_table

CONTROLS = re.compile(
    r"^(control|ctrl|ctl|con|untreated|untrt|unt|vehicle|veh|dmso|mock|wt|wild.?type|normal|healthy|placebo|"
    r"baseline|reference|ref|none|0h?)$",
    re.IGNORECASE,
)
CONTROL_WORD = re.compile(r"\b(control|untreated|vehicle|mock|wild.?type|normal|healthy|placebo)\b", re.IGNORECASE)
FOR_OTHER_VALUES = "welch"  # the method for what is no count
REPLICATE = re.compile(  # "WT_rep1", "KO-r2", "day0.1", "ctrl3", but "tumor 1" is of the group "tumor"
    r"^(?P<group>.*?[^\W\d_].*?)(?:[\s._-]+(?:r|s|n|sample)|[\s._-]*rep(?:licate)?)?[\s._-]*\d+$", re.IGNORECASE
)


@dataclass(frozen=True)
class Found:
    """What a project file is written from: values of each sample's factor, and where things lie.

    Attributes:
        values: what the numbers are, where the format does not say it.
        others: the sheet's other columns -> their levels; empty for a column of numbers.
        sample_id: column of the sheet with the ids, when it is not the usual one.
        genes: the lines of ``input`` that say the genes of transcripts.
    """

    counts: str
    samples: str
    factor: str
    groups: dict[str, str]
    values: str
    others: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sample_id: str | None = None
    genes: str = ""

    @property
    def levels(self) -> list[str]:
        """Levels with the reference first."""
        levels = list(dict.fromkeys(self.groups.values()))
        named = (level for pattern in (CONTROLS, CONTROL_WORD) for level in levels if pattern.search(level))
        reference = next(named, levels[0]) if levels else ""
        return [reference, *(level for level in levels if level != reference)] if levels else []


@dataclass(frozen=True)
class Counts:
    """What is known of the counts.

    Attributes:
        path: what the user named.
        names: of the samples.
        values: what the numbers are; empty where the format says it.
        genes: the file that says the genes of transcripts, when one is needed.
        missing: whether one is needed and there is none that fits.
    """

    path: Path
    names: list[str]
    values: str = ""
    genes: GeneFile | None = None
    missing: bool = False


def initialise(
    counts: Path,
    sheet: Path | None,
    groups: str | None,
    method: str | None,
    folder: Path,
    genes: tuple[Path | None, Path | None] = (None, None),
    *,
    force: bool,
) -> list[str]:
    """Write the files; returns what to tell the user.

    Args:
        counts: file, folder or pattern.
        sheet: of the samples; None when one is to be written.
        groups: such as ``control:5,treatment:5``.
        method: id of a method.
        folder: where the files are written.
        genes: tx2gene table and GTF, of counts of transcripts.
        force: whether files may be overwritten.

    Raises:
        InputError: the counts cannot be read, the groups do not fit, or a file exists already.
    """
    if method is not None:
        METHODS.get(method, "--method")
    targets = [folder / "project.yaml", *([] if sheet else [folder / "samples.csv"])]
    existing = [path.name for path in targets if path.exists()]
    if existing and not force:
        raise fail("file-exists", f"{listed(existing)} exists here already", hint="-f overwrites it.")
    read = _counts(counts, genes, folder)
    found = _from_sheet(read, sheet, folder) if sheet else _from_names(read, groups, folder)
    found = replace(found, genes=_genes_lines(read, folder))
    said = [] if sheet else [_write_sheet(found, folder / "samples.csv")]
    chosen = method or (FOR_OTHER_VALUES if found.values in LABELS else None)
    (folder / "project.yaml").write_text(_yaml(found, chosen, folder), "utf-8")
    (folder / SCHEMA_NAME).write_text(schema_text(), "utf-8")
    told = [*_told(found), *_told_values(found, chosen), *_told_genes(read)]
    return [*said, *told, "Next: seqfolio check project.yaml, then seqfolio run project.yaml"]


def _counts(path: Path, genes: tuple[Path | None, Path | None], folder: Path) -> Counts:
    """Names and kind of the counts; of transcripts without genes the names of the samples only."""
    files = find(Path(), str(path))
    choice = choose(files, "auto")
    settings = Input(counts=str(path), samples="-")
    request = Request(choice.paths, files, settings, Path())
    used = _gene_file(genes, choice.reader, (files.root, files.root.parent, folder))
    if used:
        settings = settings.model_copy(update={used.key: str(used.path)})
    try:
        table = choice.reader.read(replace(request, settings=settings))
    except InputError as error:
        if choice.reader.names is None or not _is_for_the_user(error, used):
            raise
        return Counts(path, choice.reader.names(request), genes=used, missing=True)
    return Counts(path, [str(n) for n in table.counts], "" if table.values else guessed(table.counts), used)


def _gene_file(genes: tuple[Path | None, Path | None], reader: Reader, places: tuple[Path, ...]) -> GeneFile | None:
    """A file is looked for where transcripts need one; for counts of genes a GTF that was named is the annotation."""
    if reader.names:
        return gene_file(*genes, places)
    tx2gene, gtf = genes
    if tx2gene:
        message = f"--tx2gene: {reader.title} gives counts of genes, which need no table of transcripts"
        raise fail("wrong-value", message, hint="Leave it out.")
    return GeneFile("gtf", gtf) if gtf else None


def _is_for_the_user(error: InputError, used: GeneFile | None) -> bool:
    """Whether nothing is wrong but that nobody said the genes of the transcripts, or that a guess does not fit."""
    codes = {problem.code for problem in error.problems}
    return codes == {"tx2gene-missing"} or (used is not None and used.guessed and codes == {"tx2gene-no-match"})


def _told_values(found: Found, method: str | None) -> list[str]:
    if found.values not in LABELS:
        return []
    return [
        f"The numbers look like {LABELS[found.values]}, not counts (method: {method}). Give raw counts if there are any."
    ]


def _genes_lines(read: Counts, folder: Path) -> str:
    if read.missing:
        return """
  # These are counts of transcripts. Name one of the two, of the annotation that the index was made from:
  # tx2gene: tx2gene.tsv                # transcript, gene, and perhaps the gene's name
  # gtf: genes.gtf.gz"""
    found = read.genes
    return f"\n  {found.key}: {_quoted(_relative(found.path, folder))}" if found else ""


def _told_genes(read: Counts) -> list[str]:
    if read.missing:
        what = f"{printable(read.genes.path.name)} knows none of them" if read.genes else "nothing says their genes"
        return [
            f"The counts are of transcripts, and {what}: fill in tx2gene or gtf in project.yaml, or call init again "
            "with --tx2gene FILE or --gtf FILE, and -f."
        ]
    if read.genes and read.genes.guessed:
        said = f"{read.genes.key}: {printable(read.genes.path.name)} was found beside the counts"
        return [f"{said}; make sure that it belongs to the index."]
    return []


def _relative(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(path.absolute(), folder)).as_posix()


def _from_names(read: Counts, groups: str | None, folder: Path) -> Found:
    of_sample = _given(groups, read.names) if groups else _guessed(read.names)
    return Found(_relative(read.path, folder), "samples.csv", "group", of_sample, read.values)


def _given(groups: str, names: list[str]) -> dict[str, str]:
    wanted: list[str] = []
    for part in groups.split(","):
        name, _, number = part.strip().rpartition(":")
        if not name or not number.strip().isdigit() or int(number) < 1:
            raise fail(
                "wrong-groups",
                f'--groups: "{printable(part)}" is not name:number',
                hint="For example control:5,treatment:5",
            )
        wanted += [name.strip()] * int(number)
    if len(wanted) != len(names):
        raise fail(
            "wrong-groups",
            f"--groups names {counted(len(wanted), 'sample')}, the counts have {len(names)}: {listed(names, 30)}",
            hint="The numbers must add up to the columns of the counts, in their order.",
        )
    return dict(zip(names, wanted, strict=True))


def _guessed(names: list[str]) -> dict[str, str]:
    """Groups by what stands before the number of a replicate; empty when that gives nothing sensible."""
    matches = {name: REPLICATE.match(name) for name in names}
    groups = {name: m["group"].strip(" ._-") for name, m in matches.items() if m}
    sizes = list(pd.Series(list(groups.values())).value_counts()) if groups else []
    sensible = len(groups) == len(names) and 2 <= len(sizes) <= len(names) // 2 and min(sizes) >= 2
    return groups if sensible else dict.fromkeys(names, "")


def _from_sheet(read: Counts, sheet_path: Path, folder: Path) -> Found:
    table, settings = open_table(sheet_path, "--samples"), Input(counts="-", samples="-")
    sheet = read_sheet(table, settings)
    id_column = None if set(read.names) & set(sheet.samples.index) else column_of(sheet, read.names)
    if id_column:
        sheet = read_sheet(table, settings.model_copy(update={"sample_id": id_column}))
    renamed = matched(read.names, list(sheet.samples.index))
    used = match(sheet, [renamed.get(name, name) for name in read.names], {})
    samples = sheet.samples.loc[used]
    factor = factor_of(samples)
    groups = {name: str(samples.at[name, factor]) for name in used} if factor else dict.fromkeys(used, "")
    others = _others(samples, factor)
    return Found(
        _relative(read.path, folder),
        _relative(sheet_path, folder),
        factor or "",
        groups,
        read.values,
        others,
        id_column,
    )


def _others(samples: pd.DataFrame, factor: str | None) -> dict[str, tuple[str, ...]]:
    """The columns that are not compared, with their levels; one that is the same for all samples or tells each apart is none."""
    levels = {
        str(name): () if samples[name].dtype.kind == "f" else tuple(levels_of(samples[name]))
        for name in samples
        if name != factor
    }
    return {name: found for name, found in levels.items() if len(found) < len(samples) and len(found) != 1}


def _write_sheet(found: Found, path: Path) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(("sample", found.factor))
    writer.writerows(found.groups.items())
    path.write_text(buffer.getvalue(), "utf-8")
    return f"samples.csv: {counted(len(found.groups), 'sample')}"


def _told(found: Found) -> list[str]:
    if not all(found.levels):
        return [
            "project.yaml: no groups were found, so nothing is compared yet.",
            f"Fill in the groups in {found.samples} and the contrasts in project.yaml, or use --groups.",
        ]
    sizes = ", ".join(
        f"{printable(level)} ({sum(g == level for g in found.groups.values())})" for level in found.levels
    )
    said = f"project.yaml: {printable(found.factor)}: {sizes}; each is compared with {printable(found.levels[0])}"
    guess = f'That "{printable(found.factor)}" is what to compare is a guess from the sheet'
    return [said, *([f"{guess}; {line}" for line in _other_columns(found)])]


def _other_columns(found: Found) -> list[str]:
    """One line that names the columns that are not used, and the formula that would use the first category of them."""
    if not found.others:
        return []
    columns = [
        f"{printable(name)} ({', '.join(printable(level) for level in levels[:6])}{', ...' if len(levels) > 6 else ''})"
        if levels
        else f"{printable(name)} (numbers)"
        for name, levels in found.others.items()
    ]
    first = next((name for name, levels in found.others.items() if len(levels) >= 2), next(iter(found.others)))
    example = f"~ {_term(first)} + {_term(found.factor)}"
    return [f'other columns: {", ".join(columns)}: for example formula: "{printable(example, 200)}"']


def _term(name: str) -> str:
    return name if name.isidentifier() else f"`{name}`"


def _quoted(text: str) -> str:
    return (
        text
        if re.fullmatch(r"[A-Za-z][\w./-]*", text) and text.lower() not in ("null", "true", "false")
        else json.dumps(text, ensure_ascii=False)
    )


def _yaml(found: Found, method: str | None, folder: Path) -> str:
    grouped = all(found.levels)
    values = (
        ""
        if found.values in ("counts", "")
        else f"\n  values: {found.values}   # a guess: estimated_counts, tpm, fpkm, normalized or log2?"
    )
    sample_id = f"\n  sample_id: {_quoted(found.sample_id)}" if found.sample_id else ""
    return f"""# yaml-language-server: $schema={SCHEMA_NAME}
seqfolio: 1

project:
  id: {slug(folder.name)}
  title: {_quoted(folder.name or "My project")}
  # organism: Homo sapiens
  # client: ...
  # contact: ...
  # description: What was done and what the question is.

input:
  counts: {_quoted(found.counts)}
  samples: {_quoted(found.samples)}{sample_id}{values}{found.genes}
  # genes: genes.tsv                    # gene_id, gene_name and more
  # exclude: {{S7: "RNA degraded"}}       # samples to leave out, with the reason

design:
{_design(found) if grouped else _no_design()}

analysis:
{_analysis(method)}

report:
  formats: [html, pdf]
{_report(method)}"""


def _design(found: Found) -> str:
    others = "".join(f"  # {line}\n" for line in _other_columns(found))
    reference = found.levels[0]
    contrasts = "\n".join(
        f"    - {{id: {_id(level, reference, i)}, factor: {_quoted(found.factor)}, "
        f"numerator: {_quoted(level)}, denominator: {_quoted(reference)}}}"
        for i, level in enumerate(found.levels[1:], 1)
    )
    return f"""{others}  formula: {json.dumps(f"~ {_term(found.factor)}", ensure_ascii=False)}
  contrasts:   # log2 fold change > 0: higher in the numerator
{contrasts}"""


def _id(level: str, reference: str, i: int) -> str:
    name = f"{level}_vs_{reference}"
    return slug(name) if slug(name) == name else f"contrast_{i}"


def _no_design() -> str:
    return """  contrasts: []   # nothing is compared yet; the report shows the samples and their quality
  # formula: "~ group"
  # contrasts:
  #   - {id: treated_vs_control, factor: group, numerator: treated, denominator: control}"""


def _analysis(method: str | None) -> str:
    chosen = METHODS.get(method) if method else None
    lines = [
        f"method: {method}   # {chosen.title}"
        if chosen
        else "# method: deseq2                   # the default; seqfolio show methods"
    ]
    if method == "ttest":
        lines += [
            "normalization: none               # the tutorial's log2(count + 1); auto divides by size factors first"
        ]
    lines += [
        "alpha: 0.05",
        "# select: pvalue                   # call genes by the nominal p-value; the report warns of it",
    ]
    return "\n".join(f"  {line}" for line in lines)


def _report(method: str | None) -> str:
    heatmap = "  # options: {heatmap: {cmap: viridis, scale: none, cluster: false}}   # the tutorial's heat map\n"
    return f"  # logo: logo.png\n{heatmap if method in ('ttest', 'welch') else ''}"
