"""Every medium says the same number of findings, gene sets, second opinions and leave-outs."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from harness import prose, write
from seqfolio.multiqc_plugin import words
from seqfolio.multiqc_plugin.reading import read_project
from small_projects import many, project

N = r"([\d,]+)"


@dataclass(frozen=True)
class Media:
    """What a run said and wrote."""

    out: Path
    page: str
    pdf: str
    said: str

    @property
    def summary(self) -> dict:
        return json.loads((self.out / "seqfolio_summary.json").read_text("utf-8"))

    def found(self, pattern: str) -> list[tuple[int, ...]]:
        """The numbers of every place that matches, in the page."""
        return [tuple(int(n.replace(",", "")) for n in m.groups()) for m in re.finditer(pattern, self.page)]


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Media:
    """Two contrasts that share notes, with gene sets of which one changes, second opinions and leave-outs."""
    folder = tmp_path_factory.mktemp("findings")
    counts, samples = many({"a": 4, "b": 4, "c": 4}, genes=150)
    changed = [f"gene{i}" for i in range(1, 151, 5)]
    sets = {"changed": changed, "others": [f"gene{i}" for i in range(2, 151, 5)], "first": changed[:12]}
    contrasts = [{"id": f"{g}_vs_a", "factor": "group", "numerator": g, "denominator": "a"} for g in "bc"]
    changes = {
        "design": {"contrasts": contrasts},
        "analysis": {
            "method": "limma-voom",
            "normalization": "auto",
            "concordance": ["welch"],
            "stability": "leave_one_out",
        },
        "genes_of_interest": ["gene1", "gene2", "nothing"],
        "enrichment": {"sets": ["sets.gmt"]},
        "report": {"formats": ["html", "pdf"], "sections": None},
    }
    gmt = "".join("\t".join([name, "", *genes]) + "\n" for name, genes in sets.items())
    write(folder, {**project(changes, counts, samples), "sets.gmt": gmt})
    command = [sys_python(), "-m", "seqfolio", "run", "project.yaml", "-o", "out"]
    made = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=True)
    out = folder / "out"
    return Media(out, prose((out / "report.html").read_text("utf-8")), pdf_text(out), made.stdout + made.stderr)


def sys_python() -> str:
    import sys

    return sys.executable


def pdf_text(out: Path) -> str:
    if not shutil.which("pdftotext"):
        return ""
    command = ["pdftotext", "-enc", "UTF-8", str(out / "report.pdf"), "-"]
    return " ".join(subprocess.run(command, capture_output=True, check=True).stdout.decode().split())


FINDINGS = rf"The checks gave {N} warnings? and {N} notes?; {N} checks? passed"


def test_findings_are_as_many_in_page_pdf_terminal_and_multiqc(media: Media) -> None:
    ((warnings, notes, passed),) = media.found(FINDINGS)
    assert media.said.count("WARNING") == warnings
    assert f"{notes} notes: see the head of the report" in media.said
    assert f"{warnings} warning" in next(line for line in media.said.splitlines() if "checks" in line)
    if media.pdf:
        assert re.findall(FINDINGS, media.pdf) == [(str(warnings), str(notes), str(passed))]
    shown = read_project((media.out / "seqfolio_summary.json").read_text("utf-8"), media.out).findings
    assert f"{passed} passed" in words.bar(shown)
    assert f"Checks passed: {passed}<" in words.passed(shown)
    gravest = {}
    order = ("not_applicable", "passed", "note", "warning", "stop")
    for f in media.summary["findings"]:
        gravest[f["check"]] = max(gravest.get(f["check"], "not_applicable"), f["severity"], key=order.index)
    assert passed == list(gravest.values()).count("passed")
    assert len({f["check"] for f in media.summary["findings"] if f["severity"] == "warning"}) <= warnings


def test_what_several_contrasts_share_is_told_once(media: Media) -> None:
    each = [f for f in media.summary["findings"] if f["check"] == "few_replicates"]
    assert [f["contrasts"] for f in each] == [["b_vs_a"], ["c_vs_a"]]
    assert media.page.count("4 x b and 4 x a") == 1
    checked = subprocess.run(
        [sys_python(), "-m", "seqfolio", "check", "project.yaml"],
        cwd=media.out.parent, capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert checked.stdout.count("[few_replicates]") == 1


def test_gene_sets_are_as_many_in_page_tables_and_workbook(media: Media) -> None:
    book = openpyxl.load_workbook(media.out / "tables" / "results.xlsx", read_only=True)
    for place, name in enumerate(("b_vs_a", "c_vs_a")):
        gsea = pd.read_csv(media.out / "tables" / f"{name}.gsea.csv")
        ora = pd.read_csv(media.out / "tables" / f"{name}.ora.csv")
        higher, lower = (int((gsea["call"] == call).sum()) for call in ("higher", "lower"))
        said = media.found(
            rf"the genes of {N} sets? tend to be higher in {name[0]} and those of {N} sets? lower in {name[0]}"
        )
        assert said == ([(higher, lower)] if higher or lower else [])
        called = [int((rows["call"] == "enriched").sum()) for _, rows in ora.groupby("genes", sort=False)]
        listed = [int(rows["listed"].iloc[0]) for _, rows in ora.groupby("genes", sort=False)]
        lines = media.found(rf"Of {N} (?:genes called|called genes)[^:.]*: {N} sets? (?:is|are) enriched")
        assert list(zip(listed, called, strict=True)) == lines[place * len(called) : (place + 1) * len(called)]
        assert book[f"{name} gsea"].max_row == len(gsea) + 1
        assert book[f"{name} ora"].max_row == len(ora) + 1
        counts = next(c for c in media.summary["contrasts"] if c["id"] == name)["counts"]
        assert listed[-1] == counts["higher"] + counts["lower"]
    assert any(
        (pd.read_csv(media.out / "tables" / f"{n}.ora.csv")["call"] == "enriched").any() for n in ("b_vs_a", "c_vs_a")
    )


def test_second_opinions_and_leave_outs_count_the_same_called_genes(media: Media) -> None:
    called = {c["id"]: c["counts"]["higher"] + c["counts"]["lower"] for c in media.summary["contrasts"]}
    for check in ("second_opinion", "single_samples"):
        found = [f for f in media.summary["findings"] if f["check"] == check]
        assert len(found) == 2
        for finding in found:
            numbers = [int(n.replace(",", "")) for n in re.findall(r"\d[\d,]*", finding["message"].split(":", 1)[1])]
            assert called[finding["contrasts"][0]] in numbers, finding["message"]
    for name, n in called.items():
        kept = pd.read_csv(media.out / "tables" / f"{name}.stability.csv")
        assert len(kept) >= n
        values = next(
            f for f in media.summary["findings"] if f["check"] == "single_samples" and f["contrasts"] == [name]
        )
        assert values["values"]["called"] == n


def test_genes_of_interest_that_are_unknown_are_named_in_every_medium(media: Media) -> None:
    assert '"nothing" is no gene' in media.said
    assert '"nothing" is no gene' in media.page.replace("“", '"').replace("”", '"')
    if media.pdf:
        assert '"nothing" is no gene' in media.pdf.replace("“", '"').replace("”", '"')
