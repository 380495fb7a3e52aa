"""Time limma's steps against R, and time and memory on 20,000 genes.

Usage: python benchmarks/limma_bench.py [--no-r] [--samples 10 100 1000]

Matrices are in memory, each figure is the median of five runs (three for the slow steps). R is run when ``Rscript``
with edgeR, limma and statmod is found; then the table shows how many times faster this package is.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from seqfolio.stats import edger, limma

if TYPE_CHECKING:
    from collections.abc import Callable

REFERENCE = Path(__file__).parents[1] / "tests" / "reference"
FORMULAS = {"airway": "~ cell + dex", "pasilla": "~ type + condition"}
SLOW = {"voom with quality weights", "duplicateCorrelation", "duplicateCorrelation, weights"}
R_STEPS = {
    "filterByExpr": "filterByExpr(k, X)",
    "TMM": "calcNormFactors(kept)",
    "log-CPM": "cpm(y, log=TRUE, prior.count=3)",
    "voom": "voom(y, X)",
    "lmFit, weights": "lmFit(v, X)",
    "eBayes": "eBayes(f)",
    "eBayes, robust": "eBayes(f, robust=TRUE)",
    "lmFit": "lmFit(lc, X)",
    "eBayes, trend": "eBayes(f2, trend=TRUE)",
    "eBayes, robust trend": "eBayes(f2, trend=TRUE, robust=TRUE)",
    "array weights": "arrayWeights(lc, X)",
    "voom with quality weights": "voomWithQualityWeights(y, X)",
    "duplicateCorrelation": "duplicateCorrelation(lc[few, ], X1, block=b)",
    "duplicateCorrelation, weights": "duplicateCorrelation(v[few, ], X1, block=b)",
    "limma-voom, counts to table": "topTable(eBayes(lmFit(voom(calcNormFactors(DGEList(kept)), X), X)), n=Inf)",
    "limma-trend, counts to table": "topTable(eBayes(lmFit("
    "cpm(calcNormFactors(DGEList(kept)), log=TRUE, prior.count=3), X), trend=TRUE), n=Inf)",
}
R_SCRIPT = """
suppressPackageStartupMessages({library(edgeR); library(limma); library(statmod)})
k <- as.matrix(read.csv("%(data)s/counts.csv.gz", row.names=1, check.names=FALSE)); storage.mode(k) <- "double"
X <- as.matrix(read.csv("%(design)s", header=FALSE)); b <- scan("%(block)s", quiet=TRUE); X1 <- X[, c(1, ncol(X))]
kept <- k[filterByExpr(k, X), ]; y <- calcNormFactors(DGEList(kept)); v <- voom(y, X); f <- lmFit(v, X)
lc <- cpm(y, log=TRUE, prior.count=3); f2 <- lmFit(lc, X); few <- 1:2000
timed <- function(name, runs, e) {
  t <- median(sapply(seq_len(runs), function(i) system.time(suppressMessages(suppressWarnings(eval(e))))[["elapsed"]]))
  cat(name, t, sep="\\t"); cat("\\n")
}
"""


def timed(step: Callable[[], object], runs: int) -> float:
    """Return the median wall-clock time in seconds."""
    durations = []
    for _ in range(runs):
        start = time.perf_counter()
        step()
        durations.append(time.perf_counter() - start)
    return statistics.median(durations)


def read_counts(folder: Path) -> np.ndarray:
    """Return the counts (genes x samples) of a reference data set."""
    with gzip.open(folder / "counts.csv.gz", "rt") as file:
        rows = list(csv.reader(file))[1:]
    return np.array([row[1:] for row in rows], dtype=np.float64)


def read_design(name: str) -> np.ndarray:
    """Return the design matrix as the reference tables use it."""
    sys.path.insert(0, str(REFERENCE))
    from limma_cases import Case

    return np.asarray(Case(name).design)


def steps(counts: np.ndarray, design: np.ndarray, block: np.ndarray) -> dict[str, Callable[[], object]]:
    """Return what is timed, by name."""
    kept = counts[edger.filter_by_expr(counts, design)]
    sizes = edger.effective_library_sizes(kept, edger.tmm(kept))
    values, weighted, two = edger.log_cpm(kept, sizes, 3), limma.voom(kept, design, sizes), design[:, [0, -1]]
    fitted, plain = limma.fit(weighted.values, design, weighted.weights), limma.fit(values, design)
    return {
        "filterByExpr": lambda: edger.filter_by_expr(counts, design),
        "TMM": lambda: edger.tmm(kept),
        "log-CPM": lambda: edger.log_cpm(kept, sizes, 3),
        "voom": lambda: limma.voom(kept, design, sizes),
        "lmFit, weights": lambda: limma.fit(weighted.values, design, weighted.weights),
        "eBayes": lambda: limma.ebayes(fitted),
        "eBayes, robust": lambda: limma.ebayes(fitted, robust=True),
        "lmFit": lambda: limma.fit(values, design),
        "eBayes, trend": lambda: limma.ebayes(plain, trend=True),
        "eBayes, robust trend": lambda: limma.ebayes(plain, trend=True, robust=True),
        "array weights": lambda: limma.array_weights(values, design),
        "voom with quality weights": lambda: limma.voom_with_quality_weights(kept, design, sizes),
        "duplicateCorrelation": lambda: limma.duplicate_correlation(values[:2000], two, block),
        "duplicateCorrelation, weights": lambda: limma.duplicate_correlation(
            weighted.values[:2000], two, block, weighted.weights[:2000]
        ),
        "limma-voom, counts to table": lambda: limma.limma_voom(kept, design),
        "limma-trend, counts to table": lambda: limma.limma_trend(kept, design),
    }


def r_times(name: str, design: np.ndarray, block: np.ndarray, folder: Path) -> dict[str, float]:
    """Return R's median times by step."""
    np.savetxt(folder / "design.csv", design, delimiter=",")
    np.savetxt(folder / "block.txt", block)
    paths = {"data": REFERENCE / name, "design": folder / "design.csv", "block": folder / "block.txt"}
    runs = {step: 1 if step in SLOW else 5 for step in R_STEPS}
    calls = [f'timed("{step}", {runs[step]}, quote({code}))' for step, code in R_STEPS.items()]
    script = folder / "bench.R"
    script.write_text(R_SCRIPT % paths + "\n".join(calls))
    output = subprocess.run(["Rscript", str(script)], capture_output=True, text=True, check=True).stdout  # noqa: S607
    return {step: float(seconds) for step, seconds in (line.split("\t") for line in output.splitlines())}


def against_r(with_r: bool, folder: Path) -> None:
    """Print the steps on the two real data sets."""
    for name, formula in FORMULAS.items():
        counts, design = read_counts(REFERENCE / name), read_design(name)
        block = np.resize(np.arange(3), counts.shape[1])
        theirs = r_times(name, design, block, folder) if with_r else {}
        print(f"\n{name}, {counts.shape[0]} x {counts.shape[1]}, {formula}")
        for step, call in steps(counts, design, block).items():
            ours = timed(call, 3 if step in SLOW else 5)
            ratio = f"R {theirs[step] * 1e3:9.1f} ms   {theirs[step] / ours:7.1f} times faster" if theirs else ""
            print(f"  {step:30s} {ours * 1e3:9.1f} ms   {ratio}")


def simulated(samples: int) -> tuple[np.ndarray, np.ndarray]:
    """Return counts of 20,000 genes and a design with a batch and a group."""
    rng = np.random.default_rng(1)
    mean = np.exp(rng.normal(4, 1.5, (20_000, 1)))
    counts = np.column_stack([rng.poisson(rng.gamma(5, mean[:, 0] / 5)) for _ in range(samples)]).astype(np.int32)
    return counts, np.column_stack((np.ones(samples), np.arange(samples) % 2, np.arange(samples) >= samples // 2))


def large(samples: int) -> None:
    """Print time and peak memory on 20,000 genes."""
    counts, design = simulated(samples)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    megabytes = counts.size * 8 / 1e6
    print(f"\n20,000 x {samples} (as floats: {megabytes:.0f} MB)")
    sizes = counts.sum(axis=0).astype(float)
    weighted = limma.voom(counts, design, sizes)
    for step, call in {
        "TMM": lambda: edger.tmm(counts),
        "voom": lambda: limma.voom(counts, design, sizes),
        "lmFit, weights": lambda: limma.fit(weighted.values, design, weighted.weights),
        "limma-voom, counts to table": lambda: limma.limma_voom(counts, design),
        "limma-trend, counts to table": lambda: limma.limma_trend(counts, design),
    }.items():
        seconds = timed(call, 3)
        peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1e3
        print(f"  {step:30s} {seconds:9.3f} s   peak so far +{peak:6.0f} MB = {peak / megabytes:.1f} matrices")


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--no-r", action="store_true")
    parser.add_argument("--samples", type=int, nargs="*", default=[10, 100, 1000])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        against_r(not options.no_r and shutil.which("Rscript") is not None, Path(folder))
    for samples in options.samples:
        large(samples)


if __name__ == "__main__":
    main()
