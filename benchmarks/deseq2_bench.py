"""How fast the DESeq2 engine is, against R's DESeq2 and PyDESeq2 where they are installed.

    python benchmarks/deseq2_bench.py [--repeats 5] [--slow-repeats 3] [--data airway pasilla] [--large] [--threads 1]

Every engine runs the whole analysis, size factors to results, from a matrix in memory; R is timed by itself around
``DESeq()`` and ``results()``. The engines take turns, so that a busy machine slows all of them. The table gives the
median and how many times faster Seqfolio is. PyDESeq2 takes part in the first ``--slow-repeats`` rounds, and not on
the expressed genes alone, as it takes a minute for airway. ``--threads`` are those of Seqfolio and of linear algebra;
R's DESeq2 uses one, PyDESeq2 all processors.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(variable, sys.argv[sys.argv.index("--threads") + 1] if "--threads" in sys.argv else "1")

import numpy as np  # noqa: E402 - after the number of threads is set
import pandas as pd  # noqa: E402

from seqfolio.stats import deseq2  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

REFERENCE = Path(__file__).parents[1] / "tests" / "reference"
FORMULAS = {"airway": ("cell", "dex"), "pasilla": ("type", "condition"), "sim_many_samples": ("batch", "condition")}
R_SCRIPT = """
suppressPackageStartupMessages(library(DESeq2)); a <- commandArgs(TRUE)
k <- as.matrix(read.csv(a[1])); x <- as.matrix(read.csv(a[2])); s <- data.frame(row.names = colnames(k))
t <- system.time({d <- DESeqDataSetFromMatrix(k, s, ~ 1); design(d) <- x; r <- results(DESeq(d, quiet = TRUE))})
cat(t[["elapsed"]])
"""


@dataclass(frozen=True)
class Data:
    """A matrix to analyse: counts (genes, samples), design (samples, coefficients)."""

    name: str
    counts: NDArray[np.int64]
    design: pd.DataFrame


def real(name: str, expressed: bool = False) -> Data:
    """Return a data set of the reference folder, whole or without the genes that have no count."""
    counts = pd.read_csv(REFERENCE / name / "counts.csv.gz", index_col=0).to_numpy()
    samples = pd.read_csv(REFERENCE / name / "samples.csv", index_col=0, dtype=str)
    dummies = pd.get_dummies(samples[list(FORMULAS[name])], drop_first=True, dtype=float)
    dummies.insert(0, "Intercept", 1.0)
    return Data(f"{name}, expressed", counts[counts.any(axis=1)], dummies) if expressed else Data(name, counts, dummies)


def simulated(genes: int, samples: int) -> Data:
    """Negative binomial counts of two groups."""
    rng = np.random.default_rng(samples)
    mean, group = np.exp(rng.normal(4, 2, (genes, 1))), np.arange(samples) % 2
    alpha = 0.05 + 3 / mean
    mu = mean * np.exp(rng.normal(0, 0.3, (genes, 1)) * group) * rng.uniform(0.6, 1.6, samples)
    design = pd.DataFrame({"Intercept": 1.0, "group": group.astype(float)})
    return Data(f"{genes:,} x {samples}", rng.negative_binomial(1 / alpha, 1 / (1 + alpha * mu)), design)


def run_seqfolio(data: Data) -> float:
    """Seconds of one analysis."""
    start = time.perf_counter()
    deseq2(data.counts, data.design.to_numpy(), workers=int(os.environ["OMP_NUM_THREADS"]))
    return time.perf_counter() - start


def run_r(data: Data) -> float:
    """Seconds of one analysis in R, as R counts them."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, name) for name in ("counts.csv", "design.csv", "run.R")]
        pd.DataFrame(data.counts, columns=[f"s{j}" for j in range(data.counts.shape[1])]).to_csv(paths[0], index=False)
        data.design.to_csv(paths[1], index=False)
        paths[2].write_text(R_SCRIPT)
        command = ["Rscript", str(paths[2]), str(paths[0]), str(paths[1])]
        return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def run_pydeseq2(data: Data) -> float:
    """Seconds of one analysis in PyDESeq2."""
    from pydeseq2.dds import DeseqDataSet
    from pydeseq2.ds import DeseqStats

    names = [f"s{j}" for j in range(data.counts.shape[1])]
    design = data.design.set_axis(names, axis=0)
    counts = pd.DataFrame(data.counts.T, index=names, columns=[f"g{i}" for i in range(len(data.counts))])
    weights = np.eye(design.shape[1])[-1]
    start = time.perf_counter()
    dds = DeseqDataSet(counts=counts, metadata=pd.DataFrame(index=names), design=design, quiet=True)
    dds.deseq2()
    DeseqStats(dds, contrast=weights, quiet=True).summary()
    return time.perf_counter() - start


def engines() -> dict[str, Callable[[Data], float]]:
    """Find what is installed."""
    found: dict[str, Callable[[Data], float]] = {"seqfolio": run_seqfolio}
    if shutil.which("Rscript"):
        found["R"] = run_r
    try:
        import pydeseq2  # noqa: F401
    except ImportError:
        return found
    return found | {"PyDESeq2": run_pydeseq2}


def measure(data: Data, repeats: int, slow_repeats: int, only: tuple[str, ...] = ()) -> str:
    """One line of the table."""
    used = {name: run for name, run in engines().items() if not only or name in only}
    seconds: dict[str, list[float]] = {name: [] for name in used}
    for turn in range(repeats):
        for name, run in used.items():
            if turn < (slow_repeats if name == "PyDESeq2" else repeats):
                seconds[name].append(run(data))
    median = {name: statistics.median(values) for name, values in seconds.items() if values}
    others = [f"{median[name] / median['seqfolio']:.1f}" if name in median else "-" for name in ("R", "PyDESeq2")]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = data.counts.size * 8 / 2**20
    cells = [data.name, f"{median['seqfolio']:.2f} s", *others, f"{peak:.0f} MB", f"{size:.0f} MB"]
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--slow-repeats", type=int, default=3, help="of PyDESeq2; 0 leaves it out")
    parser.add_argument("--data", nargs="*", default=["airway", "pasilla", "sim_many_samples"])
    parser.add_argument("--large", action="store_true", help="also 20,000 genes x 10, 100, 1000 samples")
    parser.add_argument("--threads", default="1", help="threads of linear algebra")
    options = parser.parse_args()
    sys.stdout.write("| data | Seqfolio | R / Seqfolio | PyDESeq2 / Seqfolio | peak memory so far | counts |\n")
    sys.stdout.write("|---|---|---|---|---|---|\n")
    for name in options.data:
        for expressed in (False, True) if name == "airway" else (False,):
            slow = 0 if expressed else options.slow_repeats
            sys.stdout.write(measure(real(name, expressed), options.repeats, slow) + "\n")
            sys.stdout.flush()
    for samples in (10, 100, 1000) if options.large else ():
        sys.stdout.write(measure(simulated(20_000, samples), min(3, options.repeats), 0, ("seqfolio",)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
