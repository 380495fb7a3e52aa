"""recount3's coverage sums become counts as its own R functions make them.

``compute_read_counts``: round(sum / average mapped length); ``transform_counts``: round(sum * 40,000,000 / total coverage).
Source: recount3 1.8, R/transform_counts.R; the metadata have the columns of ``sra.recount_qc.DRP004088.MD.gz``.
"""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from harness import write
from made import tsv
from reading import read_counts

SUMS = [["ENSG00000000001.1", 530, 1414], ["ENSG00000000002.2", 18, 0], ["ENSG00000000003.3", 1_514_000, 627_390]]
FILE = "gene_sums/88/DRP004088/sra.gene_sums.DRP004088.G026.gz"
HEAD = b"##annotation=G026\n##date.generated=2020-05-12 01:01:55.963731\n"
RUNS = ("DRR057223", "DRR057224")


def sums() -> dict[str, bytes]:
    return {FILE: gzip.compress(HEAD + tsv([["gene_id", *RUNS], *SUMS]))}


def quality(study: str = "DRP004088", **columns: tuple[float, float]) -> dict[str, bytes]:
    head = ["rail_id", "external_id", "study", *(name.replace("__", ".") for name in columns)]
    rows = [[148551 + i, run, study, *(values[i] for values in columns.values())] for i, run in enumerate(RUNS)]
    return {f"metadata/88/DRP004088/sra.recount_qc.{study}.MD.gz": gzip.compress(tsv([head, *rows]))}


COVERAGE = {"bc_auc__all_reads_all_bases": (1_514_951_362.0, 627_390_081.0)}


def expected(factors: tuple[float, float]) -> list[list[float]]:
    return [[float(round(value * factor)) for value, factor in zip(row[1:], factors, strict=True)] for row in SUMS]


@pytest.mark.parametrize("named", [FILE, "."])
def test_reads_by_the_average_mapped_length_of_both_mates(tmp_path: Path, named: str) -> None:
    """Of pairs the mapped length is that of both mates; the length of one read would count each pair twice."""
    mates = {"sra.recount_seq_qc.DRP004088.MD.gz": gzip.compress(b"rail_id\texternal_id\tavg_len\n1\tDRR057223\t50\n")}
    write(tmp_path, {**sums(), **quality(star__average_mapped_length=(100.6, 99.0), **COVERAGE), **mates})
    table = read_counts(tmp_path, named)
    assert table.counts.to_numpy().tolist() == expected((1 / 100.6, 1 / 99.0))
    assert "sra.recount_qc.DRP004088.MD.gz" in table.notes[0]
    assert [role for role, _ in table.also] == ["recount3 metadata"]


def test_total_coverage_without_a_mapped_length(tmp_path: Path) -> None:
    write(tmp_path, {**sums(), **quality(**COVERAGE)})
    found = read_counts(tmp_path, FILE).counts.to_numpy().tolist()
    assert found == expected((4e7 / 1_514_951_362, 4e7 / 627_390_081))


def test_metadata_of_another_study_is_not_taken(tmp_path: Path) -> None:
    write(tmp_path, {**sums(), **quality("SRP014565", star__average_mapped_length=(100.6, 99.0))})
    table = read_counts(tmp_path, ".")
    assert "no metadata" in table.notes[0]
    assert table.counts.to_numpy().sum(axis=0) == pytest.approx([4e7, 4e7], rel=1e-6)
