"""What `run` writes: every file of the contract, digests, safe tables, nothing of this machine."""

from __future__ import annotations

import csv
import fcntl
import hashlib
import json
import math
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pikepdf
import pytest
from scipy import stats

from harness import Ran, write
from small_projects import COUNTS, many, project

COUNTS_ODD = (
    COUNTS.replace("g_up", "=1+1").replace("g_down", "+cmd|' /C calc'!A0").replace("g_big", "-g").replace("g_low", "@SUM(1)")
).replace("g_mid", "2024-03-01").replace("g_more", "MARCH1").replace("g_noise", "1e5").replace("g_flat", "007")  # fmt: skip
EXPECTED = {
    "report.html", "report.pdf", "seqfolio_summary.json", "project.yaml", "provenance.json", "methods.md",
    "references.bib", "seqfolio.log", "tables/b_vs_a.csv", "tables/b_vs_a.called.csv", "tables/normalized_counts.csv",
    "tables/results.xlsx", "data/analysis.json",
}  # fmt: skip


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Ran:
    """One complete run with both formats, shared by the tests of this file and by all workers."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "whole-project-folder"
    with (folder.parent / "whole.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "said.json").exists():
            run_whole(folder)
    return Ran(0, *json.loads((folder / "said.json").read_text("utf-8")), folder / "out")


def run_whole(folder: Path) -> None:
    report = {"formats": ["html", "pdf"], "sections": None, "lang": "de"}
    write(folder, project({"report": report, "project": {"title": "Größe & <Wert>"}}, counts=COUNTS_ODD))
    made = subprocess.run(
        [sys.executable, "-m", "seqfolio.cli", "run", "project.yaml", "-o", "out"],
        cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    write(folder, {"said.json": json.dumps([made.stdout, made.stderr])})


def names(folder: Path) -> set[str]:
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def test_every_file_of_the_contract_is_there(whole: Ran) -> None:
    found = names(whole.folder)
    assert found >= EXPECTED
    for section in ("samples", "pca", "distance"):
        assert any(n.startswith(f"figures/{section}/") and n.endswith(".svg") for n in found), section
    for section in ("volcano", "ma", "pvalues", "heatmap"):
        assert {f"figures/{section}/b_vs_a.svg", f"figures/{section}/b_vs_a.png"} <= found
    assert {n.rsplit(".", 1)[0] for n in found if n.endswith(".svg")} == {
        n.rsplit(".", 1)[0] for n in found if n.startswith("figures/") and n.endswith(".png")
    }
    assert not [p for p in whole.folder.parent.iterdir() if p.name.startswith(".")]


def test_what_was_made_is_said_on_standard_output_and_the_stages_on_standard_error(whole: Ran) -> None:
    assert whole.out.splitlines() == [
        str(Path("out") / n) for n in ("report.html", "report.pdf", "tables/results.xlsx", "seqfolio_summary.json")
    ]
    lines = whole.err.splitlines()
    numbered = [i for i, line in enumerate(lines) if re.match(r"\d+/\d+ ", line)]
    order = ["load", "design", "normalize", "qc", "differential", "checks", "sections", "render"]
    assert [lines[i].split()[1] for i in numbered] == order
    assert numbered == [
        0,
        *range(2, len(order) + 1),
    ]  # what was loaded stands on the second line; the warnings come last
    assert re.fullmatch(r" {19}\d+ genes x \d+ samples", lines[1])
    assert any(line.startswith("WARNING  Gene names damaged by Excel") for line in lines[len(order) :])


def test_the_summary(whole: Ran) -> None:
    text = whole.text("seqfolio_summary.json")
    assert text.splitlines()[1].strip() == '"seqfolio_summary": 1,'
    found = json.loads(text)
    assert list(found) == [
        "seqfolio_summary", "project", "created", "versions", "inputs", "samples", "contrasts", "findings", "files",
    ]  # fmt: skip
    assert found["project"]["id"] == "small"
    assert found["project"]["title"] == "Größe & <Wert>"
    assert found["inputs"][0]["path"] == "counts.csv"
    assert found["inputs"][0]["sha256"] == hashlib.sha256(COUNTS_ODD.encode()).hexdigest()
    assert [s["id"] for s in found["samples"]] == ["a1", "a2", "a3", "b1", "b2", "b3"]
    sample = found["samples"][0]
    assert set(sample) == {
        "id", "display_name", "covariates", "library_size", "detected_genes", "size_factor", "outlier", "pca",
    }  # fmt: skip
    assert sample["library_size"] == sum(int(row.split(",")[1]) for row in COUNTS.splitlines()[1:])
    assert sample["detected_genes"] == 9
    assert sample["covariates"] == {"group": "a", "batch": "x", "age": 31}
    (contrast,) = found["contrasts"]
    assert set(contrast) == {
        "id", "title", "numerator", "denominator", "sentence", "method", "fit_id", "alpha", "adjusted_over", "counts",
        "top",
    }  # fmt: skip
    assert sum(contrast["counts"].values()) == 10
    values = np.log2(np.array([row.split(",")[1:] for row in COUNTS.splitlines()[1:]], dtype=float) + 1)
    varies = (np.ptp(values[:, :3], axis=1) > 0) | (np.ptp(values[:, 3:], axis=1) > 0)
    pvalue = stats.ttest_ind(values[varies, 3:], values[varies, :3], axis=1, equal_var=False).pvalue
    called = int((stats.false_discovery_control(pvalue) < 0.05).sum())
    assert {t["gene_id"] for t in contrast["top"]} == {"=1+1", "+cmd|' /C calc'!A0"}
    assert [t["call"] for t in contrast["top"]] == ["lower", "higher"]
    assert called == 2
    assert contrast["counts"] == {
        "higher": 1, "lower": 1, "changed": 0, "equivalent": 0, "not_significant": 6, "not_tested": 2,
    }  # fmt: skip
    for finding in found["findings"]:
        assert set(finding) == {
            "check",
            "title",
            "severity",
            "message",
            "action",
            "samples",
            "contrasts",
            "reason",
            "values",
        }
        assert finding["severity"] in ("stop", "warning", "note", "passed", "not_applicable")


def test_the_digests_are_right_and_complete(whole: Ran) -> None:
    listed = {f["path"]: f for f in json.loads(whole.text("seqfolio_summary.json"))["files"]}
    assert set(listed) == names(whole.folder) - {"seqfolio_summary.json", "seqfolio.log"}
    for name, file in listed.items():
        data = whole.path(name).read_bytes()
        assert (file["sha256"], file["bytes"]) == (hashlib.sha256(data).hexdigest(), len(data))
        assert re.match(r"^[a-z]+/[a-z0-9.+-]+$", file["media_type"])


def test_nothing_of_this_machine_stands_in_any_file(whole: Ran) -> None:
    import getpass
    import socket

    project_folder = str(whole.folder.parent)
    words = {
        project_folder,
        project_folder.rsplit("/", 1)[1],
        f"{Path.home()}/",
        "/site-packages",
        socket.gethostname(),
    }
    words |= {str(Path(__file__).resolve().parents[2])}
    words = {w for w in words if len(w) > 5} | {f"/home/{getpass.getuser()}"}
    for path in whole.folder.rglob("*"):
        if not path.is_file():
            continue
        for data in contents(path):
            for word in words:
                assert word.encode() not in data, (path.name, word)


def contents(path: Path) -> list[bytes]:
    """The bytes of a file, unpacked where it is packed."""
    data = [path.read_bytes()]
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as archive:
            data += [archive.read(name) for name in archive.namelist()]
    if path.suffix == ".pdf":
        with pikepdf.open(path) as pdf:
            data += [o.read_bytes() for o in pdf.objects if isinstance(o, pikepdf.Stream) and "/Filter" in o
                     and o.get("/Filter") == "/FlateDecode" and o.get("/Subtype") != "/Image"]  # fmt: skip
    if path.suffix == ".parquet":
        import pyarrow.parquet as pq

        data.append(str(pq.read_schema(path)).encode())
    return data


def test_a_contrasts_csv_has_every_gene_every_digit_and_cells_as_they_are(whole: Ran) -> None:
    with whole.path("tables/b_vs_a.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [r["gene_id"] for r in rows] == [line.split(",")[0] for line in COUNTS_ODD.splitlines()[1:]]
    stored = pd.read_parquet(whole.path("data/analysis.contrasts.0.table.parquet"))
    for name in ("baseMean", "log2FoldChange", "lfcSE", "stat", "pvalue", "padj"):
        written = [math.nan if r[name] == "NA" else float(r[name]) for r in rows]
        assert all(a == b or (math.isnan(a) and math.isnan(b)) for a, b in zip(written, stored[name], strict=True)), (
            name
        )
    assert [r["reason"] for r in rows if r["call"] == "not tested"] == ["no variance", "all zero"]


def test_the_called_genes_are_the_called_ones_the_strongest_first(whole: Ran) -> None:
    every = pd.read_csv(whole.path("tables/b_vs_a.csv"))
    called = pd.read_csv(whole.path("tables/b_vs_a.called.csv"))
    expected = every[every["call"].isin(["higher", "lower"])].sort_values("pvalue")
    assert called["gene_id"].tolist() == expected["gene_id"].tolist()


def test_normalized_counts(whole: Ran) -> None:
    found = pd.read_csv(whole.path("tables/normalized_counts.csv"), dtype={"gene_id": str})
    assert list(found.columns) == ["gene_id", "gene_name", "a1", "a2", "a3", "b1", "b2", "b3"]
    assert found.loc[0, "b1"] == 805


def test_the_workbook_is_safe_in_excel(whole: Ran) -> None:
    book = openpyxl.load_workbook(whole.path("tables/results.xlsx"))
    assert book.sheetnames == ["about", "b_vs_a"]
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", (sheet.title, cell.coordinate)
                assert cell.hyperlink is None
    sheet = book["b_vs_a"]
    ids = [sheet.cell(i, 1) for i in range(2, sheet.max_row + 1)]
    assert [c.value for c in ids] == [line.split(",")[0] for line in COUNTS_ODD.splitlines()[1:]]
    assert all(c.data_type == "s" for c in ids)
    header = [c.value for c in sheet[1]]
    pvalues = [sheet.cell(i, header.index("pvalue") + 1) for i in range(2, sheet.max_row + 1)]
    assert {c.data_type for c in pvalues if c.value is not None} == {"n"}
    written = pd.read_csv(whole.path("tables/b_vs_a.csv"))["pvalue"]
    for cell, value in zip(pvalues, written, strict=True):
        assert (cell.value is None and math.isnan(value)) or cell.value == pytest.approx(value, rel=1e-14)
    with zipfile.ZipFile(whole.path("tables/results.xlsx")) as archive:
        assert not any("vba" in n.lower() or "externalLink" in n for n in archive.namelist())


def test_the_pdf(whole: Ran) -> None:
    with pikepdf.open(whole.path("report.pdf")) as pdf:
        assert len(pdf.pages) > 1
        assert pdf.docinfo["/Title"] == "Größe & <Wert>"
        assert pdf.Root.Lang == "de"
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        assert "/OpenAction" not in pdf.Root
        assert "/Outlines" in pdf.Root
        text = b"".join(
            o.read_bytes() for o in pdf.objects if isinstance(o, pikepdf.Stream) and o.get("/Type") == "/XMP"
        )
        assert b"<script" not in text


def test_provenance(whole: Ran) -> None:
    found = json.loads(whole.text("provenance.json"))
    assert found["inputs"][0] == {
        "path": "counts.csv", "role": "counts", "sha256": hashlib.sha256(COUNTS_ODD.encode()).hexdigest(),
        "format": "matrix", "genes": 10, "samples": 6, "notes": [],
    }  # fmt: skip
    assert {"seqfolio", "python", "numpy", "pandas", "scipy"} <= set(found["versions"])
    assert found["parameters"]["analysis"]["method"] == "welch"
    assert found["parameters"]["analysis"]["alpha"] == 0.05
    assert whole.text("project.yaml") == (whole.folder.parent / "project.yaml").read_text("utf-8")


def test_the_methods_text_and_its_references(whole: Ran) -> None:
    text = whole.text("methods.md")
    assert "Welch's t-test" in text
    assert "Benjamini and Hochberg" in text
    assert not re.search(r"&#\d+;|<[a-z]", text)
    keys = re.findall(r"@\w+\{(\w+),", whole.text("references.bib"))
    assert {"welch1947", "benjamini1995"} <= set(keys)
    assert len(keys) == len(set(keys))


def test_sheet_names_fit_and_differ() -> None:
    from seqfolio.export.workbook import sheet_names

    ids = ["a" * 40, "A" * 40, "about", "History", "x" * 31, "x" * 32, "b"]
    made = sheet_names(ids)
    assert list(made) == ids
    assert all(len(name) <= 31 for name in made.values())
    assert len({name.casefold() for name in made.values()} | {"about", "history"}) == len(ids) + 2
    assert made["b"] == "b"


def test_a_workbook_of_too_many_genes_says_what_it_holds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from seqfolio import pipeline
    from seqfolio.config import read
    from seqfolio.export import workbook

    write(tmp_path, project())
    analysis = pipeline.analyse(read(tmp_path / "project.yaml"))
    for most, words, rows in ((9, "Tested genes only", 8), (4, "Called genes only", 2), (1, "The 1 strongest", 1)):
        monkeypatch.setattr(workbook, "MOST_ROWS", most)
        workbook.write_workbook(analysis, tmp_path / "b.xlsx")
        book = openpyxl.load_workbook(tmp_path / "b.xlsx")
        assert any(words in str(row[1].value) for row in book["about"].iter_rows())
        assert book["b_vs_a"].max_row == rows + 1


def test_tables_only(run) -> None:
    ran = run("run project.yaml -o out", project())
    assert ran.code == 0
    found = names(ran.path("out"))
    assert found >= EXPECTED - {"report.html", "report.pdf"}
    assert not {"report.html", "report.pdf"} & found


def test_the_default_folder_lies_beside_the_yaml_and_has_the_projects_id(run, tmp_path: Path) -> None:
    write(tmp_path / "deep", project({"project": {"id": "P2026-014"}}))
    ran = run("run deep/project.yaml")
    assert ran.code == 0
    assert (tmp_path / "deep" / "P2026-014_seqfolio" / "seqfolio_summary.json").is_file()


def test_without_contrasts(run) -> None:
    ran = run(
        "run project.yaml -o out",
        project({"design": {"formula": None, "contrasts": []}, "report": {"formats": "html"}}),
    )
    assert ran.code == 0
    assert json.loads(ran.text("out/seqfolio_summary.json"))["contrasts"] == []
    assert "Nothing is compared in this report" in ran.text("out/report.html")
    assert names(ran.path("out/tables")) == {"normalized_counts.csv", "results.xlsx"}


def test_select_pvalue_changes_what_is_called_everywhere(run) -> None:
    counts, samples = many({"a": 4, "b": 4})
    for select in ("padj", "pvalue"):
        files = project(
            {"analysis": {"select": select, "method": "ttest"}, "report": {"formats": "html"}}, counts, samples
        )
        ran = run(f"run project.yaml -o {select}", files)
        table = pd.read_csv(ran.path(f"{select}/tables/b_vs_a.csv"))
        called = table["call"].isin(["higher", "lower"])
        assert (called == (table[select] < 0.05)).all()
        summary = json.loads(ran.text(f"{select}/seqfolio_summary.json"))["contrasts"][0]
        assert summary["counts"]["higher"] + summary["counts"]["lower"] == called.sum()
        page = ran.text(f"{select}/report.html")
        assert ("Nominal p-values in use</strong>" in page) == (select == "pvalue")
        assert f"{select} &lt; 0.05" in page or f"{select} &#60; 0.05" in page


def test_terms_that_a_t_test_does_not_use_give_a_warning_that_names_them(run) -> None:
    ran = run("run project.yaml -o out", project({"design": {"formula": "~ batch + group"}}))
    finding = next(
        f for f in json.loads(ran.text("out/seqfolio_summary.json"))["findings"] if f["check"] == "unused_terms"
    )
    assert finding["severity"] == "warning"
    assert '"batch"' in finding["message"]
    said = " ".join(run("check project.yaml").out.split())
    assert (
        'WARNING Terms of the formula that were not used [unused_terms] The formula "~ batch + group" also holds "batch"'
        in said
    )
