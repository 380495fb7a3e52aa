"""MultiQC over a folder with and without our plug-in: seconds, processor seconds, peak memory, size of the report.

Usage: python benchmarks/multiqc.py FOLDER, where FOLDER holds finished results and logs of other tools.
"""

from __future__ import annotations

import argparse
import gzip
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MULTIQC = [sys.executable, "-m", "multiqc", "--strict", "--force"]


def measure(command: list[str]) -> tuple[float, float, float]:
    """Seconds, processor seconds and MiB of one run."""
    start = time.perf_counter()
    environment = {**os.environ, "MULTIQC_NO_VERSION_CHECK": "true"}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"failed: {' '.join(command)}")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    """Measure in turns and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as out:
        cases = {"without": ["--exclude", "seqfolio"], "with": []}
        commands = {n: [*MULTIQC, "-o", f"{out}/{n}", given.folder, *more] for n, more in cases.items()}
        got: dict[str, list[tuple[float, float, float]]] = {name: [] for name in commands}
        for _ in range(given.runs):
            for name, command in commands.items():
                got[name].append(measure(command))
        print("| | s | processor s | MiB | MB | gzipped, MB |\n|---|---:|---:|---:|---:|---:|")
        for name, runs in got.items():
            seconds, processor, memory = (statistics.median(column) for column in zip(*runs, strict=True))
            page = Path(out, name, "multiqc_report.html").read_bytes()
            sizes = f"{len(page) / 1e6:.2f} | {len(gzip.compress(page)) / 1e6:.2f}"
            print(f"| {name} | {seconds:.2f} | {processor:.2f} | {memory:.0f} | {sizes} |")


if __name__ == "__main__":
    main()
