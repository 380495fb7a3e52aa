"""A real MultiQC over real folders: what a facility sees."""

from __future__ import annotations

import base64
import csv
import gzip
import json
import math
import re
from html import escape
from importlib.util import find_spec
from pathlib import Path

import pytest
from multiqc_results import Ran, contrast, finding, make_result, sample

pytestmark = pytest.mark.skipif(
    not find_spec("multiqc"), reason="MultiQC is not installed: pip install seqfolio[multiqc]"
)

SUMMARY = "seqfolio_summary.json"


def real_project(folder: Path) -> Path:
    """A project of eight samples, run by Seqfolio itself."""
    import seqfolio

    folder.mkdir(parents=True)
    names = [f"liver.sample{i}" for i in range(1, 9)]
    genes = [[f"g{g}", *(20 + (g * 7 + i * 13) % 60 + 400 * (g < 6 and i > 3) for i in range(8))] for g in range(40)]
    lines = [["gene", *names], *genes]
    (folder / "counts.csv").write_text("\n".join(",".join(map(str, line)) for line in lines) + "\n", "utf-8")
    sheet = [f"{name},{'drug' if i > 3 else 'water'}" for i, name in enumerate(names)]
    (folder / "samples.csv").write_text("\n".join(["sample,group", *sheet]) + "\n", "utf-8")
    (folder / "project.yaml").write_text(
        "seqfolio: 1\n"
        "project: {id: REAL, title: 'A <b>real</b> one; STAR version=2.7, This is cutadapt 4.1 with Python 3'}\n"
        "input: {counts: counts.csv, samples: samples.csv}\n"
        "design:\n  formula: '~ group'\n"
        "  contrasts: [{id: drug, factor: group, numerator: drug, denominator: water}]\n"
        "analysis: {method: welch}\nreport: {formats: [html]}\n",
        "utf-8",
    )
    seqfolio.run(folder / "project.yaml", folder / "results")
    return folder / "results"


def modules(ran: Ran) -> list[str]:
    """The modules that stand in the report, but for MultiQC's list of software."""
    shown = re.findall(r'id="mqc-module-section-([^"]+)"', ran.html)
    return [name for name in shown if name != "multiqc_software_versions"]


def test_a_real_result(multiqc, tmp_path):
    folder = real_project(tmp_path / "in")
    ran = multiqc(tmp_path / "in")
    assert ran.code == 0, ran.log
    assert "seqfolio | Found 1 reports" in ran.log
    assert list(ran.table("multiqc_seqfolio")) == [f"liver.sample{i}" for i in range(1, 9)]
    summary = json.loads((folder / SUMMARY).read_text("utf-8"))
    first = ran.table("multiqc_seqfolio")["liver.sample1"]
    assert {k: float(first[k]) for k in ("library_size", "size_factor")} == {
        k: summary["samples"][0][k] for k in ("library_size", "size_factor")
    }
    calls = ran.table("multiqc_seqfolio_contrasts")["REAL: drug vs water"]
    assert {k: float(calls[k]) for k in summary["contrasts"][0]["counts"]} == summary["contrasts"][0]["counts"]
    blocks = json.loads((folder / "multiqc" / "seqfolio_blocks.json").read_text("utf-8"))
    drawn = json.loads((folder / "multiqc" / "seqfolio_plots.json").read_text("utf-8"))["plots"]
    assert {"pca.pca", "distance.distance", "volcano-drug.volcano", "ma-drug.ma"} == set(drawn)
    stills = [figure for figure in blocks["figures"] if figure["id"] not in drawn]
    assert ran.html.count('<img src="data:image/png;base64,') == len(stills)
    assert f'alt="{stills[0]["alt"]}"' in ran.html
    assert f"width:{stills[0]['width']}px" in ran.html
    assert [c["alt"] for c in blocks["figures"] if f'aria-label="{escape(c["alt"])}"' in ran.html] == [
        figure["alt"] for figure in blocks["figures"] if figure["id"].startswith(("volcano", "ma"))
    ]
    assert "https://doi.org/10." in ran.html
    genes = ran.table("seqfolio_table_real_genes_drug_strongest")
    assert set(genes) <= {f"g{g}" for g in range(6)}
    assert_every_tested_gene_is_there(ran, folder)
    assert modules(ran) == ["seqfolio"]
    assert "more in <code>results</code> (<code>report.html</code>)" in ran.html
    assert "REAL: A ‹b>real‹/b> one" in ran.html
    assert "<b>real</b>" not in ran.html


def assert_every_tested_gene_is_there(ran: Ran, folder: Path) -> None:
    """The points of the volcano plot are the tested genes of the table, to three decimals."""
    packed = re.findall(r'<script type="application/gzip" id="[^"]+">([^<]+)</script>', ran.html)
    assert len(packed) == 1  # volcano and MA share it
    points = json.loads(gzip.decompress(base64.b64decode(packed[0])))
    with (folder / "tables" / "drug.csv").open(encoding="utf-8") as file:
        tested = [row for row in csv.DictReader(file) if row["pvalue"]]
    assert points["gene"] == [row["gene_name"] or row["gene_id"] for row in tested]
    for row, change, p in zip(tested, points["change"], points["p"], strict=True):
        assert change == pytest.approx(float(row["log2FoldChange"]), abs=0.00051)
        assert p == pytest.approx(-math.log10(float(row["pvalue"])), abs=0.00051)


def test_several_projects_under_their_names_with_shared_samples(multiqc, tmp_path):
    make_result(tmp_path / "a", "P1", ["S1", "only1"])
    make_result(tmp_path / "b", "P2", ["S1", "only2"])
    make_result(tmp_path / "x" / "c", "P2", ["S9"])
    ran = multiqc(tmp_path)
    assert ran.code == 0, ran.log
    assert "Found 3 reports" in ran.log
    rows = ran.table("multiqc_seqfolio")
    assert {name: row["project"] for name, row in rows.items()} == {
        "S1 (P1)": "P1",
        "only1": "P1",
        "S1 (P2 in b)": "P2 in b",
        "only2": "P2 in b",
        "S9": "P2 in c",
    }
    titles = ["P1: Title of P1", "P2 in b: Title of P2", "P2 in c: Title of P2"]
    assert all(title in ran.html for title in titles)
    assert sorted(titles, key=ran.html.index) == titles
    ids = [f'id="seqfolio_project_{slug}"' for slug in ("p1", "p2_in_b", "p2_in_c")]
    assert [ran.html.count(i) for i in ids] == [1, 1, 1]


def test_a_copy_of_a_result_is_shown_once(multiqc, tmp_path):
    for name in ("a", "b"):
        make_result(tmp_path / name, "P1")
    ran = multiqc(tmp_path)
    assert "Found 1 reports" in ran.log
    assert "a copy of another result" in ran.log


def test_ignoring_all_samples_gives_no_report(multiqc, tmp_path):
    make_result(tmp_path / "a")
    ran = multiqc(tmp_path, "--ignore-samples", "*")
    assert "No analysis results found" in ran.log
    assert not (ran.out / "multiqc_report.html").exists()
    assert "Traceback" not in ran.log


def test_ignored_samples_are_left_out_and_it_says_so(multiqc, tmp_path):
    make_result(tmp_path / "a", "P1", ["S1", "S2", "other"])
    make_result(tmp_path / "b", "P2", ["S3"])
    ran = multiqc(tmp_path, "--ignore-samples", "S*")
    assert list(ran.table("multiqc_seqfolio")) == ["other"]
    assert "2 of the samples are left out of the General Statistics" in ran.html
    assert "Title of P2" not in ran.html


def test_samples_are_renamed_as_asked(multiqc, tmp_path):
    make_result(tmp_path / "a", "P1", ["S1.bam", "liver.sample1", "a/b"])
    (tmp_path / "names.tsv").write_text("S1\tAnna\nliver.sample1\tBert\n", "utf-8")
    ran = multiqc(tmp_path / "a", "--replace-names", str(tmp_path / "names.tsv"))
    assert ran.code == 0, ran.log
    assert list(ran.table("multiqc_seqfolio")) == ["Anna", "Bert", "a/b"]


def test_the_rows_are_those_of_other_tools_and_stand_behind_them(multiqc, tmp_path):
    make_result(tmp_path / "a", "P1", ["S1", "S2"])
    (tmp_path / "counts.summary").write_text("Status\tS1.bam\tS2.bam\nAssigned\t90\t80\nUnassigned_Unmapped\t10\t20\n")
    ran = multiqc(tmp_path)
    assert ran.code == 0, ran.log
    assert list(ran.table("multiqc_general_stats")) == ["S1", "S2"]
    assert ran.html.index("mqc-module-section-featurecounts") < ran.html.index("mqc-module-section-seqfolio")


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "two\nlines",
    "&lt;script&gt;alert(2)&lt;/script&gt;",
    "[bold red]markup[/nothing]",
    "=1+1",
    "{{ 7*7 }}",
    "\ud800half",
    "Größe & 患者",
    "007",
]


def test_hostile_names_come_through_and_are_not_executed(multiqc, tmp_path):
    evil = HOSTILE[0] + HOSTILE[1]
    rows = [sample(name, display_name=f"{name}!", outlier=True) for name in HOSTILE]
    found = [finding("warning", evil, action=evil, samples=HOSTILE), finding("passed", evil)]
    drug = contrast(title=evil, numerator=evil, denominator=evil, method=evil)
    project = {"id": evil, "title": evil, "organism": evil}
    folder = make_result(
        tmp_path / "a",
        samples=rows,
        project_table=0,
        findings=found,
        contrasts=[drug, drug],
        versions={"seqfolio": evil},
    )
    summary = json.loads((folder / SUMMARY).read_text("utf-8", "surrogatepass")) | {"project": project}
    text = json.dumps(summary, indent=1).replace("{\n ", "{\n  ", 1)
    (folder / SUMMARY).write_text(text, "utf-8")
    ran = multiqc(tmp_path)
    assert ran.code == 0, ran.log
    assert len(ran.table("multiqc_seqfolio")) == len(HOSTILE)
    for bad in ("<script>alert", "<img src=x", "' onmouseover='", "&lt;script&gt;alert(2)&lt;/script&gt;\n"):
        assert bad not in ran.html
    assert {"two lines", "=1+1", "{{ 7*7 }}", "007", "?half"} <= set(ran.table("multiqc_seqfolio"))


def test_damaged_and_newer_results_leave_the_others_visible(multiqc, tmp_path):
    make_result(tmp_path / "good", "GOOD")
    damaged = make_result(tmp_path / "damaged", "DAMAGED", ["D1"])
    text = (damaged / SUMMARY).read_text("utf-8")
    (damaged / SUMMARY).write_text(text[: len(text) // 2], "utf-8")
    make_result(tmp_path / "newer", "NEWER", ["N1"], seqfolio_summary=2)
    poor = make_result(tmp_path / "poor", "POOR", ["P1"])
    (poor / "multiqc" / "seqfolio_blocks.json").write_text("{", "utf-8")
    ran = multiqc(tmp_path)
    assert ran.code == 0, ran.log
    assert "Found 2 reports" in ran.log
    assert "damaged/seqfolio_summary.json is damaged" in ran.log
    assert "newer/seqfolio_summary.json has the newer format 2" in ran.log
    assert "Shown without pictures" in ran.log
    assert "GOOD: Title of GOOD" in ran.html
    assert "POOR: Title of POOR" in ran.html


def test_files_of_a_result_trigger_no_other_module(multiqc, tmp_path):
    bait, text = "tables/x.summary", "Status\tS1.bam\nAssigned\t90\nUnassigned_Unmapped\t10\n"
    listed = make_result(tmp_path / "listed" / "r", files=[{"path": bait}])
    other = make_result(tmp_path / "other" / "r")
    for folder in (listed, other):
        (folder / "tables").mkdir()
        (folder / bait).write_text(text, "utf-8")
        (folder / "seqfolio.log").write_text("This is cutadapt 4.1 with Python 3.11\n", "utf-8")
    assert modules(multiqc(tmp_path / "listed")) == ["seqfolio"]
    assert modules(multiqc(tmp_path / "other")) == ["featurecounts", "seqfolio"]
