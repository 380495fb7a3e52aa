"""Files -> Dataset: counts, sample sheet and annotation, checked and brought into one order."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from seqfolio.config import Config
from seqfolio.errors import gathered, printable
from seqfolio.load import counts as count_rules
from seqfolio.load.annotation import annotate, read_annotation
from seqfolio.load.reader import CountTable, choose
from seqfolio.load.samples import match, read_sheet
from seqfolio.load.text import TextTable
from seqfolio.model import Dataset, Source
from seqfolio.provenance import sha256


def load(config: Config) -> Dataset:
    """Read every input file of a project.

    Raises:
        InputError: a file is missing or does not mean what the YAML says.
    """
    settings = config.input
    path = config.path(settings.counts)
    reader = choose(path, settings.format)
    sheet_path = config.path(settings.samples)
    table, sheet = gathered(
        lambda: reader.read(path), lambda: read_sheet(TextTable.open(sheet_path, "input.samples"), settings)
    )
    used = match(sheet, list(table.counts.columns), settings.exclude)
    kept = CountTable(table.counts[used], table.lines, table.name, table.notes)
    count_rules.check(kept, settings.values)
    rounded, repairs = _rounded(kept.counts, settings.values)
    genes, gene_sources = _genes(config, rounded.index)
    return Dataset(
        counts=rounded,
        values=settings.values,
        samples=sheet.samples.loc[used],
        display_names={name: sheet.display_names[name] for name in used},
        genes=genes,
        sources=(
            _source(path, reader.id, "counts", len(rounded), len(used), table.notes),
            _source(sheet_path, "table", "samples", None, len(used)),
            *gene_sources,
        ),
        excluded=dict(settings.exclude),
        assumed=sheet.assumed,
        repairs=repairs,
    )


def _rounded(counts: pd.DataFrame, values: str) -> tuple[pd.DataFrame, tuple[str, ...]]:
    if values != "estimated_counts":
        return counts, ()
    rounded = pd.DataFrame(np.rint(counts.to_numpy()), index=counts.index, columns=counts.columns)
    changed = int((rounded.to_numpy() != counts.to_numpy()).sum())
    return rounded, (f"{changed:,} estimated counts were rounded to whole numbers",) if changed else ()


def _genes(config: Config, ids: pd.Index[str]) -> tuple[pd.DataFrame, tuple[Source, ...]]:
    if config.input.genes is None:
        return annotate(ids, None), ()
    path = config.path(config.input.genes)
    annotation = read_annotation(TextTable.open(path, "input.genes"))
    known = int(ids.isin(annotation.index).sum())
    note = f"{known:,} of {len(ids):,} genes of the counts are annotated"
    return annotate(ids, annotation), (_source(path, "table", "genes", len(annotation), None, (note,)),)


def _source(
    path: Path, kind: str, role: str, genes: int | None, samples: int | None, notes: tuple[str, ...] = ()
) -> Source:
    return Source(printable(path.name, 200), sha256(path), kind, role, genes, samples, notes)
