"""From a GMT file to tables: which ids, which genes, which words."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from harness import Run, write
from seqfolio import pipeline
from seqfolio.config import read
from seqfolio.enrichment import collections
from seqfolio.errors import InputError
from seqfolio.load.gene_sets import version_in
from seqfolio.model import Analysis
from seqfolio.sections.enrichment.compute import both_ways
from small_projects import many, project

ENRICHMENT: dict[str, Any] = {"sets": "sets.gmt", "min_size": 3, "permutations": 2000}
N = 60


def files(sets: dict[str, list[str]] | str, annotation: str = "", **changes: Any) -> dict[str, str | bytes]:
    """Sixty genes of which every fifth is higher in b."""
    counts, samples = many({"a": 4, "b": 4}, genes=N)
    gmt = sets if isinstance(sets, str) else "".join(f"{n}\thttp\t" + "\t".join(g) + "\n" for n, g in sets.items())
    asked = {"enrichment": {**ENRICHMENT, **changes.pop("enrichment", {})}}
    if annotation:
        asked["input"] = {"genes": "genes.csv"}
    method = {"analysis": {"method": "limma-voom", "normalization": "auto", **changes.pop("analysis", {})}}
    made = project({**method, **asked, **changes}, counts=counts, samples=samples)
    return {**made, "sets.gmt": gmt, **({"genes.csv": annotation} if annotation else {})}


def genes(which: range) -> list[str]:
    return [f"gene{i + 1}" for i in which]


CHANGED, OTHERS = genes(range(0, N, 5)), genes(range(1, N, 5))
SETS = {"changed": CHANGED, "others": OTHERS, "mixed": CHANGED[:3] + OTHERS[:9], "two": CHANGED[:2]}


def analysed(folder: Path, made: dict[str, str | bytes]) -> Analysis:
    write(folder, made)
    return pipeline.analyse(read(folder / "project.yaml"))


def test_the_set_of_changed_genes_is_found_by_both(tmp_path: Path) -> None:
    e = analysed(tmp_path, files(SETS)).enrichment[0]
    assert e.gsea is not None
    assert e.ora is not None
    first, listed = e.gsea.iloc[0], e.ora.iloc[0]
    assert (first["set"], first["call"], listed["set"], listed["genes"]) == ("changed", "higher", "changed", "higher")
    assert set(first["leading_edge"].split(";")) <= set(CHANGED)
    assert (e.rankings[0].tested, e.rankings[0].too_small, e.rankings[0].unnamed) == (3, 1, 0)
    assert (e.gsea["padj"] >= e.gsea["pvalue"]).all()


def test_the_background_is_the_tested_genes_of_the_table(tmp_path: Path) -> None:
    a = analysed(tmp_path, files(SETS))
    table, ora = a.contrasts[0].table, a.enrichment[0].ora
    assert ora is not None
    tested = table[table["call"] != "not tested"]
    for _, row in ora.iterrows():
        listed = ("higher", "lower") if row["genes"] == "both" else (row["genes"],)
        called = set(tested.loc[tested["call"].isin(listed), "gene_id"])
        members = set(SETS[row["set"]]) & set(tested["gene_id"])
        assert (row["background"], row["listed"]) == (len(tested), len(called))
        assert (row["size"], row["overlap"]) == (len(members), len(members & called))


def annotation(**columns: list[str]) -> str:
    return pd.DataFrame({"gene_id": genes(range(N)), **columns}).to_csv(index=False)


@pytest.mark.parametrize("column", ["gene_name", "entrez_id"])
def test_the_kind_of_id_is_recognised(tmp_path: Path, column: str) -> None:
    names = annotation(gene_name=[f"NAME{i + 1}" for i in range(N)], entrez_id=[str(7000 + i) for i in range(N)])
    known = dict(pd.read_csv(pd.io.common.StringIO(names), dtype=str).set_index("gene_id")[column])
    made = files({n: [known[g] for g in members] for n, members in SETS.items()}, names)
    a = analysed(tmp_path, made)
    assert (a.gene_sets[0].ids, a.gene_sets[0].known, a.gene_sets[0].sets) == (column, 24, 4)
    direct = analysed(tmp_path / "direct", files(SETS)).enrichment[0].gsea
    assert direct is not None
    assert a.enrichment[0].gsea is not None
    assert a.enrichment[0].gsea[["set", "ES", "pvalue"]].equals(direct[["set", "ES", "pvalue"]])


def test_versions_of_ensembl_ids_do_not_matter(tmp_path: Path) -> None:
    made = files({n: [f"ENSG{int(g[4:]):011d}" for g in m] for n, m in SETS.items()})
    lines = str(made["counts.csv"]).splitlines()
    versioned = [f"ENSG{i:011d}.{i % 7},{line.partition(',')[2]}" for i, line in enumerate(lines)][1:]
    made["counts.csv"] = "\n".join([lines[0], *versioned]) + "\n"
    a = analysed(tmp_path, made)
    assert (a.gene_sets[0].ids, a.gene_sets[0].known) == ("gene_id", 24)


def test_of_two_genes_with_one_name_the_stronger_expressed_stands_for_both(tmp_path: Path) -> None:
    names = [f"NAME{i + 1}" for i in range(N)]
    names[5], names[7] = "NAME1", ""
    a = analysed(tmp_path, files({"s": ["NAME1", "NAME2", "NAME3", "NAME8"]}, annotation(gene_name=names)))
    ranking, table = a.enrichment[0].rankings[0], a.contrasts[0].table.set_index("gene_id")
    tested = int((table["call"] != "not tested").sum())
    assert (ranking.duplicates, ranking.unnamed, len(ranking.genes)) == (1, 1, tested - 2)
    kept = set(ranking.genes["gene_id"]) & {"gene1", "gene6"}
    assert kept == {table.loc[["gene1", "gene6"], "baseMean"].idxmax()}


def test_ranked_by_the_statistic_and_reproducible(tmp_path: Path) -> None:
    one, two = (analysed(tmp_path / name, files(SETS)).enrichment[0] for name in ("one", "two"))
    ranked = one.rankings[0].genes
    assert (np.diff(ranked["score"]) <= 0).all()
    assert one.score == "moderated t-statistic"
    assert one.gsea is not None
    assert one.gsea.equals(two.gsea)


def test_p_values_are_adjusted_over_the_sets_of_all_files(tmp_path: Path) -> None:
    made = files(SETS, enrichment={"sets": ["sets.gmt", {"path": "more.gmt", "name": "more", "version": "7"}]})
    made["more.gmt"] = gzip.compress(f"else\t\t{chr(9).join(OTHERS)}\n".encode())
    a = analysed(tmp_path, made)
    gsea = a.enrichment[0].gsea
    assert gsea is not None
    assert [g.title for g in a.gene_sets] == ["sets", "more (7)"]
    assert set(gsea["collection"]) == {"sets", "more"}
    assert gsea["padj"].iloc[0] == pytest.approx((gsea["pvalue"] * 4 / np.arange(1, 5)).min())


def test_nothing_called_leaves_the_ranking(tmp_path: Path) -> None:
    e = analysed(tmp_path, files(SETS, analysis={"alpha": 1e-30})).enrichment[0]
    assert e.ora is None
    assert e.gsea is not None
    assert "no gene is called" in e.no_ora


def test_an_equivalence_test_does_not_rank(tmp_path: Path) -> None:
    method = {"method": "deseq2", "lfc_threshold": 2, "alternative": "lessAbs"}
    e = analysed(tmp_path, files(SETS, analysis=method)).enrichment[0]
    assert e.gsea is None
    assert e.ora is None
    assert "equivalence" in e.no_gsea


@pytest.mark.parametrize(
    ("gmt", "code", "words"),
    [
        ("", "file-empty", "empty"),
        ("a,b,c\n", "sets-shape", "sets.gmt:1"),
        ("one\thttp\n\n", "sets-empty", "no line"),
        ("one\t\tgene1\ntwo\t\tgene2\none\t\tgene3\n", "duplicate-id", "first on line 1"),
        ("one\t\tENSG1\tENSG2\n", "sets-unknown-genes", '"ENSG1", "ENSG2"; the counts have "gene1"'),
    ],
)
def test_a_wrong_file_is_refused_in_words(tmp_path: Path, gmt: str, code: str, words: str) -> None:
    write(tmp_path, files(gmt))
    with pytest.raises(InputError) as caught:
        pipeline.check(read(tmp_path / "project.yaml"))
    assert caught.value.problems[0].code == code
    assert words in str(caught.value)


def test_names_of_another_organism_are_recognised(tmp_path: Path) -> None:
    mouse = annotation(gene_name=[f"Name{i + 1}" for i in range(N)])
    write(tmp_path, files({"s": ["NAME1", "NAME2"]}, mouse))
    with pytest.raises(InputError, match="upper and lower case only: the sets are those of another organism"):
        pipeline.check(read(tmp_path / "project.yaml"))


def test_all_wrong_files_are_reported_at_once(tmp_path: Path) -> None:
    write(tmp_path, files(SETS, enrichment={"sets": ["none.gmt", "sets.gmt", "nor.gmt"]}))
    config = read(tmp_path / "project.yaml")
    with pytest.raises(InputError) as caught:
        collections(config, pipeline.load(config))
    assert [p.code for p in caught.value.problems] == ["file-not-found", "file-not-found"]


@pytest.mark.parametrize(
    ("stem", "version"),
    [("h.all.v2024.1.Hs.symbols", "2024.1.Hs"), ("GO_Biological_Process_2023", "2023"), ("c5.go.bp.v7.4.entrez", "7.4"),
     ("reactome_2024-05-01", "2024-05-01"), ("my_sets", ""), ("GO0002025", "")],
)  # fmt: skip
def test_the_version_in_a_files_name(stem: str, version: str) -> None:
    assert version_in(stem) == version


def test_check_says_what_was_understood(run: Run) -> None:
    said = run("check project.yaml", files(SETS)).out
    assert "sets: 4 sets of 2 to 12 genes among those of the counts" in said
    assert "the sets hold gene ids of the counts: 24 of 24 genes are known" in said
    assert "3 of 4 sets have as many genes in the counts" in said


def test_a_run_writes_tables_sheets_summary_and_methods(run: Run) -> None:
    ran = run("run project.yaml -o out", files(SETS, report={"sections": ["enrichment", "methods", "provenance"]}))
    assert ran.code == 0, ran.err
    gsea = pd.read_csv(ran.folder / "out/tables/b_vs_a.gsea.csv")
    ora = pd.read_csv(ran.folder / "out/tables/b_vs_a.ora.csv")
    sheets = pd.read_excel(ran.folder / "out/tables/results.xlsx", sheet_name=None, engine="openpyxl")
    assert len(gsea) == len(sheets["b_vs_a gsea"]) == 3
    assert len(ora) == len(sheets["b_vs_a ora"])
    summary = json.loads(ran.text("out/seqfolio_summary.json"))
    stored = summary["contrasts"][0]["enrichment"]
    assert (stored["gsea"]["tested"], stored["gsea"]["called"]) == (3, int((gsea["call"] != "not significant").sum()))
    assert stored["gsea"]["top"][0]["set"] == gsea["set"][0]
    assert (
        next(i for i in summary["inputs"] if i["role"] == "enrichment.sets")["sha256"]
        == summary["gene_sets"][0]["sha256"]
    )
    assert "importance sampling" in ran.text("out/methods.md")
    assert "subramanian2005" in ran.text("out/references.bib")


def test_render_needs_no_gmt_file(run: Run) -> None:
    ran = run("run project.yaml -o out", files(SETS, report={"sections": ["enrichment"], "formats": ["html"]}))
    page = ran.text("out/report.html")
    (ran.folder / "sets.gmt").unlink()
    assert run("render out").code == 0
    assert ran.text("out/report.html") == page
    assert "leading" in page


@pytest.mark.parametrize("identity", ["x.gsea", "x.ORA"])
def test_a_contrast_cannot_take_the_name_of_a_table(run: Run, identity: str) -> None:
    contrast = {"id": identity, "factor": "group", "numerator": "b", "denominator": "a"}
    ran = run("check project.yaml", files(SETS, design={"contrasts": [contrast]}))
    assert ran.code == 2
    assert "the name of another file" in ran.err


def test_sets_whose_called_genes_go_either_way_are_counted() -> None:
    overlaps = {"mixed": (30, 10), "leaning": (31, 9), "one way": (0, 40), "not called": (20, 20)}
    rows = [
        {"collection": "x", "set": name, "genes": genes, "overlap": n, "call": call}
        for name, (higher, lower) in overlaps.items()
        for genes, n in (("higher", higher), ("lower", lower), ("both", higher + lower))
        for call in ("not significant" if name == "not called" or genes != "both" else "enriched",)
    ]
    ora = pd.DataFrame(rows)
    assert both_ways(ora) == 1  # 10 of 40 are a quarter, 9 are not
    assert both_ways(ora[ora["genes"] == "both"]) is None
    assert both_ways(ora.assign(call="not significant")) == 0
