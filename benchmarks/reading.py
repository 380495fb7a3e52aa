"""How long reading takes, and how much memory: a wide matrix and many small files, in processes of their own.

``python benchmarks/reading.py`` makes 60,000 genes x 1,000 samples as TSV.gz and 200 quant.sf of 200,000 transcripts, reads
each three times and prints a row for each: seconds (wall and processor) and the peak of memory above that of the imports.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import numpy as np
import pyarrow as pa
from pyarrow import csv

GENES, SAMPLES, TRANSCRIPTS, QUANTIFIED = 60_000, 1_000, 200_000, 200
READ = """
import json, resource, sys, time
from pathlib import Path
from seqfolio.config.model import Input
from seqfolio.load.files import find
from seqfolio.load.reader import Request, choose
from seqfolio.progress import Silent
import pyarrow.csv, pandas
settings = Input(**json.loads(sys.argv[1]))
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
before, wall, used = peak(), time.perf_counter(), time.process_time()
files = find(Path(), settings.counts)
choice = choose(files, "auto")
table = choice.reader.read(Request(choice.paths, files, settings, Path(), Silent()))
print(json.dumps({"wall": time.perf_counter() - wall, "processor": time.process_time() - used, "peak": peak() - before,
                  "matrix": table.counts.to_numpy().nbytes / 2**20, "shape": table.counts.shape}))
"""


def wide_matrix(folder: Path) -> Path:
    """Counts as a negative binomial with the spread of real ones: most are 0 to 4 digits."""
    rng = np.random.default_rng(1)
    means = np.exp(rng.normal(2.0, 2.6, GENES))
    path = folder / "counts.tsv.gz"
    names = ["gene_id", *(f"sample_{j:04d}" for j in range(SAMPLES))]
    with pa.CompressedOutputStream(str(path), "gzip") as stream:
        stream.write(("\t".join(names) + "\n").encode())
        for start in range(0, GENES, 2_000):
            rate = rng.gamma(4.0, means[start : start + 2_000, None] / 4.0, (2_000, SAMPLES))
            counts = rng.poisson(np.minimum(rate, 1e6))
            ids = pa.array([f"ENSG{i:011d}" for i in range(start, start + 2_000)])
            table = pa.table([ids, *(pa.array(column) for column in counts.T)], names=names)
            csv.write_csv(table, stream, csv.WriteOptions(include_header=False, delimiter="\t", quoting_style="none"))
    return path


def quantified(folder: Path) -> tuple[Path, Path]:
    """A folder of quant.sf, and the table of their transcripts."""
    rng = np.random.default_rng(2)
    ids = pa.array([f"ENST{i:011d}.1" for i in range(TRANSCRIPTS)])
    lengths = rng.integers(200, 6_000, TRANSCRIPTS)
    (folder / "tx2gene.tsv").write_text("".join(f"ENST{i:011d}.1\tENSG{i // 5:011d}.1\n" for i in range(TRANSCRIPTS)))
    options = csv.WriteOptions(delimiter="\t", quoting_style="none")
    for j in range(QUANTIFIED):
        reads = np.round(rng.gamma(0.2, 500, TRANSCRIPTS), 3)
        rates = reads / (lengths - 150.0)
        columns = [ids, lengths, lengths - 150.0, np.round(rates / rates.sum() * 1e6, 6), reads]
        place = folder / "salmon" / f"S{j:03d}"
        place.mkdir(parents=True)
        names = ["Name", "Length", "EffectiveLength", "TPM", "NumReads"]
        csv.write_csv(pa.table([pa.array(c) for c in columns], names=names), str(place / "quant.sf"), options)
    return folder / "salmon", folder / "tx2gene.tsv"


def measured(settings: dict[str, str], runs: int = 3) -> str:
    """A row of the table: medians."""
    command = [sys.executable, "-c", READ, json.dumps({"samples": "-", **settings})]
    found = [json.loads(subprocess.run(command, check=True, capture_output=True).stdout) for _ in range(runs)]
    wall, used, peak = (median(one[key] for one in found) for key in ("wall", "processor", "peak"))
    genes, samples = found[0]["shape"]
    return f"| {genes:,} x {samples:,} | {wall:.1f} | {used:.1f} | {peak:,.0f} | {peak / found[0]['matrix']:.2f} |"


def main() -> None:
    """Make the files, read them, print."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) if len(sys.argv) < 2 else Path(sys.argv[1])
        made = folder / "counts.tsv.gz"
        path = made if made.exists() else wide_matrix(folder)
        salmon = folder / "salmon"
        genes = folder / "tx2gene.tsv"
        if not salmon.exists():
            salmon, genes = quantified(folder)
        print("| read | s | processor s | peak MiB | times the matrix |\n|---|---:|---:|---:|---:|")
        print(measured({"counts": str(path)}))
        print(measured({"counts": str(salmon), "tx2gene": str(genes)}))


if __name__ == "__main__":
    main()
