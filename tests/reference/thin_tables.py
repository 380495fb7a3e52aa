"""Keep the numbers of some genes, and of all genes what claims about whole data sets need.

    python thin_tables.py FOLDER ...

In each folder the tables below keep the rows of genes drawn with a fixed seed, every digit of them.
``whole.csv.gz`` gets, for all genes in the order of ``counts.csv.gz``, ``TABLE:p``, the p-value (DESeq2; 10 digits,
compared to 1e-6), and ``TABLE:call``: 1 where the adjusted p-value is below 0.05, 0 where it is not, empty where there
is none. ``edger_filterbyexpr`` loses its gene names, whose order is that of the counts.
"""

from __future__ import annotations

import csv
import gzip
import io
import random
import sys
from pathlib import Path

REAL = ("airway", "pasilla")
GENES_OF_REAL, GENES_OF_SIMULATED = 1000, 250
LIMMA = ("limma_voom", "limma_trend", "limma_trend_robust", "limma_voom_treat_lfc1")
ADJUSTED = {"padj", "adj.P.Val", "FDR"}
DESEQ2 = (
    "deseq2_results",
    "deseq2_results_alpha05",
    "deseq2_results_local",
    "deseq2_results_mean",
    "deseq2_results_lfc1_lessAbs",
    "deseq2_results_lfc05_greater",
    "deseq2_results_lfc05_less",
    "deseq2_lrt",
)
NUMBERS_ALONE = ("deseq2_dispersions", "deseq2_dispersions_local", "deseq2_shrink_normal", "deseq2_vst_blind")

Rows = list[list[str]]


def read(path: Path) -> Rows:
    with gzip.open(path, "rt", newline="") as handle:
        return list(csv.reader(handle))


def write(path: Path, rows: Rows) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    packed = gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0)
    path.write_bytes(packed)


def thin(folder: Path) -> None:
    genes = [row[0] for row in read(folder / "counts.csv.gz")[1:]]
    real = folder.name in REAL
    names = (*LIMMA, *(("edger_ql", *DESEQ2, *NUMBERS_ALONE) if real else ()))
    tables = {name: read(folder / f"{name}.csv.gz") for name in names if (folder / f"{name}.csv.gz").exists()}
    whole: dict[str, dict[str, str]] = {}
    for name, rows in tables.items():
        whole |= {} if name in NUMBERS_ALONE else about_all(name, rows)
        ids = [row[0] for row in rows[1:]]
        number = min(len(ids), GENES_OF_REAL if real else GENES_OF_SIMULATED)
        drawn = set(random.Random(f"{folder.name} {len(ids)}").sample(ids, number))
        write(folder / f"{name}.csv.gz", [rows[0], *(row for row in rows[1:] if row[0] in drawn)])
    write(
        folder / "whole.csv.gz", [list(whole), *([column.get(gene, "") for column in whole.values()] for gene in genes)]
    )
    keep = read(folder / "edger_filterbyexpr.csv.gz")
    write(folder / "edger_filterbyexpr.csv.gz", [keep[0], *(["", row[-1]] for row in keep[1:])])


def about_all(name: str, rows: Rows) -> dict[str, dict[str, str]]:
    header = rows[0]
    adjusted = next(i for i, column in enumerate(header) if column in ADJUSTED)
    columns = {f"{name}:call": {row[0]: call(row[adjusted]) for row in rows[1:]}}
    if "pvalue" in header:
        p = header.index("pvalue")
        columns[f"{name}:p"] = {row[0]: "" if row[p] == "NA" else f"{float(row[p]):.10g}" for row in rows[1:]}
    return columns


def call(adjusted: str) -> str:
    return "" if adjusted == "NA" else str(int(float(adjusted) < 0.05))


for given in map(Path, sys.argv[1:]):
    thin(given)
