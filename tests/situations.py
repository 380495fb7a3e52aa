"""Analyses on which every unit must work: the ordinary one, and those in which something is missing or hostile."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from harness import write
from seqfolio import pipeline
from seqfolio.config import read
from seqfolio.model import Analysis
from small_projects import COUNTS, SAMPLES, many, project

Files = dict[str, str | bytes]
HOSTILE = "<b>&_*\"'`$\\{{7*7}}</b>\n=cmd|' /C calc'!A0 ünïcödé \u202e [x](javascript:alert(1))"


def ordinary() -> Files:
    counts, samples = many({"a": 4, "b": 4})
    return project(
        {"analysis": {"method": "deseq2", "normalization": "auto"}, "genes_of_interest": ["gene3", "nowhere"]},
        counts=counts,
        samples=samples,
    )


def no_significant_gene() -> Files:
    return project({"analysis": {"alpha": 1e-12}})


def two_samples_without_contrast() -> Files:
    return project(
        {"design": {"formula": None, "contrasts": []}},
        counts="gene,s1,s2\ng1,5,9\ng2,0,3\ng3,7,7\n",
        samples="sample,group\ns1,a\ns2,b\n",
    )


def one_sample() -> Files:
    return project(
        {"design": {"formula": None, "contrasts": []}}, counts="gene,s1\ng1,5\ng2,0\n", samples="sample,group\ns1,a\n"
    )


def no_pvalue() -> Files:
    counts = "gene,a1,a2,a3,b1,b2,b3\n" + "".join(f"g{i},{i},{i},{i},{2 * i},{2 * i},{2 * i}\n" for i in range(8))
    return project(counts=counts)


def one_gene() -> Files:
    return project(counts="gene,a1,a2,a3,b1,b2,b3\nonly,3,5,4,90,80,100\n")


def nothing_varies() -> Files:
    counts = "gene,a1,a2,a3,b1,b2,b3\n" + "".join(f"g{i},5,5,5,5,5,5\n" for i in range(5))
    return project(counts=counts)


def hostile_names() -> Files:
    rows = [row.split(",") for row in COUNTS.splitlines()]
    for i, row in enumerate(rows[1:], 1):
        row[0] = f"{row[0]} {HOSTILE} {i}"
    rows[0][1:] = [f"{name} {HOSTILE}" for name in rows[0][1:]]
    sheet = [row.split(",") for row in SAMPLES.splitlines()]
    sheet[0][1] = f"group {HOSTILE.replace('`', '')}"
    for row in sheet[1:]:
        row[0] = f"{row[0]} {HOSTILE}"
        row[1] = f"{row[1]} {HOSTILE}"
    contrast = {"id": "b_vs_a", "title": HOSTILE, "factor": sheet[0][1]}
    levels = {"numerator": f"b {HOSTILE}", "denominator": f"a {HOSTILE}"}
    return project(
        {
            "project": {"title": HOSTILE, "client": HOSTILE, "description": HOSTILE, "organism": HOSTILE},
            "design": {"formula": None, "contrasts": [{**contrast, **levels}]},
            "genes_of_interest": [rows[1][0], HOSTILE],
            "report": {"options": {"heatmap": {"top": 5}}},
        },
        counts=_csv(rows),
        samples=_csv(sheet),
    )


def _csv(rows: list[list[str]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def many_samples() -> Files:
    counts, samples = many({"control": 60, "treated": 60}, genes=40)
    contrast = {"id": "t_vs_c", "factor": "group", "numerator": "treated", "denominator": "control"}
    return project({"design": {"contrasts": [contrast]}}, counts=counts, samples=samples)


def several_contrasts() -> Files:
    counts, samples = many({"a": 3, "b": 3, "c": 3})
    contrasts: list[dict[str, Any]] = [
        {"id": f"{n}_vs_{d}", "factor": "group", "numerator": n, "denominator": d}
        for n, d in (("b", "a"), ("c", "a"), ("c", "b"))
    ]
    contrasts += [{"id": "mean", "factor": "group", "expression": "c - (a + b)/2"}, {"id": "any", "reduced": "~ batch"}]
    return project(
        {"design": {"formula": "~ batch + group", "contrasts": contrasts},
         "analysis": {"method": "limma-voom", "normalization": "auto"}}, counts=counts, samples=samples)  # fmt: skip


def asked_for_everything() -> Files:
    """Five contrasts, second opinions of which one cannot do all, leave-outs of which some cannot be done."""
    counts, samples = many({"a": 4, "b": 3, "c": 3, "d": 2}, genes=80)
    contrasts: list[dict[str, Any]] = [
        {"id": f"{n}_vs_{d}", "factor": "group", "numerator": n, "denominator": d}
        for n, d in (("b", "a"), ("c", "a"), ("d", "a"), ("d", "c"))
    ]
    contrasts.append({"id": "mean", "factor": "group", "expression": "c - (a + b)/2"})
    settings = {"method": "limma-voom", "normalization": "auto", "adjust": "global",
                "concordance": ["deseq2", "ttest"], "stability": "leave_one_out"}  # fmt: skip
    return project({"design": {"contrasts": contrasts}, "analysis": settings}, counts=counts, samples=samples)


def hostile_names_asked() -> Files:
    files = hostile_names()
    tree = yaml.safe_load(files["project.yaml"])
    tree["analysis"] |= {"concordance": ["wilcoxon"], "stability": "leave_one_out", "alpha": "0.3"}
    first = tree["design"]["contrasts"][0]
    tree["design"]["contrasts"].append({**first, "id": "again", "title": "x" * 200 + HOSTILE})
    return {**files, "project.yaml": yaml.safe_dump(tree, allow_unicode=True)}


def long_names() -> Files:
    counts, samples = COUNTS, SAMPLES
    for name in ("a1", "a2", "a3", "b1", "b2", "b3"):
        long = f"Sample_of_the_{'very_' * 12}long_kind_{name}"
        counts, samples = counts.replace(name, long), samples.replace(name, long)
    return project(counts=counts.replace("\ng_", "\n" + "gene_with_a_name_of_many_letters_" * 3), samples=samples)


def log2_values() -> Files:
    counts = COUNTS.replace(",0", ",-0.5")
    return project({"input": {"values": "log2"}}, counts=counts)


def gene_sets() -> Files:
    """Sets whose genes change together, and genes of interest of which one is unknown."""
    counts, samples = many({"a": 4, "b": 4})
    sets = "".join(_gmt_line(f"{kind} {HOSTILE} {i}", range(i, i + 6)) for kind in ("GO", "x") for i in (0, 4, 9, 15))
    enrichment = {
        "sets": [{"path": "sets.gmt", "name": HOSTILE, "version": HOSTILE}],
        "min_size": 3,
        "permutations": 1000,
    }
    changes = {"analysis": {"method": "limma-voom", "normalization": "auto"}, "enrichment": enrichment}
    wanted = {"genes_of_interest": [f"gene{i}" for i in range(15)] + [HOSTILE, "gene999"]}
    return {**project({**changes, **wanted}, counts=counts, samples=samples), "sets.gmt": sets}


def _gmt_line(name: str, genes: Iterable[int]) -> str:
    one_line = " ".join(name.split())
    return "\t".join([one_line, "from a test", *(f"gene{i}" for i in genes)]) + "\n"


def gene_sets_without_direction() -> Files:
    files = several_contrasts()
    lines = "".join(_gmt_line(f"set {i}", range(i, i + 5)) for i in range(6))
    text = files["project.yaml"]
    assert isinstance(text, str)
    return {
        **files,
        "project.yaml": text + "enrichment: {sets: sets.gmt, min_size: 2, permutations: 1000}\n",
        "sets.gmt": lines,
    }


def gene_sets_but_nothing_fits() -> Files:
    files = ordinary()
    text = files["project.yaml"]
    assert isinstance(text, str)
    return {**files, "project.yaml": text + "enrichment: {sets: sets.gmt}\n", "sets.gmt": _gmt_line("small", range(3))}


def sequenced() -> Files:
    """Data of MultiQC for all but one sample, one of them bad, and for one that is not ours; names are markup."""
    tree = yaml.safe_load(str(hostile_names()["project.yaml"]))
    tree["input"]["multiqc"] = "multiqc_data"
    names = [f"{line.split(',')[0]} {HOSTILE}" for line in SAMPLES.splitlines()[1:]]
    rows = {
        name: {"total_reads": 2e7 - 3e6 * i, "mapped_percent": 95.0 - 15 * i, "summed_median": 180}
        for i, name in enumerate([*names[1:], f"other {HOSTILE}"])
    }
    strands = {
        name: {"pe_sense": 0.02 if i else 0.5, "pe_antisense": 0.9 if i else 0.45} for i, name in enumerate(rows)
    }
    data = {
        "report_general_stats_data": {"star": rows},
        "report_saved_raw_data": {"multiqc_rseqc_infer_experiment": strands},
    }
    files = {**hostile_names(), "multiqc_data/multiqc_data.json": json.dumps(data)}
    return {**files, "project.yaml": yaml.safe_dump(tree, allow_unicode=True)}


SITUATIONS: dict[str, Callable[[], Files]] = {
    f.__name__: f
    for f in (
        ordinary, no_significant_gene, two_samples_without_contrast, one_sample, no_pvalue, one_gene, nothing_varies,
        hostile_names, many_samples, several_contrasts, asked_for_everything, hostile_names_asked, long_names, log2_values,
        gene_sets, gene_sets_without_direction, gene_sets_but_nothing_fits, sequenced,
    )
}  # fmt: skip


@cache
def checked(name: str) -> tuple[pipeline.Checked, Analysis]:
    """The project of a situation, analysed once per process."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), SITUATIONS[name]())
        config = read(Path(folder) / "project.yaml")
        everything = config.report.model_copy(update={"sections": None})
        made = pipeline.check(config.model_copy(update={"report": everything}))
        return made, pipeline.analyse_checked(made)
