"""Every way in which a file of any format can be wrong is told in words: the slug, the file, and what to do.

The table is (what is wrong) x (format); where a format meets a fault differently from the others, it stands in ``OTHERWISE``.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from harness import write
from made import FORMATS, SAMPLES, Made, project_of
from seqfolio.config import read
from seqfolio.errors import InputError
from seqfolio.load import load

TEXT = [
    name
    for name, made in FORMATS.items()
    if made.reader not in ("anndata",) and name not in ("Excel", "Parquet", "kallisto h5")
]
BINARY = [name for name in FORMATS if name not in TEXT]
PER_SAMPLE = ["HTSeq", "STAR", "Salmon", "kallisto", "RSEM genes", "RSEM isoforms", "GDC"]


def plain(data: bytes) -> bytes:
    return gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data


def rows(data: bytes) -> list[bytes]:
    return plain(data).rstrip(b"\n").split(b"\n")


def last(data: bytes, change: Callable[[list[bytes], bytes], list[bytes]]) -> bytes:
    """The file with its last row of a gene changed, cell by cell."""
    lines = rows(data)
    place = max(i for i, line in enumerate(lines) if not line.startswith(b"__"))
    delimiter = b"\t" if b"\t" in lines[place] else b","
    lines[place] = delimiter.join(change(lines[place].split(delimiter), delimiter))
    return b"\n".join(lines) + b"\n"


NUMBER = {
    "Salmon": 4,
    "kallisto": 3,
    "RSEM genes": 4,
    "RSEM isoforms": 4,
    "GDC": 3,
}  # the column with counts, else the last one


def cell(name: str, data: bytes, value: bytes) -> bytes:
    def change(cells: list[bytes], _: bytes) -> list[bytes]:
        place = NUMBER.get(name, len(cells) - 1)
        return [*cells[:place], value, *cells[place + 1 :]]

    return last(data, change)


def first_gene(name: str, data: bytes) -> bytes:
    """The id of the second to last gene."""
    lines = [line for line in rows(data) if not line.startswith(b"__")]
    return lines[-2].replace(b",", b"\t").split(b"\t")[0]


FAULTS: dict[str, tuple[str, Callable[[str, bytes], bytes]]] = {
    "text among the numbers": ("counts-not-numbers", lambda n, d: cell(n, d, b"many")),
    "an empty cell": ("counts-not-numbers", lambda n, d: cell(n, d, b"")),
    "NA": ("counts-not-numbers", lambda n, d: cell(n, d, b"NA")),
    "infinite": ("counts-not-numbers", lambda n, d: cell(n, d, b"inf")),
    "an Excel error": ("counts-not-numbers", lambda n, d: cell(n, d, b"#REF!")),
    "negative": ("counts-negative", lambda n, d: cell(n, d, b"-5")),
    "a row cut short": ("table-shape", lambda n, d: last(d, lambda c, _: c[: max(1, len(c) // 2)])),
    "a cell too many": ("table-shape", lambda n, d: last(d, lambda c, _: [*c, b"1"])),
    "a gene twice": ("duplicate-id", lambda n, d: last(d, lambda c, _: [first_gene(n, d), *c[1:]])),
    "a gene without id": ("missing-id", lambda n, d: last(d, lambda c, _: [b"", *c[1:]])),
    "a NUL character": ("file-encoding", lambda n, d: cell(n, d, b"1\x002")),
    "a packed file cut off": ("file-damaged", lambda n, d: gzip.compress(plain(d) * 40)[:-30]),
}
QUANTIFIED = ("Salmon", "kallisto", "RSEM isoforms")
OTHERWISE: dict[tuple[str, str], str] = {}


def expected(fault: str, name: str) -> str:
    return OTHERWISE.get((fault, name), FAULTS[fault][0])


def refused(folder: Path, files: dict[str, bytes]) -> InputError:
    """The error of loading these files; anything but an InputError fails the test."""
    write(folder, files)
    with pytest.raises(InputError) as caught:
        load(read(folder / "project.yaml"))
    for problem in caught.value.problems:
        assert problem.message
        assert len(str(problem)) < 2_000
        assert "Traceback" not in str(problem)
        assert str(folder) not in str(problem)
    return caught.value


def with_fault(made: Made, content: bytes, name: str | None = None) -> dict[str, bytes]:
    target = name or made.target
    packed = made.files[target].startswith(b"\x1f\x8b") and not content.startswith(b"\x1f\x8b")
    return project_of(made, {**made.files, target: gzip.compress(content) if packed else content})


@pytest.mark.parametrize("name", TEXT)
@pytest.mark.parametrize("fault", FAULTS)
def test_faults_of_text_files(tmp_path: Path, fault: str, name: str) -> None:
    made = FORMATS[name]
    content = FAULTS[fault][1](name, made.files[made.target])
    error = refused(tmp_path, with_fault(made, content))
    assert error.problems[0].code == expected(fault, name), str(error)
    assert Path(made.target).name in str(error) or Path(made.target).parent.name in str(error)


@pytest.mark.parametrize("name", [n for n in TEXT if n not in ("CSV", "TSV")])
def test_files_without_a_gene(tmp_path: Path, name: str) -> None:
    made = FORMATS[name]
    lines = rows(made.files[made.target])
    head = [line for line in lines if not line.split(b"\t")[0].startswith((b"ENS", b"MSTRG", b"1"))]
    if made.reader == "stringtie":
        head = lines[:1]
    error = refused(tmp_path, with_fault(made, b"\n".join(head) + b"\n"))
    assert {p.code for p in error.problems} <= {
        "file-empty",
        "unknown-format",
        "files-differ",
        "table-shape",
        "tx2gene-no-match",
        "counts-not-numbers",
    }


@pytest.mark.parametrize("name", FORMATS)
def test_empty_files(tmp_path: Path, name: str) -> None:
    made = FORMATS[name]
    error = refused(tmp_path, project_of(made, dict.fromkeys(made.files, b"")))
    assert error.problems[0].code in ("file-empty", "unknown-format")


@pytest.mark.parametrize("name", FORMATS)
def test_files_that_are_not_there(tmp_path: Path, name: str) -> None:
    made = FORMATS[name]
    error = refused(tmp_path, project_of(made, {"other.txt": b"x"}))
    assert error.problems[0].code == "file-not-found"


@pytest.mark.parametrize("name", BINARY)
@pytest.mark.parametrize("part", [0.3, 0.9])
def test_binary_files_cut_off(tmp_path: Path, name: str, part: float) -> None:
    made = FORMATS[name]
    data = made.files[made.target]
    error = refused(tmp_path, with_fault(made, data[: int(len(data) * part)]))
    assert error.problems[0].code in (
        "file-damaged",
        "file-encoding",
        "unknown-format",
        "unknown-sample",
        "files-differ",
    ), str(error)


@pytest.mark.parametrize("name", PER_SAMPLE)
def test_a_sample_of_another_annotation(tmp_path: Path, name: str) -> None:
    made = FORMATS[name]
    other = next(file for file in made.files if SAMPLES[2] in file)
    changed = last(made.files[other], lambda c, _: [b"ENSG99999999999.1", *c[1:]])
    error = refused(tmp_path, with_fault(made, changed, other))
    assert error.problems[0].code == "files-differ"
    assert "ENSG99999999999.1" in str(error)
    assert SAMPLES[2] in str(error)


@pytest.mark.parametrize("name", FORMATS)
def test_a_sample_that_the_sheet_does_not_know(tmp_path: Path, name: str) -> None:
    made = FORMATS[name]
    gone = "GSM4" if made.reader == "geo" else SAMPLES[3]
    files = project_of(made)
    kept = [line for line in files["samples.csv"].decode().splitlines() if not line.startswith(gone)]
    error = refused(tmp_path, {**files, "samples.csv": "\n".join(kept).encode()})
    assert [p.code for p in error.problems] == ["unknown-sample"]
    assert "input.exclude" in str(error)


@pytest.mark.parametrize("name", ["Salmon", "kallisto", "kallisto h5"])
@pytest.mark.parametrize(
    ("table", "code"),
    [(None, "tx2gene-missing"), (b"a\tb\n", "tx2gene-no-match"), (b"lonely\n", "table-shape"), (b"", "file-empty")],
)
def test_tables_of_transcripts_that_do_not_serve(tmp_path: Path, name: str, table: bytes | None, code: str) -> None:
    made = FORMATS[name]
    files = {key: value for key, value in made.files.items() if key != "tx2gene.tsv"}
    if table is not None:
        files["tx2gene.tsv"] = table
    asked = Made(made.reader, files, made.counts, made.settings if table is not None else {})
    assert refused(tmp_path, project_of(asked)).problems[0].code == code


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"x.mtx": b"%%MatrixMarket matrix coordinate integer general\n3 4 1\n1 1 5\n"}, "single-cells"),
        ({"x.tab": b"tracking_id\tclass_code\tFPKM\nx\t-\t3.5\n"}, "counts-normalized"),
        ({"x.tab": b"Gene ID\tGene Name\tReference\tStrand\tStart\tEnd\tCoverage\tFPKM\tTPM\na\tb\tc\t+\t1\t2\t3\t4\t5\n"}, "counts-normalized"),
        ({"GSE1_norm_counts_TPM_GRCh38.p13_NCBI.tsv": b"GeneID\tGSM1\tGSM2\n1\t0.5\t7\n2\t3\t4\n"}, "counts-normalized"),
        ({"salmon.merged.transcript_counts.tsv": b"tx\tgene_id\tctrl-1\nt\tg\t5\n"}, "counts-of-transcripts"),
        ({"salmon.merged.gene_tpm.tsv": b"gene_id\tgene_name\tctrl-1\ng\tG\t5\n"}, "counts-normalized"),
        ({"x.tab": b"tracking_id\tq1_0\tq2_0\nNM_1\t24.8\t2.2\n"}, "counts-normalized"),
        ({"res.quant": b"target_name\tlen\teeln\ttpm\tecount\nENST1\t1924\t1746.9\t11129.2\t102.3\n"}, "not-samples"),
        ({"res.quant": b"tname\tlen\tnum_reads\nENST1\t1924\t102.3\n"}, "not-samples"),
        ({"x.csv": b"gene,baseMean,log2FoldChange,lfcSE,stat,pvalue,padj\ng,5,1,1,1,0.1,0.2\n"}, "not-samples"),
        ({"x.txt": b"g1\t5\t6\ng2\t7\t8\n__no_feature\t0\t0\n"}, "samples-unnamed"),
        ({"x.zip": b"PK\x05\x06" + b"\0" * 18}, "zip-members"),
        ({"x.csv": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600}, "file-encoding"),
        ({"x.csv": b"%PDF-1.7 nothing"}, "file-encoding"),
        ({"x.gct": b"#1.2\nmany\nName\tDescription\ta\n"}, "table-shape"),
        ({"x.gct": b"#1.2\n9\t1\nName\tDescription\tctrl-1\ng\th\t5\n"}, "table-shape"),
    ],
)  # fmt: skip
def test_files_that_are_no_counts_of_samples(tmp_path: Path, files: dict[str, bytes], code: str) -> None:
    (name,) = files
    assert refused(tmp_path, project_of(Made("", files, name))).problems[0].code == code


def test_two_files_of_one_sample(tmp_path: Path) -> None:
    made = FORMATS["HTSeq"]
    files = {**made.files, "htseq/ctrl-1.counts": made.files["htseq/ctrl-1.txt"]}
    error = refused(tmp_path, project_of(made, files))
    assert error.problems[0].code == "duplicate-id"
    assert "htseq/ctrl-1.counts" in str(error) or "ctrl-1.counts" in str(error)


def test_two_matrices_where_one_is_wanted(tmp_path: Path) -> None:
    made = FORMATS["CSV"]
    files = {"a.csv": made.files["counts.csv"], "b.csv": made.files["counts.csv"]}
    assert refused(tmp_path, project_of(Made("", files, "[ab].csv"))).problems[0].code == "ambiguous-counts"


def test_libraries_of_different_kinds(tmp_path: Path) -> None:
    made = FORMATS["STAR"]
    other = next(iter(made.files))
    swapped = b"\n".join(
        b"\t".join([*line.split(b"\t")[:2], *line.split(b"\t")[:1:-1]]) for line in rows(made.files[other])
    )
    error = refused(tmp_path, with_fault(made, swapped + b"\n", other))
    assert error.problems[0].code == "strand-unclear"


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"layer": "spliced"}, "unknown-layer"),
        ({"format": "ann"}, "unknown-reader"),
        ({"genes": "no.tsv"}, "file-not-found"),
        ({"column_names": ["a", "b"]}, "wrong-value"),
    ],
)
def test_settings_that_the_file_does_not_fit(tmp_path: Path, settings: dict[str, str], code: str) -> None:
    made = FORMATS["AnnData"]
    assert refused(tmp_path, project_of(Made("", made.files, made.counts, settings))).problems[0].code == code


def test_a_sheet_of_a_workbook_that_is_not_there(tmp_path: Path) -> None:
    made = FORMATS["Excel"]
    error = refused(tmp_path, project_of(Made("", made.files, made.counts, {"sheet": "count"})))
    assert error.problems[0].code == "unknown-sheet"
    assert 'Did you mean "counts"?' in str(error)


@pytest.mark.parametrize("text", [b"chr1\tx\tgene\n", b"# nothing\n", b"chr1\tx\texon\t1\t2\t.\t+\t.\tnothing\n"])
def test_gtf_files_that_are_none(tmp_path: Path, text: bytes) -> None:
    made = FORMATS["CSV"]
    files = {**made.files, "x.gtf": text}
    assert refused(tmp_path, project_of(Made("", files, made.counts, {"gtf": "x.gtf"}))).problems[0].code in (
        "annotation-shape",
        "file-empty",
    )


def test_an_annotation_of_another_organism(tmp_path: Path) -> None:
    made = FORMATS["CSV"]
    files = {**made.files, "genes.tsv": b"gene_id\tgene_name\nENSMUSG00000000001\tGnai3\n"}
    error = refused(tmp_path, project_of(Made("", files, made.counts, {"genes": "genes.tsv"})))
    assert error.problems[0].code == "annotation-no-match"
    assert "ENSMUSG00000000001" in str(error)


@pytest.mark.parametrize(
    ("names", "code"), [(["a"], "samples-unnamed"), (["a", "a"], "wrong-value"), (["a", "b", "c"], "samples-unnamed")]
)
def test_names_of_columns_that_do_not_fit(tmp_path: Path, names: list[str], code: str) -> None:
    text = b"g1\t5\t6\ng2\t7\t8\n__no_feature\t0\t0\n"
    made = Made("", {"x.txt": text}, "x.txt", {"column_names": names})
    assert refused(tmp_path, project_of(made)).problems[0].code == code


def test_methods_named_for_values_that_are_no_counts_take_them() -> None:
    """The advice in an error is true."""
    from seqfolio.config.model import Input
    from seqfolio.differential.method import METHODS
    from seqfolio.load.counts import what_they_are
    from seqfolio.load.reader import CountTable, no_lines

    with pytest.raises(InputError) as caught:
        what_they_are(CountTable(pd.DataFrame(), no_lines, values="tpm"), Input(counts="x", samples="x"))
    named = str(caught.value).rpartition("(")[2].partition(")")[0].split(", ")
    assert set(named) == {name for name in METHODS.ids() if "tpm" in METHODS.get(name).needs.accepts}
