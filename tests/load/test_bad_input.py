"""Every input that cannot be used is refused with file, line and cell; nothing is written, nothing is guessed."""

from __future__ import annotations

import bz2
import errno
import gzip
import lzma
import os
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from harness import Content, Files, Ran, Run, snapshot, write
from seqfolio.errors import InputError
from seqfolio.load.files import find
from seqfolio.load.reader import choose
from small_projects import COUNTS, SAMPLES, config_text, project


def refused(run: Run, files: Files, *words: str) -> Ran:
    """The run ends with 2, says all these words, and leaves the folder as it was."""
    ran = run("run project.yaml -o out", files)
    assert ran.code == 2
    assert ran.out == ""
    for word in words:
        assert word in ran.err
    after = snapshot(ran.folder)
    assert after == {name: text if isinstance(text, bytes) else text.encode() for name, text in files.items()}
    assert not list(ran.folder.glob(".*"))
    return ran


def line(number: int, text: str, table: str = COUNTS) -> str:
    """A table with another line at this place (1 is the header)."""
    lines = table.splitlines()
    lines[number - 1] = text
    return "\n".join(lines) + "\n"


def excel() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return buffer.getvalue()


COUNT_FILES: dict[str, tuple[Content, tuple[str, ...]]] = {
    "negative": (
        line(3, "g_down,640,-655,612,80,77,-85"),
        ("counts.csv:3:", "-655 is negative", '"g_down"', '"a2"', '"b3"', "counts-negative"),
    ),
    "fractional": (
        line(4, "g_flat,200.5,230,190,215,205,188"),
        ("counts.csv:4:", "200.5 is not a whole number", '"g_flat"', '"a1"', "input.values", "estimated_counts"),
    ),
    "missing cell": (
        line(4, "g_flat,200,,190,215,205,188"),
        ("counts.csv:4:", "the cell is empty", '"g_flat"', '"a2"'),
    ),
    "text": (
        line(5, "g_same,50,50,many,50,50,50"),
        ("counts.csv:5:", '"many" is not a number', '"g_same"', '"a3"'),
    ),
    "infinite": (line(5, "g_same,50,50,inf,50,50,50"), ("counts.csv:5:", '"inf" is not a number', '"g_same"', '"a3"')),
    "NaN": (line(5, "g_same,50,50,NaN,50,50,50"), ("counts.csv:5:", '"NaN" is not a number', '"a3"')),
    "NA": (line(5, "g_same,50,50,NA,50,50,50"), ("counts.csv:5:", '"NA" is not a number', '"a3"')),
    "true": (line(5, "g_same,True,True,True,True,True,True"), ("counts.csv:5:", '"True" is not a number', '"a1"')),
    "thousands": (
        line(5, 'g_same,"1,250",50,50,50,50,50'),
        ("counts.csv:5:", '"1,250" is not a number', '"g_same"', '"a1"'),
    ),
    "huge": (line(5, "g_same,1e999,50,50,50,50,50"), ("counts.csv:5:", '"g_same"', '"a1"')),
    "underscore": (line(5, "g_same,1_0,50,50,50,50,50"), ("counts.csv:5:", '"1_0" is not a number')),
    "too many cells": (line(6, "g_zero,0,0,0,0,0,0,0"), ("counts.csv:6:", "8 cells", "header 7")),
    "too many cells, empty ones": (line(6, "g_zero,0,0,0,0,0,0,"), ("counts.csv:6:", "8 cells", "header 7")),
    "too few cells": (line(6, "g_zero,0,0,0,0,0"), ("counts.csv:6:", "6 cells", "header 7")),
    "a row of one cell": (line(6, "g_zero"), ("counts.csv:6:", "1 cells", "header 7")),
    "duplicate gene": (line(6, "g_up,0,0,0,0,0,0"), ("counts.csv:6:", '"g_up"', "lines 2 and 6", "duplicate-id")),
    "duplicate gene with blanks": (line(6, " g_up ,0,0,0,0,0,0"), ("counts.csv:6:", '"g_up"', "duplicate-id")),
    "duplicate sample": (line(1, "gene,a1,a2,a3,b1,b1,b3"), ("counts.csv:1:", '"b1"', "more than once")),
    "gene without id": (line(6, ",0,0,0,0,0,0"), ("counts.csv:6:", "no gene id")),
    "nameless sample": (line(1, "gene,a1,a2,,b1,b2,b3"), ("counts.csv:1:", "column 4 has no name")),
    "no gene": ("gene,a1,a2,a3,b1,b2,b3\n", ("counts.csv", "no gene")),
    "one column": ("gene\ng_up\n", ("counts.csv:1:", "only one column")),
    "empty": ("", ("counts.csv", "the file is empty")),
    "blank": ("\n \n", ("counts.csv", "the file is empty")),
    "empty gzip": (gzip.compress(b""), ("counts.csv", "the file is empty")),
    "damaged gzip": (gzip.compress(COUNTS.encode())[:-20], ("counts.csv", "damaged", "Copy it again")),
    "damaged bzip2": (bz2.compress(COUNTS.encode())[:-20], ("counts.csv", "damaged")),
    "damaged xz": (lzma.compress(COUNTS.encode())[:-20], ("counts.csv", "damaged")),
    "changed gzip": (gzip.compress(COUNTS.encode())[:60] + b"\xff" * 9, ("counts.csv", "damaged")),
    "an Excel file without sheets": (
        excel(),
        ("counts.csv", "the workbook cannot be read", "or as CSV", "file-damaged"),
    ),
    "NUL": (COUNTS.replace("g_big", "g\0big"), ("counts.csv:9:", "NUL")),
    "an annotation column": (
        "gene,remark,a1,a2,a3,b1,b2,b3\ng_up,checked,1,2,3,4,5,6\n",
        ("counts.csv:2:", '"checked" is not a number', '"remark"'),
    ),
    "empty sample": (
        "gene,a1,a2,a3,b1,b2,b3\ng,0,1,1,1,1,1\nh,0,2,2,3,1,1\n",
        ('no gene has a count in "a1"', "input.exclude"),
    ),
    "open quote": (line(3, '"g_down,640,655,612,80,77,85'), ("counts.csv:",)),
}


@pytest.mark.parametrize("case", COUNT_FILES)
def test_counts_that_cannot_be_used(run: Run, case: str) -> None:
    content, words = COUNT_FILES[case]
    refused(run, project(counts=content), *words)


def test_only_the_first_bad_cells_are_named_and_the_rest_counted(run: Run) -> None:
    ran = refused(run, project(counts=line(5, "g_same,-1,-2,-3,-4,-5,-6")), "And 1 more cell.")
    assert ran.err.count("is negative") == 5


SHEETS: dict[str, tuple[Content, tuple[str, ...]]] = {
    "duplicate sample": (SAMPLES + "a1,b,x,3\n", ("samples.csv:8:", '"a1" stands twice', "line 2")),
    "sample without id": (SAMPLES + ",b,x,3\n", ("samples.csv:8:", "no sample id")),
    "too few cells": (SAMPLES + "b4,b\n", ("samples.csv:8:", "2 cells", "header 4")),
    "too many cells": (SAMPLES + "b4,b,x,3,4\n", ("samples.csv:8:", "5 cells", "header 4")),
    "no sample": ("sample,group\n", ("samples.csv", "no sample")),
    "empty": ("", ("samples.csv", "the file is empty")),
    "twice the same column": (
        SAMPLES.replace("batch", "group"),
        ("samples.csv:1:", '"group" stands more than once'),
    ),
    "lost sample": (
        SAMPLES.replace("b2,b,y,38\n", ""),
        ('in the counts but not in the sample sheet: "b2"', "input.exclude"),
    ),
    "new sample": (SAMPLES + "c1,b,y,38\n", ('in the sample sheet but not in the counts: "c1"',)),
    "misspelt": (
        SAMPLES.replace("b2,", "B2,"),
        ('in the sample sheet but not in the counts: "B2"', 'Did you mean "b2"?', "not in the sample sheet"),
    ),
    "missing group": (SAMPLES.replace("b2,b,", "b2,NA,"), ('"group" is not known for "b2"', "missing-covariate")),
    "empty group": (SAMPLES.replace("b2,b,", "b2,,"), ('"group" is not known for "b2"', "missing-covariate")),
}


@pytest.mark.parametrize("case", SHEETS)
def test_sample_sheets_that_cannot_be_used(run: Run, case: str) -> None:
    content, words = SHEETS[case]
    refused(run, project(samples=content), *words)


def test_a_missing_file_is_named_with_its_neighbours(run: Run) -> None:
    files = {"project.yaml": config_text({"input": {"counts": "count.csv"}}), "counts.csv": COUNTS}
    refused(run, files, 'input.counts: there is no file "count.csv"', '"counts.csv"', '"project.yaml"')


def test_a_missing_folder_is_said_to_be_missing(run: Run) -> None:
    files = project({"input": {"counts": "data/counts.csv"}})
    refused(run, files, 'there is no file "counts.csv"', "no folder", "paths start at the YAML file's folder")


def test_a_folder_given_as_counts(run: Run) -> None:
    ran = run("run project.yaml", {**project({"input": {"counts": "data"}}), "data/x": ""})
    assert ran.code == 2
    assert "data" in ran.err


def test_a_sheet_that_is_a_folder(run: Run) -> None:
    ran = run("run project.yaml", {**project({"input": {"samples": "data"}}), "data/x": ""})
    assert ran.code == 2
    assert '"data" cannot be read' in ran.err


def test_both_files_lack_samples_and_both_are_told_at_once(run: Run) -> None:
    files = project(samples=SAMPLES.replace("a1,a", "a9,a").replace("b3,b", "x7,b"))
    refused(run, files, '"a9", "x7"', '"a1", "b3"')


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sample_id": "name"}, ("input.sample_id", '"name"')),
        ({"display_name": "grupp"}, ("input.display_name", 'Did you mean "group"?')),
        ({"factors": ["aeg"]}, ("input.factors", 'Did you mean "age"?')),
        ({"exclude": {"a9": "bad"}}, ('"a9" is in neither file', "input.exclude")),
        ({"exclude": dict.fromkeys(["a1", "a2", "a3", "b1", "b2", "b3"], "bad")}, ("every sample is excluded",)),
        ({"format": "matrxi"}, ('there is no reader "matrxi"', 'Did you mean "matrix"?')),
        ({"genes": "genes.tsv"}, ("input.genes", '"genes.tsv"')),
        ({"values": "log2"}, ()),
    ],
)
def test_settings_of_the_input(run: Run, changes: dict[str, object], words: tuple[str, ...]) -> None:
    if words:
        refused(run, project({"input": changes}), *words)
    else:
        assert run("check project.yaml", project({"input": changes})).code == 0


@pytest.mark.parametrize(
    ("genes", "words"),
    [
        ("locus\tname\ng_up\tUP1\n", ("genes.tsv:1:", 'no column "gene_id"')),
        ("gene_id\tgene_name\ng_up\tUP1\ng_up\tUP2\n", ("genes.tsv:3:", '"g_up" stands twice', "line 2")),
        ("gene_id\tgene_name\ng_up\tUP1\ng_down\tDOWN1\tmore\n", ("genes.tsv:3:", "3 cells")),
        ("", ("genes.tsv", "the file is empty")),
    ],
)
def test_annotations_that_cannot_be_used(run: Run, genes: str, words: tuple[str, ...]) -> None:
    refused(run, {**project({"input": {"genes": "genes.tsv"}}), "genes.tsv": genes}, *words)


def test_values_that_were_normalised_before_are_not_normalised_again(run: Run) -> None:
    files = project({"input": {"values": "tpm"}, "analysis": {"normalization": "ratio"}})
    refused(run, files, 'values that are "tpm" are normalised already')


def test_every_gene_has_a_zero(run: Run) -> None:
    counts = "gene,a1,a2,a3,b1,b2,b3\n" + "".join(
        f"g{i}," + ",".join("0" if i == j else "5" for j in range(6)) + "\n" for i in range(6)
    )
    files = project({"analysis": {"normalization": "ratio"}}, counts=counts)
    refused(run, files, "every gene has a zero", "poscounts")


def test_one_is_singular(run: Run) -> None:
    ran = run("check project.yaml", project(counts=COUNTS + COUNTS.splitlines()[1] + "\n"))
    assert "1 gene id stands more than once" in ran.err


PIPES = {
    "counts": ("input", "counts"),
    "samples": ("input", "samples"),
    "genes": ("input", "genes"),
    "gtf": ("input", "gtf"),
    "contrasts": ("design", "contrasts"),
    "sets": ("enrichment", "sets"),
}


@pytest.mark.parametrize("role", PIPES)
def test_a_pipe_is_refused_and_not_waited_for(run: Run, tmp_path: Path, role: str) -> None:
    part, key = PIPES[role]
    os.mkfifo(tmp_path / "pipe")
    ran = run("check project.yaml", project({part: {key: ["pipe"] if role == "sets" else "pipe"}}))
    assert ran.code == 2
    assert "it is a pipe or a device and no file [file-not-found]" in ran.err


def test_a_pipe_as_project_file(run: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "no project file: a pipe or a device" in run("check pipe").err


def test_rows_without_end(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seqfolio.load.delimited.MOST_ROWS", 5)
    ran = run("check project.yaml", project({}))
    assert ran.code == 2
    assert "more than 5 rows [file-too-large]" in ran.err


def test_text_without_end(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seqfolio.load.text.MOST_TEXT", 20)
    ran = run("check project.yaml", project({}))
    assert ran.code == 2
    assert "more than 20 bytes [file-too-large]" in ran.err


@pytest.mark.parametrize("closed", ["htseq/S2", "htseq/S2/counts.txt"])
def test_what_may_not_be_read_in_a_folder_is_not_passed_over(
    tmp_path: Path, closed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It could be a sample. Root may read everything, so the system's answer is put in its place."""
    write(tmp_path, {f"htseq/S{i}/counts.txt": "g1\t5\n__no_feature\t1\n" for i in (1, 2, 3)})
    target, real_open, real_scan = tmp_path / closed, Path.open, os.scandir

    def refusing_open(path: Path, *args: Any, **more: Any) -> Any:
        return _denied(path) if path == target else real_open(path, *args, **more)

    def refusing_scan(path: Any) -> Any:
        return _denied(path) if Path(path) == target else real_scan(path)

    monkeypatch.setattr(Path, "open", refusing_open)
    monkeypatch.setattr(os, "scandir", refusing_scan)
    with pytest.raises(InputError, match=f'"{target.name}" cannot be read: Permission denied'):
        choose(find(tmp_path, "htseq"), "auto")


def _denied(path: Any) -> None:
    raise PermissionError(errno.EACCES, "Permission denied", str(path))
