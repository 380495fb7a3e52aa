"""Files -> Dataset: counts, sample sheet and annotation, checked and brought into one order."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd

from seqfolio.config import Config
from seqfolio.errors import fail, gathered, printable
from seqfolio.load import counts as count_rules
from seqfolio.load import gene_kinds, sample_names
from seqfolio.load.annotation import annotated
from seqfolio.load.files import Files, find
from seqfolio.load.kept import keep
from seqfolio.load.reader import Choice, CountTable, Request, choose
from seqfolio.load.samples import Sheet, match, read_sheet
from seqfolio.load.sheets import open_table
from seqfolio.model import Dataset, Source
from seqfolio.progress import Progress, Silent
from seqfolio.provenance import sha256


def load(config: Config, told: Progress | None = None) -> Dataset:
    """Read every input file of a project.

    Args:
        config: the project.
        told: hears about each of many files.

    Raises:
        InputError: a file is missing or does not mean what the YAML says.
    """
    settings = config.input
    files = find(config.folder, settings.counts)
    sheet_path = config.path(settings.samples)
    (choice, table), sheet = gathered(
        lambda: read_counts(config, files, told),
        lambda: read_sheet(open_table(sheet_path, "input.samples"), settings),
    )
    values = count_rules.what_they_are(table, settings)
    renamed = sample_names.matched([str(name) for name in table.counts.columns], list(sheet.samples.index))
    columns = [renamed.get(str(name), str(name)) for name in table.counts.columns]
    _refuse_transposed(table, sheet, columns)
    used = match(sheet, columns, settings.exclude)
    kept = keep(table, columns, used)
    count_rules.check(kept, values)
    rounded, repairs = _rounded(kept.counts, values)
    genes, gene_sources, gene_repairs = annotated(config, rounded.index, kept.genes)
    counts_source = _counts_source(files, choice, table, len(rounded), len(used))
    return Dataset(
        counts=rounded,
        values=values,
        samples=sheet.samples.loc[used],
        display_names={name: sheet.display_names[name] for name in used},
        genes=genes,
        sources=(
            counts_source,
            *(source(path, "table", role) for role, path in table.also),
            source(sheet_path, "table", "samples", samples=len(used), notes=sheet.notes),
            *gene_sources,
        ),
        excluded=dict(settings.exclude),
        assumed=sheet.assumed,
        repairs=(*table.repairs, *_renamed_words(renamed), *gene_repairs, *repairs),
        lengths=kept.lengths,
        renamed=renamed,
        gene_ids=gene_kinds.words(rounded.index),
        spike_ins=gene_kinds.spike_ins(genes),
    )


def read_counts(config: Config, files: Files, told: Progress | None = None) -> tuple[Choice, CountTable]:
    """The counts of a project and which reader read them.

    Raises:
        InputError: see the reader.
    """
    choice = choose(files, config.input.format)
    if config.input.column_names and choice.reader.id != "htseq":
        message = f"{choice.reader.title} files name their samples themselves"
        raise fail("wrong-value", message, "input.column_names", "Take column_names away.")
    request = Request(choice.paths, files, config.input, config.folder, told or Silent())
    return choice, choice.reader.read(request)


def _refuse_transposed(table: CountTable, sheet: Sheet, columns: list[str]) -> None:
    rows = set(map(str, table.counts.index))
    if not set(columns) & set(sheet.samples.index) and set(sheet.samples.index) <= rows:
        message = "the samples of the sheet stand in the rows; genes in rows and samples in columns are needed"
        raise fail("table-shape", message, table.name, "Transpose the table.")


def _rounded(counts: pd.DataFrame, values: str) -> tuple[pd.DataFrame, tuple[str, ...]]:
    if values != "estimated_counts":
        return counts, ()
    rounded = pd.DataFrame(np.rint(counts.to_numpy()), index=counts.index, columns=counts.columns)
    changed = int((rounded.to_numpy() != counts.to_numpy()).sum())
    return rounded, (f"{changed:,} estimated counts were rounded to whole numbers",) if changed else ()


def _renamed_words(renamed: dict[str, str]) -> tuple[str, ...]:
    return tuple(
        f'the sample "{printable(ours)}" of the sheet is called "{printable(theirs)}" in the counts'
        for theirs, ours in renamed.items()
    )


def _counts_source(files: Files, choice: Choice, table: CountTable, genes: int, samples: int) -> Source:
    paths = table.files or choice.paths
    notes = (*choice.notes, *table.notes)
    kind = choice.reader.id
    if len(paths) == 1:
        return source(paths[0], kind, "counts", genes, samples, notes)
    digests = tuple((printable(files.name(path), 200), sha256(path)) for path in paths)
    text = "".join(f"{digest}  {name}\n" for name, digest in digests)
    name = f"{printable(files.root.resolve().name, 160)} ({len(paths)} files)"
    return Source(name, hashlib.sha256(text.encode()).hexdigest(), kind, "counts", genes, samples, notes, digests)


def source(
    path: Path,
    kind: str,
    role: str,
    genes: int | None = None,
    samples: int | None = None,
    notes: tuple[str, ...] = (),
) -> Source:
    """One file as it stands on the record."""
    return Source(printable(path.name, 200), sha256(path), kind, role, genes, samples, notes)
