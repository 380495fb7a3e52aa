"""The sample sheet: covariates as text or numbers, and whether it fits the counts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import count

import pandas as pd

from seqfolio.config.model import Input
from seqfolio.design.covariates import is_missing
from seqfolio.errors import InputError, Problem, fail, listed, nearest, printable
from seqfolio.load.sample_names import base_name
from seqfolio.load.text import TextTable

NO_NUMBER = frozenset({"none", "null"})  # missing among numbers; among words a treatment or a genotype


@dataclass(frozen=True)
class Sheet:
    """A sample sheet as it is written."""

    samples: pd.DataFrame = field(repr=False)
    display_names: dict[str, str]
    assumed: dict[str, str]
    notes: tuple[str, ...] = ()


def read_sheet(table: TextTable, settings: Input) -> Sheet:
    """Read a sample sheet.

    Raises:
        InputError: no such column, a sample without id, two with the same.
    """
    header = table.header
    id_column = _column(settings.sample_id, header, table, "input.sample_id") or default_id(header)
    name_column = _column(settings.display_name, header, table, "input.display_name")
    for factor in settings.factors:
        _column(factor, header, table, "input.factors")
    wanted = {id_column, name_column, *settings.factors}
    dropped = [name for name in header if name.casefold() in FILES and name not in wanted] if is_nfcore(header) else []
    records, merged = _lanes(table.records(), id_column, dropped)
    ids = _ids(records, id_column, table)
    covariates = [name for name in header if name not in (id_column, name_column, *dropped)]
    columns = {name: [record[name] for _, record in records] for name in covariates}
    numeric = {name: _numbers(cells) for name, cells in columns.items() if name not in settings.factors}
    frame = pd.DataFrame(
        {name: numeric.get(name) or cells for name, cells in columns.items()},
        index=pd.Index(ids, dtype=object, name="sample"),
    )
    frame = frame.astype({name: object for name in covariates if not numeric.get(name)})
    names = [record[name_column] or i for i, (_, record) in zip(ids, records, strict=True)] if name_column else ids
    assumed = {name: "continuous" if numeric.get(name) else "category" for name in covariates}
    notes = (*table.repairs, *_nfcore_notes(dropped, merged))
    return Sheet(frame, dict(zip(ids, _unique(names), strict=True)), assumed, notes)


FILES = frozenset({
    "fastq_1", "fastq_2", "strandedness", "genome_bam", "transcriptome_bam", "seq_platform", "seq_center", "percent_mapped",
})  # fmt: skip


def is_nfcore(header: list[str]) -> bool:
    """Whether this is the sample sheet of nf-core/rnaseq, perhaps with more columns."""
    return "sample" in header and "fastq_1" in header


def default_id(header: list[str]) -> str:
    """The column with the ids: ``sample`` of a sheet of nf-core, else the first one."""
    return "sample" if is_nfcore(header) else header[0]


def _lanes(
    records: list[tuple[int, dict[str, str]]], id_column: str, dropped: list[str]
) -> tuple[list[tuple[int, dict[str, str]]], list[str]]:
    """One row per sample where rows differ in their files only (lanes of one library), and the samples concerned."""
    if not dropped:
        return records, []
    seen: dict[str, dict[str, str]] = {}
    kept, merged = [], []
    for line, record in records:
        told = {name: cell for name, cell in record.items() if name not in dropped}
        if seen.get(record[id_column]) == told:
            merged.append(record[id_column])
            continue
        seen.setdefault(record[id_column], told)
        kept.append((line, record))
    return kept, list(dict.fromkeys(merged))


def _nfcore_notes(dropped: list[str], merged: list[str]) -> tuple[str, ...]:
    notes = [f"columns of nf-core/rnaseq that describe files were left out: {listed(dropped)}"] if dropped else []
    notes += [f"{listed(merged)}: several rows (lanes) are one sample, as in nf-core/rnaseq"] if merged else []
    return tuple(notes)


def _column(name: str | None, header: list[str], table: TextTable, key: str) -> str | None:
    if name is not None and name not in header:
        raise fail(
            "unknown-column",
            f'{key}: the sample sheet has no column "{printable(name)}"',
            f"{table.name}:1",
            nearest(name, header) or f"Columns: {listed(header, 20)}.",
        )
    return name


def _ids(records: list[tuple[int, dict[str, str]]], column: str, table: TextTable) -> list[str]:
    seen: dict[str, int] = {}
    for line, record in records:
        sample = record[column]
        if not sample:
            raise fail(
                "missing-id", f'the row has no sample id in the column "{printable(column)}"', f"{table.name}:{line}"
            )
        if sample in seen:
            raise fail(
                "duplicate-id",
                f'the sample "{printable(sample)}" stands twice; first on line {seen[sample]}',
                f"{table.name}:{line}",
                "Each sample has one row.",
            )
        seen[sample] = line
    if not seen:
        raise fail("file-empty", "the sample sheet has a header and no sample", table.name)
    return list(seen)


def _numbers(cells: list[str]) -> list[float] | None:
    """The cells as numbers; None when one of them is text, or when all are missing."""
    present = [cell for cell in cells if not is_missing(cell) and cell.strip().casefold() not in NO_NUMBER]
    try:
        numbers = {cell: float(cell) for cell in present}
    except ValueError:
        return None
    return [numbers.get(cell, float("nan")) for cell in cells] if present else None


def _unique(names: list[str]) -> list[str]:
    """Display names that can be told apart: a name that stands twice is numbered."""
    taken, used = set(names), set[str]()
    result = []
    for name in names:
        free = (f"{name} ({n})" for n in count(2) if f"{name} ({n})" not in taken | used)
        chosen = next(free) if name in used else name
        used.add(chosen)
        result.append(chosen)
    return result


def match(sheet: Sheet, in_counts: list[str], excluded: dict[str, str]) -> list[str]:
    """The samples to use: those of the counts, in their order, without the excluded ones.

    Raises:
        InputError: a sample of one file is missing from the other (with near matches), or nothing is left.
    """
    in_sheet = list(sheet.samples.index)
    problems = [
        *_only_in(in_sheet, in_counts, excluded, "sample sheet", "counts"),
        *_only_in(in_counts, in_sheet, excluded, "counts", "sample sheet"),
    ]
    problems = _in_another_column(sheet, in_counts, problems) if len(problems) == 2 else problems
    known = {*in_sheet, *in_counts}
    problems += [
        Problem("unknown-sample", f'"{printable(name)}" is in neither file', "input.exclude", nearest(name, known))
        for name in excluded
        if name not in known
    ]
    if problems:
        raise InputError(problems)
    used = [name for name in in_counts if name not in excluded]
    if not used:
        raise fail("unknown-sample", "every sample is excluded", "input.exclude")
    return used


def column_of(sheet: Sheet, names: list[str]) -> str | None:
    """The column of a sheet, other than that of its ids, in which all these names stand."""
    columns = {str(name): [str(cell) for cell in sheet.samples[name]] for name in sheet.samples}
    return next((name for name, cells in columns.items() if set(names) <= {*cells, *map(base_name, cells)}), None)


def _in_another_column(sheet: Sheet, in_counts: list[str], problems: list[Problem]) -> list[Problem]:
    """The advice that helps when the names of the counts stand in a column that was not taken for the ids."""
    found = column_of(sheet, in_counts)
    if found is None:
        return problems
    hint = f'The column "{printable(found)}" of the sheet has the names of the counts: say input: {{sample_id: {printable(found)}}}.'
    return [*problems[:-1], replace(problems[-1], hint=hint)]


def _only_in(these: list[str], others: list[str], excluded: dict[str, str], here: str, there: str) -> list[Problem]:
    lost = [name for name in these if name not in set(others) and name not in excluded]
    if not lost:
        return []
    hints = {name: nearest(name, [o for o in others if o not in set(these)]) for name in lost[:4]}
    near = " ".join(f'"{printable(name)}": {hint}' for name, hint in hints.items() if hint)
    way_out = "Correct the name, or leave the sample out with input.exclude: {sample: reason}."
    return [
        Problem(
            "unknown-sample",
            f"in the {here} but not in the {there}: {listed(lost)}",
            "input",
            f"{near} {way_out}".strip(),
        )
    ]
