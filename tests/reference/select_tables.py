"""Copy from the full reference tables what the tests of DESeq2 read, leaving out columns that repeat elsewhere.

    python select_tables.py FULL_FOLDER OUT_FOLDER

Values are copied as text: nothing is computed or rounded here.
"""

from __future__ import annotations

import csv
import gzip
import shutil
import sys
from pathlib import Path

SIMULATED = (
    "sim_two_groups",
    "sim_outliers",
    "sim_three_levels_batch",
    "sim_continuous",
    "sim_every_gene_has_zero",
    "sim_interaction",
    "sim_many_samples",
)
PLAIN = ("samples.csv", "VERSIONS", "counts.csv.gz", "size_factors.csv.gz", "deseq2_trend.csv.gz")
P = ("pvalue", "padj")
DISPERSIONS = ("baseMean", "dispGeneEst", "dispFit", "dispMAP", "dispersion", "dispOutlier", "betaConv", "deviance")
COLUMNS: dict[str, tuple[str, ...]] = {
    "deseq2_results": ("log2FoldChange", "lfcSE", "stat", *P),
    "deseq2_results_alpha05": P,
    "deseq2_results_nofilter": P,
    "deseq2_results_lfc1_greaterAbs": P,
    "deseq2_results_lfc1_lessAbs": P,
    "deseq2_results_lfc05_greater": P,
    "deseq2_results_lfc05_less": P,
    "deseq2_results_local": P,
    "deseq2_results_mean": P,
    "deseq2_results_lengths": P,
    "deseq2_interaction": P,
    "deseq2_drug_in_ko": ("log2FoldChange", "lfcSE", *P),
    "deseq2_drug_average": ("log2FoldChange", "lfcSE", *P),
    "deseq2_lrt": ("stat", *P),
    "deseq2_shrink_normal": ("log2FoldChange", "lfcSE"),
    "deseq2_dispersions": DISPERSIONS,
    "deseq2_dispersions_local": ("dispFit", "dispersion"),
}
WHOLE = ("deseq2_coefficients", "deseq2_normalization_factors", "lengths")
LEFT_OUT = {
    "airway": {"deseq2_coefficients", "deseq2_results", "deseq2_results_nofilter", "deseq2_results_lfc1_greaterAbs",
               "deseq2_results_lfc1_lessAbs", "deseq2_lrt", "deseq2_shrink_normal", "deseq2_dispersions"},
    "pasilla": {"deseq2_coefficients", "deseq2_results_nofilter", "deseq2_results_lfc1_greaterAbs"},
}  # fmt: skip


def main(full: Path, out: Path) -> None:
    for name in ("airway", "pasilla", *SIMULATED):
        (out / name).mkdir(parents=True, exist_ok=True)
        for file in PLAIN:
            if (full / name / file).exists():
                shutil.copyfile(full / name / file, out / name / file)
        extra = ("deseq2_vst_blind",) if name != "airway" and name != "sim_many_samples" else ()
        extra += ("deseq2_cooks", "deseq2_vst_design") if name == "sim_outliers" else ()
        for table in {*COLUMNS, *WHOLE, *extra} - LEFT_OUT.get(name, set()):
            source = full / name / f"{table}.csv.gz"
            columns = COLUMNS.get(table)
            if name == "airway" and columns is not None:
                columns = ("log2FoldChange", *columns)
            if source.exists():
                select(source, out / name / f"{table}.csv.gz", columns)


def select(source: Path, target: Path, columns: tuple[str, ...] | None) -> None:
    with gzip.open(source, "rt", newline="") as handle:
        rows = list(csv.reader(handle))
    keep = [0, *(i for i, column in enumerate(rows[0]) if i and (columns is None or column in columns))]
    with (
        target.open("wb") as raw,
        gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=9, mtime=0, filename="") as packed,
    ):
        packed.write("".join(",".join(row[i] for i in keep) + "\n" for row in rows).encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
