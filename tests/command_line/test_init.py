"""`init` writes what it finds; what it writes passes `check` and runs."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest
import yaml

from harness import Run, snapshot, write
from seqfolio.guessed_factor import factor_of
from small_projects import COUNTS, REPOSITORY, SAMPLES

TEN = [f"control_{i}" for i in range(1, 6)] + [f"treatment_{i}" for i in range(1, 6)]


def table(names: list[str]) -> str:
    rows = [",".join([f"g{r}", *(str((r * 7 + c * 13) % 50 + 5) for c in range(len(names)))]) for r in range(30)]
    return "\n".join([",".join(["gene", *names]), *rows]) + "\n"


def sheet(folder: Path) -> dict[str, str]:
    with (folder / "samples.csv").open(encoding="utf-8", newline="") as file:
        return {row[0]: row[1] for row in list(csv.reader(file))[1:]}


def test_groups_given(run: Run) -> None:
    ran = run(
        "init c.csv --groups control:5,treatment:5 --method ttest", {"c.csv": table([f"S{i}" for i in range(10)])}
    )
    assert ran.code == 0
    assert list(sheet(ran.folder).values()) == ["control"] * 5 + ["treatment"] * 5
    config = yaml.safe_load(ran.text("project.yaml"))
    assert config["analysis"]["method"] == "ttest"
    assert config["analysis"]["normalization"] == "none"
    (contrast,) = config["design"]["contrasts"]
    assert (contrast["numerator"], contrast["denominator"]) == ("treatment", "control")
    assert "each is compared with control" in ran.out
    assert run("check project.yaml").code == 0


def test_first_line_is_for_editors_and_names_a_schema_that_is_there(run: Run) -> None:
    ran = run("init c.csv", {"c.csv": table(TEN)})
    first = ran.text("project.yaml").splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=")
    assert ran.path(first.partition("=")[2]).is_file()


@pytest.mark.parametrize(
    ("names", "groups"),
    [
        (TEN, ["control"] * 5 + ["treatment"] * 5),
        (["wt1", "wt2", "ko1", "ko2"], ["wt", "wt", "ko", "ko"]),
        (["ctrl_r1", "ctrl_r2", "liver-S1", "liver-S2"], ["ctrl", "ctrl", "liver", "liver"]),
        (["Tumor 1", "Tumor 2", "Tissue Normal 1", "Tissue Normal 2"], ["Tumor"] * 2 + ["Tissue Normal"] * 2),
        (["WT_rep1", "WT_rep2", "KO_rep1", "KO_rep2"], ["WT", "WT", "KO", "KO"]),
        (["day0.1", "day0.2", "day7.1", "day7.2"], ["day0", "day0", "day7", "day7"]),
        (["DMSO-1", "DMSO-2", "Drug A-1", "Drug A-2"], ["DMSO", "DMSO", "Drug A", "Drug A"]),
    ],
)
def test_groups_guessed_from_the_names(run: Run, names: list[str], groups: list[str]) -> None:
    ran = run("init c.csv", {"c.csv": table(names)})
    assert ran.code == 0
    assert list(sheet(ran.folder).values()) == groups
    checked = run("check project.yaml")
    assert checked.code == 0, checked.err
    assert "log2 fold change > 0" in checked.out


@pytest.mark.parametrize(("names", "reference"), [(["a1", "a2", "wt1", "wt2"], "wt"), (["b1", "b2", "a1", "a2"], "b")])
def test_the_reference_is_the_control_or_the_first(run: Run, names: list[str], reference: str) -> None:
    ran = run("init c.csv", {"c.csv": table(names)})
    assert yaml.safe_load(ran.text("project.yaml"))["design"]["contrasts"][0]["denominator"] == reference


def test_three_groups_are_each_compared_with_the_control(run: Run) -> None:
    ran = run("init c.csv", {"c.csv": table(["ctrl1", "ctrl2", "low1", "low2", "high1", "high2"])})
    contrasts = yaml.safe_load(ran.text("project.yaml"))["design"]["contrasts"]
    assert [(c["numerator"], c["denominator"]) for c in contrasts] == [("low", "ctrl"), ("high", "ctrl")]
    assert run("check project.yaml").code == 0


@pytest.mark.parametrize(
    "names", [["SRR1", "SRR2", "SRR3", "SRR4"], ["Anna", "Ben", "Cleo"], ["a1", "b1", "c1"], ["x"]]
)
def test_what_cannot_be_guessed_is_said_and_still_runs(run: Run, names: list[str]) -> None:
    ran = run("init c.csv", {"c.csv": table(names)})
    assert ran.code == 0
    assert "no groups were found" in ran.out
    assert yaml.safe_load(ran.text("project.yaml"))["design"]["contrasts"] == []
    assert run("check project.yaml").code == 0


def test_from_a_sheet(run: Run) -> None:
    ran = run("init c.csv --samples sheet.csv --method welch", {"c.csv": COUNTS, "sheet.csv": SAMPLES})
    assert ran.code == 0
    assert not ran.path("samples.csv").exists()
    config = yaml.safe_load(ran.text("project.yaml"))
    assert config["input"]["samples"] == "sheet.csv"
    assert config["design"]["contrasts"][0]["factor"] == "group"
    assert run("check project.yaml").code == 0


def test_files_elsewhere_are_named_relative_to_the_project(run: Run, tmp_path: Path) -> None:
    write(tmp_path, {"data/my counts.csv": table(TEN)})
    ran = run('init "../data/my counts.csv"', {}, tmp_path / "project")
    assert ran.code == 0
    assert yaml.safe_load(ran.text("project.yaml"))["input"]["counts"] == "../data/my counts.csv"
    assert run("check project.yaml", {}, tmp_path / "project").code == 0


def test_existing_files_are_refused_and_left_alone(run: Run) -> None:
    files = {"c.csv": table(TEN), "project.yaml": "mine"}
    ran = run("init c.csv", files)
    assert ran.code == 2
    assert '"project.yaml" exists here already' in ran.err
    assert snapshot(ran.folder) == {name: text.encode() for name, text in files.items()}
    assert run("init c.csv", {"samples.csv": "mine"}).code == 2
    assert run("init c.csv -f").code == 0
    assert run("check project.yaml").code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("init no.csv", 'there is no file "no.csv"'),
        ("init c.csv --groups control:5", "--groups names 5 samples, the counts have 10"),
        ("init c.csv --groups control", "is not name:number"),
        ("init c.csv --groups control:x,b:5", "is not name:number"),
        ("init c.csv --groups control:0,b:10", "is not name:number"),
        ("init c.csv --groups :5,b:5", "is not name:number"),
        ("init c.csv --method wlech", 'Did you mean "welch"?'),
        ("init c.csv --samples no.csv", 'there is no file "no.csv"'),
    ],
)
def test_wrong_calls_write_nothing(run: Run, arguments: str, words: str) -> None:
    ran = run(arguments, {"c.csv": table(TEN)})
    assert ran.code == 2
    assert words in ran.err
    assert set(snapshot(ran.folder)) == {"c.csv"}


@pytest.mark.parametrize(
    "names",
    [
        ["no1", "no2", "yes1", "yes2"],
        ["null 1", "null 2", "~ 1", "~ 2"],
        ["a: b1", "a: b2", "#c1", "#c2"],
        ["'q1", "'q2", '"r1', '"r2'],
        ["{x}1", "{x}2", "[y]1", "[y]2"],
        ["ü1", "ü2", "漢1", "漢2"],
        ["NA1", "NA2", "none1", "none2"],
        ["=a1", "=a2", "-b1", "-b2"],
        ["a\\n1", "a\\n2", "b\\t1", "b\\t2"],
    ],
    ids=range(9),
)
def test_odd_names_make_a_project_that_can_be_read(run: Run, names: list[str]) -> None:
    quoted = ['"' + name.replace('"', '""') + '"' for name in names]
    ran = run("init c.csv", {"c.csv": table(quoted)})
    assert ran.code == 0, ran.err
    checked = run("check project.yaml")
    assert checked.code == 0 or "missing-covariate" in checked.err, checked.err
    assert list(sheet(ran.folder)) == names


@pytest.mark.parametrize("folder", ["my project", "2026 (new)", "no", "ü: x", "..."])
def test_odd_folders_make_a_project_that_can_be_read(run: Run, tmp_path: Path, folder: str) -> None:
    ran = run("init c.csv", {"c.csv": table(TEN)}, tmp_path / folder)
    assert ran.code == 0
    assert run("check project.yaml", {}, tmp_path / folder).code == 0


def test_the_tutorial(run: Run) -> None:
    """The tutorial's literal steps beside ours: read, log2(x + 1), a t-test per gene, p < 0.05."""
    import numpy as np
    import pandas as pd
    from scipy.stats import ttest_ind

    source = REPOSITORY / "example_data" / "tutorial" / "gene_expression.csv"
    ran = run(
        "init gene_expression.csv --groups control:5,treatment:5 --method ttest", {source.name: source.read_bytes()}
    )
    text = (
        ran.text("project.yaml")
        .replace("# select: pvalue", "select: pvalue")
        .replace("formats: [html, pdf]", "formats: [html]")
    )
    text = text.replace("  # options: {heatmap", "  options: {heatmap")
    assert run("run project.yaml -o out", {"project.yaml": text}).code == 0

    data = pd.read_csv(source, index_col=0)
    log_data = np.log2(data + 1)
    control, treatment = log_data.iloc[:, :5], log_data.iloc[:, 5:]
    pvalues, changes = [], []
    for gene in log_data.index:
        pvalues.append(ttest_ind(treatment.loc[gene], control.loc[gene]).pvalue)
        changes.append(treatment.loc[gene].mean() - control.loc[gene].mean())
    expected = pd.DataFrame({"log2FoldChange": changes, "pvalue": pvalues}, index=log_data.index)

    ours = pd.read_csv(ran.path("out/tables/treatment_vs_control.csv"), index_col="gene_id")
    np.testing.assert_allclose(ours["pvalue"], expected["pvalue"], rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(ours["log2FoldChange"], expected["log2FoldChange"], rtol=1e-12, atol=1e-12)
    significant = set(expected.index[expected["pvalue"] < 0.05])
    assert set(ours.index[ours["call"].isin(["higher", "lower"])]) == significant
    page = ran.text("out/report.html")
    assert "Nominal p-values in use" in page
    assert "t-test on log counts" in page
    assert f"All {len(significant)} called genes; colour: log2(count + 1)" in page
    assert "stand in the order of the count table" in page


DESIGNED = [f"S{i}" for i in range(12)]
SHEET = "Sample name;batch;treatment;age (weeks);RIN\n" + "".join(
    f"S{i};{'AB'[i % 2]};{('control', 'low', 'high')[i // 4]};{i + 5};{8 + i / 10}\n" for i in range(12)
)


def test_the_treatment_is_compared_and_the_batch_is_told(run: Run) -> None:
    ran = run("init c.csv --samples sheet.csv", {"c.csv": table(DESIGNED), "sheet.csv": SHEET})
    design = yaml.safe_load(ran.text("project.yaml"))["design"]
    assert design["formula"] == "~ treatment"
    assert [(c["numerator"], c["denominator"]) for c in design["contrasts"]] == [
        ("low", "control"),
        ("high", "control"),
    ]
    line = (
        'other columns: batch (A, B), age (weeks) (numbers), RIN (numbers): for example formula: "~ batch + treatment"'
    )
    assert f"# {line}\n" in ran.text("project.yaml")
    assert f'"treatment" is what to compare is a guess from the sheet; {line}' in ran.out
    suggested = ran.text("project.yaml").replace("~ treatment", "~ batch + treatment")
    assert run("check project.yaml", {"project.yaml": suggested}).code == 0


@pytest.mark.parametrize(
    ("columns", "factor"),
    [
        ({"lane": "1122", "cells": "aabb"}, "cells"),  # no name for a group, but none for a batch either
        ({"cells": "aabb", "Genotype": "abab"}, "Genotype"),
        ({"sampleGroup": "aabb", "sequencing_run": "xyxy"}, "sampleGroup"),
        ({"donor": "aabb"}, "donor"),
        ({"treatment": "abcd", "batch": "xxyy"}, "batch"),  # the treatment has no replicates
    ],
)
def test_columns_named_like_a_batch_come_last(columns: dict[str, str], factor: str) -> None:
    frame = pd.DataFrame({name: list(cells) for name, cells in columns.items()})
    assert factor_of(frame) == factor


def test_hostile_columns_stay_in_their_comment(run: Run) -> None:
    text = 'id,"a\n  - x: *y",group\n' + "".join(f"S{i},{'AB'[i % 2]},{'xy'[i // 6]}\n" for i in range(12))
    ran = run("init c.csv --samples sheet.csv", {"c.csv": table(DESIGNED), "sheet.csv": text})
    assert yaml.safe_load(ran.text("project.yaml"))["design"]["formula"] == "~ group"


def transcripts(others: dict[str, str]) -> dict[str, str]:
    """kallisto's folder of four samples, and what lies beside it."""
    head = "target_id\tlength\teff_length\test_counts\ttpm\n"
    rows = "".join(f"ENST{i:011d}.2\t900\t700\t{i * 10}\t{i}\n" for i in range(1, 9))
    names = ("ctrl_1", "ctrl_2", "drug_1", "drug_2")
    return {f"kallisto/{name}/abundance.tsv": head + rows for name in names} | others


T2G = "transcript_id,gene_id,gene_name\n" + "".join(f"ENST{i:011d}.2,ENSG{i:011d},N{i}\n" for i in range(1, 9))
OTHER = "NM_1\tTP53\n"


@pytest.mark.parametrize(
    ("files", "call", "key", "said"),
    [
        ({"t2g_v44.csv": T2G}, "", "tx2gene: t2g_v44.csv", "was found beside the counts; make sure"),
        ({"maps/mine.txt": T2G}, "--tx2gene maps/mine.txt", "tx2gene: maps/mine.txt", "each is compared with ctrl"),
        ({"tx2gene.tsv": OTHER, "x.csv": T2G}, "--tx2gene x.csv", "tx2gene: x.csv", "each is compared with ctrl"),
    ],
)
def test_transcripts_with_their_genes(run: Run, files: dict[str, str], call: str, key: str, said: str) -> None:
    ran = run(f"init kallisto {call}", transcripts(files))
    assert ran.code == 0, ran.err
    assert said in ran.out
    assert f"  {key}\n" in ran.text("project.yaml")
    assert "values:" not in ran.text("project.yaml")
    checked = run("check project.yaml")
    assert checked.code == 0, checked.err
    assert "8 genes x 4 samples" in checked.out


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "nothing says their genes"),
        ({"tx2gene.tsv": OTHER}, "tx2gene.tsv knows none of them"),
        ({"a.tx2gene.tsv": T2G, "tx2gene_a.csv": T2G, "tx2gene_b.csv": T2G}, "nothing says their genes"),
    ],
)
def test_transcripts_without_their_genes(run: Run, files: dict[str, str], said: str) -> None:
    """The sheet is written all the same, and the project says what to fill in."""
    ran = run("init kallisto", transcripts(files))
    assert ran.code == 0, ran.err
    assert said in ran.out
    assert sheet(ran.folder) == {"ctrl_1": "ctrl", "ctrl_2": "ctrl", "drug_1": "drug", "drug_2": "drug"}
    text = ran.text("project.yaml")
    ran.path("genes.csv").write_text(T2G)
    ran.path("project.yaml").write_text(text.replace("# tx2gene: tx2gene.tsv", "tx2gene: genes.csv"))
    assert run("check project.yaml").code == 0


def test_a_named_table_that_does_not_fit_is_an_error(run: Run) -> None:
    ran = run("init kallisto --tx2gene x.tsv", transcripts({"x.tsv": OTHER}))
    assert ran.code == 2
    assert "[tx2gene-no-match]" in ran.err
    assert not ran.path("project.yaml").exists()


def test_values_that_are_no_counts_get_a_method_that_takes_them(run: Run) -> None:
    rows = [f"g{i}," + ",".join(str(round(3 + i % 7 + j * 0.37, 2)) for j in range(10)) for i in range(150)]
    ran = run("init c.csv", {"c.csv": "gene," + ",".join(TEN) + "\n" + "\n".join(rows) + "\n"})
    assert "look like log2 values, not counts" in ran.out
    checked = run("check project.yaml")
    assert checked.code == 0, checked.err
    assert "Welch" in checked.out


def test_the_column_with_the_samples_is_found_in_the_sheet(run: Run) -> None:
    """A GDC sample sheet begins with the ids of folders; the names of the files stand in the second column."""
    sheet = "File ID,File Name,Sample Type\n" + "".join(
        f"u{i},{s}.counts.tsv,{s.split('_')[0]}\n" for i, s in enumerate(TEN)
    )
    ran = run("init c.csv --samples sheet.csv", {"c.csv": table(TEN), "sheet.csv": sheet})
    assert ran.code == 0, ran.err
    assert yaml.safe_load(ran.text("project.yaml"))["input"]["sample_id"] == "File Name"
    assert run("check project.yaml").code == 0


def test_a_gtf_names_the_genes_of_counts_of_genes_and_tx2gene_is_not_for_them(run: Run) -> None:
    gtf = "".join(f'1\tx\tgene\t1\t9\t.\t+\t.\tgene_id "g{i}"; gene_name "N{i}";\n' for i in range(30))
    ran = run("init c.csv --gtf genes.gtf", {"c.csv": table(TEN), "genes.gtf": gtf, "t.tsv": OTHER})
    assert ran.code == 0, ran.err
    assert yaml.safe_load(ran.text("project.yaml"))["input"]["gtf"] == "genes.gtf"
    refused = run("init c.csv --tx2gene t.tsv -f")
    assert refused.code == 2
    assert "need no table of transcripts [wrong-value]" in refused.err
