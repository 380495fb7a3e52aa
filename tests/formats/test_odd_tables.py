"""Tables as people have them: what can be understood is, what cannot mean what it says is refused with what to do."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from harness import write
from made import COUNTS, GENES, SAMPLES, Made, project_of, tsv
from reading import read_counts
from seqfolio.config import read
from seqfolio.errors import InputError
from seqfolio.load import load
from seqfolio.model import Dataset


def loaded(folder: Path, name: str, content: bytes, **settings: Any) -> Dataset:
    write(folder, project_of(Made("", {name: content}, name, settings)))
    return load(read(folder / "project.yaml"))


def rows(spelled: Callable[[int], Any] = str) -> list[list[Any]]:
    return [[gene, *(spelled(int(v)) for v in row)] for gene, row in zip(GENES, COUNTS, strict=True)]


def test_htseq_counts_written_as_csv_lose_their_special_counters(tmp_path: Path) -> None:
    """htseq-count -c counts.csv: commas, names of BAM files, and the special counters as rows."""
    table = tsv([["", *(f"{s}.bam" for s in SAMPLES)], *rows(), ["__no_feature", 9, 9, 9, 9]], ",")
    data = loaded(tmp_path, "counts.csv", table)
    np.testing.assert_array_equal(data.counts.to_numpy(), COUNTS)
    assert data.sources[0].notes == ('rows that are no genes were left out: "__no_feature"',)


def test_extra_attributes_of_any_name_describe_the_genes(tmp_path: Path) -> None:
    head = [
        "Geneid",
        "Chr",
        "Start",
        "End",
        "Strand",
        "Length",
        "gene_symbol",
        "hgnc_id",
        *(f"/d/{s}.bam" for s in SAMPLES),
    ]
    table = tsv([head, *([r[0], "1", "1", "9", "+", "9", f"N{i}", f"HGNC:{i}", *r[1:]] for i, r in enumerate(rows()))])
    data = loaded(tmp_path, "fc.txt", table)
    np.testing.assert_array_equal(data.counts.to_numpy(), COUNTS)
    assert list(data.genes["gene_name"]) == [f"N{i}" for i in range(12)]


def test_an_encoding_that_was_guessed_is_on_the_record(tmp_path: Path) -> None:
    table = read_counts_of(
        tmp_path, tsv([["gene", "a", "Zürich"], *([r[0], *r[1:3]] for r in rows())]).decode().encode("cp1252")
    )
    assert list(table.counts) == ["a", "Zürich"]
    assert table.repairs == ("the file is not UTF-8; it was read as Windows-1252 (Latin-1)",)


def read_counts_of(folder: Path, content: bytes) -> Any:
    write(folder, {"c.tsv": content})
    return read_counts(folder, "c.tsv")


def hdf5_of_another_kind() -> bytes:
    """As ARCHS4 has it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.h5"
        with h5py.File(path, "w") as file:
            file["data/expression"] = COUNTS
            file["meta/genes/symbol"] = [b"TP53"] * 12
        return path.read_bytes()


TRANSPOSED = tsv([["sample", *GENES], *([s, *map(int, COUNTS[:, i])] for i, s in enumerate(SAMPLES))])


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (tsv([["gene", *SAMPLES], *rows(lambda v: f"{v + 1},000")]), "counts-not-numbers", "separators of thousands"),
        (tsv([["gene", *SAMPLES], *rows(lambda v: f"1.{v + 100}.000")]), "counts-not-numbers", "separators of thousands"),
        (tsv([["gene", *SAMPLES], *rows(), ["Total", *map(int, COUNTS.sum(axis=0))]]), "row-of-sums", "Total"),
        (TRANSPOSED, "table-shape", "Transpose"),
        (b"My counts\t\t\t\t\n" + tsv([["gene", *SAMPLES], *rows()]), "table-shape", "The header is the first line"),
        (b"ARROW1\0\0" + b"\xff" * 200, "file-encoding", "a Feather file"),
        (b"X\n\0\0\0\3\0\4" + b"\0" * 200, "file-encoding", "an R object"),
        (b"<!DOCTYPE html>\n<html><body>\nNot found\n</body></html>\n", "file-encoding", "a web page"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 123\n", "file-encoding", "git lfs pull"),
        (tsv([["gene", *SAMPLES], *([["1-Mar", "2-Mar"][i % 2], 1, 2, 3, 4] for i in range(3))]), "duplicate-id", "MARCH1 and MARC1"),
        (hdf5_of_another_kind(), "unknown-format", "AnnData has obs and var"),
    ],
)  # fmt: skip
def test_what_cannot_be_counts_of_these_samples(tmp_path: Path, content: bytes, code: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        loaded(tmp_path, "counts.tsv", content)
    assert caught.value.problems[-1].code == code
    assert words in str(caught.value)


def test_gene_names_as_ids_that_a_spreadsheet_damaged_get_their_names_back(tmp_path: Path) -> None:
    names = ["2-Sep", "Sep-09", "1-Mar", "40787", "SEPT7", "2006-09-07", *(f"NM{i}" for i in range(6))]
    data = loaded(
        tmp_path, "c.tsv", tsv([["gene", *SAMPLES], *([n, *r[1:]] for n, r in zip(names, rows(), strict=True))])
    )
    assert list(data.counts.index) == names  # ids stay as they are written
    assert list(data.genes["gene_name"]) == ["SEPT2", "SEPT9", *[""] * 10]  # SEPT7 is there, and 1-Mar may be two genes
    assert len(data.repairs) == 2


def test_zeros_that_a_spreadsheet_took_from_ids(tmp_path: Path) -> None:
    files = project_of(Made("", {"c.tsv": tsv([["gene", "007", "8"], *([r[0], *r[1:3]] for r in rows())])}, "c.tsv"))
    write(tmp_path, {**files, "samples.csv": b"sample,group\n7,a\n8,b\n"})
    data = load(read(tmp_path / "project.yaml"))
    assert data.renamed == {"007": "7"}
    assert any('"7" of the sheet is called "007"' in repair for repair in data.repairs)


def test_the_column_with_the_names_of_the_counts_is_pointed_out(tmp_path: Path) -> None:
    files = project_of(Made("", {"c.tsv": tsv([["gene", *SAMPLES], *rows()])}, "c.tsv"))
    sheet = "samplename,description\n" + "".join(f"run{i},{s}\n" for i, s in enumerate(SAMPLES))
    write(tmp_path, {**files, "samples.csv": sheet.encode()})
    with pytest.raises(InputError, match=re.escape("input: {sample_id: description}")):
        load(read(tmp_path / "project.yaml"))
