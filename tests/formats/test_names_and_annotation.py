"""Names that programs and spreadsheets mangle, sheets and contrasts of nf-core, annotation: matched, and on the record."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from harness import Run, write
from made import COUNTS, FORMATS, GENES, NAMES, SAMPLES, SHEET, Made, project_of, tsv, whole
from seqfolio.config import read
from seqfolio.errors import InputError
from seqfolio.gene_links import link
from seqfolio.load import load
from seqfolio.load.excel_damage import meant, repaired
from seqfolio.load.gene_kinds import kind
from seqfolio.load.sample_names import base_name, make_names, matched, of_files
from seqfolio.model import Dataset


def loaded(folder: Path, files: dict[str, bytes]) -> Dataset:
    write(folder, files)
    return load(read(folder / "project.yaml"))


def named(columns: list[str], sheet: str = SHEET, **settings: Any) -> dict[str, bytes]:
    counts = tsv([["gene", *columns], *([g, *row] for g, row in zip(GENES, whole(), strict=True))])
    return project_of(Made("", {"counts.tsv": counts}, "counts.tsv", settings), sheet=sheet)


@pytest.mark.parametrize(
    "columns",
    [
        ["ctrl.1", "ctrl.2", "treat.1", "treat.2"],
        ["Xctrl-1", "ctrl-2", "treat-1", "treat-2"],
        ["/data/ctrl-1.bam", "/data/ctrl-2.bam", "/x/treat-1.sorted.bam", "treat-2Aligned.sortedByCoord.out.bam"],
        ["ctrl_1", "ctrl_2", "treat_1", "treat_2"],
    ],
)
def test_names_that_programs_change_are_matched_back_and_listed(tmp_path: Path, columns: list[str]) -> None:
    data = loaded(tmp_path, named(columns))
    assert list(data.counts.columns) == list(SAMPLES)
    np.testing.assert_array_equal(data.counts.to_numpy(), COUNTS)
    changed = [c for c in columns if c not in SAMPLES]
    assert list(data.renamed) == changed
    assert sum('is called "' in repair for repair in data.repairs) == len(changed)


def test_names_that_r_makes_are_those_of_r() -> None:
    """R 4.2: make.names(c("1-a", "a b", "_x", ".2", "ok", "a-b", "é-1", "TRUE_"))."""
    given = ["1-a", "a b", "_x", ".2", "ok", "a-b", "é-1"]
    assert [make_names(name) for name in given] == ["X1.a", "a.b", "X_x", "X.2", "ok", "a.b", "é.1"]


def test_what_could_be_two_samples_is_refused() -> None:
    assert matched(["a.1"], ["a-1", "a 1"]) == {}
    with pytest.raises(InputError, match="could all be the sample"):
        matched(["x/a.bam", "y/a.bam"], ["a"])


def test_names_of_files() -> None:
    assert base_name("/p/S1.Aligned.sortedByCoord.out.bam") == "S1"
    assert of_files(("run/S1/quant.sf", "run/S2/quant.sf")) == ["S1", "S2"]
    assert of_files(("S1_quant/quant.sf",)) == ["S1"]
    assert of_files(("a/x/abundance.tsv", "b/x/abundance.tsv")) == ["a", "b"]


@pytest.mark.parametrize(
    ("damaged", "gene"),
    [
        ("1-Sep", "SEPT1"), ("Sep-09", "SEPT9"), ("14-Sep", "SEPT14"), ("2-Sep-06", "SEPT2"), ("2006-09-02", "SEPT2"),
        ("2006/09/02", "SEPT2"), ("5-Mar", "MARCH5"), ("1-Dec", "DEC1"), ("2.310009E+19", "2310009E13"),
        ("1-Mar", None), ("2-Mar", None), ("13-Sep", None), ("2.31E+13", None), ("2006-09-01", None), ("40787", None),
        ("4-Oct", None), ("SEPT2", None), ("TP53", None), ("", None),
    ],
)  # fmt: skip
def test_dates_are_given_back_only_when_one_gene_can_have_been_meant(damaged: str, gene: str | None) -> None:
    assert meant(damaged) == gene


def test_no_repair_makes_a_name_that_is_there() -> None:
    assert repaired(["1-Sep", "SEPT1"])[0] == ["1-Sep", "SEPT1"]
    assert repaired(["2-Sep", "Sep-02"])[0] == ["2-Sep", "Sep-02"]
    assert repaired(["2-Sep", *["Actb", "Gapdh", "Trp53"]])[0][0] == "Sept2"


def test_repairs_of_names_reach_the_report(run: Run) -> None:
    names = ["1-Sep", "1-Mar", *NAMES[2:]]
    files = {
        "counts.csv": FORMATS["CSV"].files["counts.csv"],
        "genes.csv": tsv([["gene_id", "gene_name"], *zip(GENES, names, strict=True)], ","),
    }
    project = project_of(Made("", files, "counts.csv", {"genes": "genes.csv"}))
    config = yaml.safe_load(project["project.yaml"]) | {"report": {"formats": ["html"], "sections": ["reading"]}}
    config["analysis"] = {"normalization": "none", "transform": "log2"}
    ran = run("run project.yaml -o out", {**project, "project.yaml": yaml.safe_dump(config)})
    assert ran.code == 0, ran.err
    page = ran.text("out/report.html")
    assert "SEPT1" in page
    assert "1-Sep" in page
    assert "SEPT1" in ran.text("out/provenance.json")


@pytest.mark.parametrize(
    ("gene", "what"),
    [
        ("ENSG00000141510.17", "Ensembl gene ids of human"), ("ENSMUSG00000059552", "Ensembl gene ids of mouse"),
        ("ENSDARG00000035559", "Ensembl gene ids of zebrafish"), ("FBgn0039044", "FlyBase gene ids (fruit fly)"),
        ("WBGene00000467", "WormBase gene ids (C. elegans)"), ("AT1G01010", "TAIR gene ids (Arabidopsis)"),
        ("YAL001C", "systematic names of yeast (S. cerevisiae)"), ("7157", "Entrez gene ids"), ("TP53", "names"),
    ],
)  # fmt: skip
def test_ids_are_recognised(gene: str, what: str) -> None:
    assert kind(gene) == what


def test_ids_lead_to_their_database() -> None:
    assert link("ENSG00000141510.17") == link("ENSG00000141510_PAR_Y") == "https://www.ensembl.org/id/ENSG00000141510"
    assert link("7157") == "https://www.ncbi.nlm.nih.gov/gene/7157"
    assert link("FBgn0039044") == "https://flybase.org/reports/FBgn0039044"
    assert link('TP53"><b>') == link("") == ""


GTF = "".join(
    f'chr{i}\tx\tgene\t1\t9\t.\t+\t.\tgene_id "{g.partition(".")[0]}"; gene_version "9"; gene_name "{n}"; gene_biotype "lncRNA";\n'
    for i, (g, n) in enumerate(zip(GENES, NAMES, strict=True))
)
GFF = "".join(
    f"chr1\tx\tgene\t1\t9\t.\t+\t.\tID=gene:{g.partition('.')[0]};Name={n};biotype=lncRNA;description=a%20gene\n"
    for g, n in zip(GENES, NAMES, strict=True)
)


@pytest.mark.parametrize("text", [GTF, GFF], ids=["GTF", "GFF3"])
def test_versions_of_ids_are_looked_through_and_that_is_said(tmp_path: Path, text: str) -> None:
    made = FORMATS["CSV"]
    data = loaded(tmp_path, project_of(Made("", {**made.files, "x.gtf": text.encode()}, made.counts, {"gtf": "x.gtf"})))
    assert list(data.genes["gene_name"]) == list(NAMES)
    assert set(data.genes["gene_biotype"]) == {"lncRNA"}
    assert list(data.counts.index) == list(GENES)
    assert "12 genes matched without the version of the id" in data.sources[-1].notes


def test_copies_on_the_y_chromosome_stay_genes_of_their_own(tmp_path: Path) -> None:
    ids = [*GENES[:11], f"{GENES[0]}_PAR_Y"]
    counts = tsv([["gene", *SAMPLES], *([g, *row] for g, row in zip(ids, whole(), strict=True))])
    data = loaded(tmp_path, project_of(Made("", {"c.tsv": counts, "x.gtf": GTF.encode()}, "c.tsv", {"gtf": "x.gtf"})))
    assert list(data.counts.index) == ids
    assert data.genes["gene_name"].iloc[11] == NAMES[0]


def test_spike_ins_take_no_part_in_size_factors(tmp_path: Path) -> None:
    from seqfolio import pipeline

    ids = [*GENES[:9], "ERCC-00002", "ERCC-00003", "ERCC-00004"]
    factors = []
    for spikes in (1.0, 50.0):
        rows = COUNTS + 1
        rows[9:, 2:] *= spikes
        counts = tsv([["gene", *SAMPLES], *([g, *map(int, row)] for g, row in zip(ids, rows, strict=True))])
        write(tmp_path, project_of(Made("", {"c.tsv": counts}, "c.tsv")))
        checked = pipeline.check(read(tmp_path / "project.yaml"))
        assert checked.dataset.spike_ins == tuple(ids[9:])
        seen = pipeline.inspect(checked)
        assert seen.measured is not None
        factors.append(seen.measured.normalized.size_factors.to_numpy())
    np.testing.assert_array_equal(*factors)


NFCORE_SHEET = "sample,fastq_1,fastq_2,strandedness,condition,batch\n" + "".join(
    f"{s},{s}_{lane}.fq.gz,,auto,{s.split('-')[0]},{'xy'[i % 2]}\n" for i, s in enumerate(SAMPLES) for lane in (1, 2)
)
CONTRASTS = {
    "contrasts.csv": "id,variable,reference,target,blocking\nc,condition,ctrl,treat,batch\n",
    "contrasts.tsv": "id\tvariable\treference\ttarget\tblocking\nc\tcondition\tctrl\ttreat\tbatch\n",
    "own.csv": "id,factor,numerator,denominator,blocking\nc,condition,treat,ctrl,batch\n",
    "contrasts.yaml": "contrasts:\n  - id: c\n    comparison: [condition, ctrl, treat]\n    blocking_factors: [batch]\n",
    "formula.yaml": "contrasts:\n  - id: c\n    formula: '~ batch + condition'\n    make_contrasts_str: conditiontreat\n",
}


@pytest.mark.parametrize("name", CONTRASTS)
def test_contrasts_of_nfcore_point_from_reference_to_target(tmp_path: Path, name: str) -> None:
    from seqfolio import pipeline

    project = project_of(FORMATS["CSV"], sheet=NFCORE_SHEET)
    config = yaml.safe_load(project["project.yaml"]) | {"design": {"contrasts": name}}
    write(tmp_path, {**project, "project.yaml": yaml.safe_dump(config).encode(), name: CONTRASTS[name].encode()})
    checked = pipeline.check(read(tmp_path / "project.yaml"))
    (made,) = checked.planned.comparisons
    assert checked.designs[0].formula == "~ batch + condition"
    column = list(checked.designs[0].matrix.columns).index("condition[T.treat]")
    assert made.weights[column] == 1
    if name != "formula.yaml":
        assert made.sentence == "log2 fold change > 0: higher in treat than in ctrl"
    assert any(source.role == "contrasts" for source in checked.dataset.sources)


def test_contrasts_without_ids_get_those_of_older_nfcore_releases(tmp_path: Path) -> None:
    """As contrasts.csv of nf-core's own test data: no column id, the second contrast with a blocking factor."""
    from seqfolio.load.contrast_file import with_contrasts

    project = project_of(FORMATS["CSV"], sheet=NFCORE_SHEET)
    config = yaml.safe_load(project["project.yaml"]) | {"design": {"contrasts": "c.csv"}}
    text = b"variable,reference,target,blocking\ncondition,ctrl,treat,\ncondition,ctrl,treat,batch\n"
    write(tmp_path, {**project, "project.yaml": yaml.safe_dump(config).encode(), "c.csv": text})
    made, _ = with_contrasts(read(tmp_path / "project.yaml"))
    assert [c.id for c in made.design.contrasts] == ["condition_ctrl_treat", "condition_ctrl_treat_batch"]
    assert {(c.numerator, c.denominator) for c in made.design.contrasts} == {("treat", "ctrl")}


def test_samples_that_a_contrast_leaves_out(tmp_path: Path) -> None:
    from seqfolio.load.contrast_file import with_contrasts

    project = project_of(FORMATS["CSV"], sheet=NFCORE_SHEET)
    config = yaml.safe_load(project["project.yaml"]) | {"design": {"contrasts": "c.yaml"}}
    text = (
        "contrasts:\n  - id: my contrast!\n    comparison: [condition, ctrl, treat]\n    exclude_samples_col: batch\n    exclude_samples_values: y\n"
        "  - id: mixed\n    formula: '~ condition + (1 | batch)'\n    make_contrasts_str: conditiontreat\n"
    )
    write(tmp_path, {**project, "project.yaml": yaml.safe_dump(config).encode(), "c.yaml": text.encode()})
    made, _ = with_contrasts(read(tmp_path / "project.yaml"))
    one, mixed = made.design.contrasts
    assert (one.id, one.title) == ("my_contrast", "my contrast!")
    assert one.exclude == {"ctrl-2": "batch: y", "treat-2": "batch: y"}
    assert (mixed.formula, mixed.block) == ("~ condition", "batch")


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("c.csv", "id,variable,target\nc,condition,treat\n", "unknown-column"),
        ("c.csv", "id,variable,reference,target\n", "file-empty"),
        ("c.csv", "id,variable,reference,target\nc,condition,,treat\n", "missing-key"),
        ("c.csv", "id,variable,reference,target\nc,condition,a,a\n", "wrong-value"),
        ("c.csv", "id,variable,reference,target\nc,condition,a,b\nC,condition,a,b\n", "duplicate-id"),
        ("c.yaml", "contrasts: 5\n", "missing-key"),
        ("c.yaml", "contrasts:\n  - comparison: [a, b, c]\n", "missing-key"),
        ("c.yaml", "contrasts:\n  - id: x\n    comparison: [a, b]\n", "missing-key"),
        ("c.yaml", "contrasts:\n  - id: x\n    comparson: [a, b, c]\n", "unknown-key"),
        ("c.yaml", "contrasts: [\n", "yaml-syntax"),
        ("missing.csv", None, "file-not-found"),
    ],
)
def test_contrast_files_that_cannot_be_used(run: Run, name: str, text: str | None, code: str) -> None:
    project = project_of(FORMATS["CSV"], sheet=NFCORE_SHEET)
    config = yaml.safe_load(project["project.yaml"]) | {"design": {"contrasts": name}}
    files = {**project, "project.yaml": yaml.safe_dump(config), **({name: text} if text is not None else {})}
    ran = run("check project.yaml", files)
    assert (ran.code, code in ran.err) == (2, True), ran.err


def test_a_series_matrix_of_geo_is_a_sample_sheet(tmp_path: Path) -> None:
    text = '!Series_title\t"x"\n!Sample_title\t"a"\t"b"\t"c"\t"d"\n!Sample_geo_accession\t' + "\t".join(
        f'"{s}"' for s in SAMPLES
    )
    text += (
        '\n!Sample_characteristics_ch1\t"group: c"\t"group: c"\t"group: t"\t"group: t"\n!series_matrix_table_begin\n'
    )
    data = loaded(tmp_path, project_of(FORMATS["CSV"], sheet=text))
    assert list(data.samples["group"]) == ["c", "c", "t", "t"]


def test_the_samples_of_an_anndata_file_are_a_sample_sheet(tmp_path: Path) -> None:
    made = FORMATS["AnnData"]
    project = project_of(made)
    config = yaml.safe_load(project["project.yaml"])
    config["input"]["samples"] = "counts.h5ad"
    data = loaded(tmp_path, {**project, "project.yaml": yaml.safe_dump(config).encode()})
    assert list(data.samples["group"]) == ["ctrl", "ctrl", "treat", "treat"]
