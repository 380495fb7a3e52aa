"""The gene annotation: names and more for each gene id, from a table, a GTF or GFF3, and the count files themselves."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from seqfolio.config import Config
from seqfolio.errors import counted, fail, listed, printable
from seqfolio.load.excel_damage import repaired
from seqfolio.load.gene_columns import is_id, standard
from seqfolio.load.gene_kinds import without_version
from seqfolio.load.gtf import read_gtf
from seqfolio.load.sheets import open_table
from seqfolio.load.text import TextTable
from seqfolio.model import Source
from seqfolio.provenance import sha256

Annotated = tuple[pd.DataFrame, tuple[Source, ...], tuple[str, ...]]


def annotated(config: Config, ids: pd.Index[str], own: pd.DataFrame | None) -> Annotated:
    """What is known about exactly these genes, the files that say it, and what was repaired.

    The table of ``input.genes`` comes before ``input.gtf``, and both before what stands in the count files.

    Raises:
        InputError: a file cannot be read, or knows none of the genes.
    """
    found: list[pd.DataFrame] = []
    sources: list[Source] = []
    for path, role in _files(config):
        known = read_annotation(open_table(path, role)) if role == "input.genes" else read_gtf(path).genes
        frame, notes = aligned(known, ids, printable(path.name), role)
        found.append(frame)
        kind = "table" if role == "input.genes" else "GTF"
        sources.append(
            Source(printable(path.name, 200), sha256(path), kind, role.split(".")[1], len(known), None, notes)
        )
    genes = _together([*found, *([own] if own is not None else [])], ids)
    names, repairs = _repaired_names(genes["gene_name"])
    return genes.assign(gene_name=names), tuple(sources), repairs


def _repaired_names(names: pd.Series[str]) -> tuple[pd.Series[str], tuple[str, ...]]:
    """Names that a spreadsheet damaged, given back; where the ids are the names, a damaged id gets a name and stays as it is."""
    written = [str(name) or str(gene) for gene, name in names.items()]
    mended, repairs = repaired(written)
    both = zip(names, written, mended, strict=True)
    kept = [new if new != old else str(name) for name, old, new in both]
    return pd.Series(kept, index=names.index, dtype=object), repairs


def _files(config: Config) -> list[tuple[Path, str]]:
    given = ((config.input.genes, "input.genes"), (config.input.gtf, "input.gtf"))
    return [(config.path(value), role) for value, role in given if value is not None]


def _together(frames: list[pd.DataFrame], ids: pd.Index[str]) -> pd.DataFrame:
    """The first frame that knows a cell says what stands there; empty text where nobody knows."""
    genes = pd.DataFrame({"gene_name": ""}, index=ids, dtype=object)
    for frame in frames:
        for name in frame.columns:
            if name not in genes:
                genes[name] = frame[name].to_numpy()
            else:
                genes[name] = genes[name].where(genes[name] != "", frame[name].to_numpy())
    return genes.fillna("").astype(object)


def read_annotation(table: TextTable) -> pd.DataFrame:
    """Annotation as text, indexed by gene id; ``gene_name`` is always there.

    Raises:
        InputError: no column with gene ids, or a gene that stands twice and differs.
    """
    header = table.header
    id_column = next((name for name in header if name == "gene_id"), None) or next(
        (name for name in header if is_id(name)), None
    )
    if id_column is None:
        raise fail(
            "unknown-column",
            'the annotation has no column "gene_id"',
            f"{table.name}:1",
            f"Columns: {listed(header, 20)}. Rename the one with the ids of the counts.",
        )
    columns = table.columns()
    ids = pd.Index(columns[id_column], dtype=object, name="gene_id")
    cells = {standard(name, header): column for name, column in columns.items() if name != id_column}
    frame = pd.DataFrame(cells, index=ids, dtype=object)
    if not ids.is_unique:
        frame = _once_each(frame, table)
    return frame if "gene_name" in frame else frame.assign(gene_name="")


def _once_each(frame: pd.DataFrame, table: TextTable) -> pd.DataFrame:
    """The rows without those that say the same once more."""
    different = ~frame.reset_index().duplicated().to_numpy()
    again = np.flatnonzero(different & frame.index.where(different, None).duplicated())
    if len(again):
        gene = frame.index[again[0]]
        first = int(np.flatnonzero(frame.index == gene)[0])
        lines = table.lines_of({first, int(again[0])})
        raise fail(
            "duplicate-id",
            f'the gene "{printable(gene)}" stands twice; first on line {lines[first]}',
            f"{table.name}:{lines[int(again[0])]}",
            "Each gene has one row in the annotation.",
        )
    return frame[different]


def aligned(known: pd.DataFrame, ids: pd.Index[str], name: str, role: str) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The rows of exactly these genes; ids that differ in their version only are matched, and that is said.

    Raises:
        InputError: not one of the genes is known.
    """
    exact = ids.isin(known.index)
    looked_up = pd.Index(ids.to_numpy(dtype=object).copy(), dtype=object)
    notes = []
    if not exact.all():
        bare = _bare(known)
        keys = pd.Index(
            [str(i) if ok else bare.get(without_version(str(i)), str(i)) for i, ok in zip(ids, exact, strict=True)]
        )
        loosely = int(keys.isin(known.index).sum() - exact.sum())
        looked_up = keys
        notes += [f"{counted(loosely, 'gene')} matched without the version of the id"] if loosely else []
    number = int(looked_up.isin(known.index).sum())
    if not number:
        hint = f"The counts have ids such as {listed(ids[:3])}, the annotation {listed(known.index[:3])}."
        raise fail("annotation-no-match", f'"{name}" knows none of the genes of the counts', role, hint)
    frame = known.reindex(looked_up).set_axis(ids).fillna("")
    return frame, (f"{number:,} of {len(ids):,} genes of the counts are annotated", *notes)


def _bare(known: pd.DataFrame) -> dict[str, str]:
    """Id without version -> id; the copy on the Y chromosome does not stand for the gene itself."""
    bare: dict[str, str] = {}
    for gene in known.index:
        if not str(gene).endswith("_PAR_Y"):
            bare.setdefault(without_version(str(gene)), str(gene))
    return bare
