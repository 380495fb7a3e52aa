"""Whole-process benchmarks of the main job: wall-clock time and peak memory, medians of several runs.

Prints a Markdown table. Memory is the largest single process of a run, as the operating system accounts for it.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
SEQFOLIO = [sys.executable, "-m", "seqfolio.cli"]
AIRWAY = str(ROOT / "example_data" / "airway" / "project.yaml")


def measure(command: list[str]) -> tuple[float, float]:
    """Seconds and MiB of one run."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status:
        raise SystemExit(f"failed: {' '.join(command)}")
    return seconds, usage.ru_maxrss / 1024


def row(name: str, command: list[str], runs: int) -> str:
    """A line of the table."""
    measure(command)  # warm the file cache and the byte code
    seconds, memory = zip(*(measure(command) for _ in range(runs)), strict=True)
    return (
        f"| {name} | {statistics.median(seconds):.2f} | {min(seconds):.2f} to {max(seconds):.2f} | {max(memory):,.0f} |"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "out")
        tables = Path(folder) / "tables.yaml"
        text = Path(AIRWAY).read_text("utf-8").replace("counts: c", f"counts: {ROOT}/example_data/airway/c")
        text = text.replace("samples: s", f"samples: {ROOT}/example_data/airway/s").replace(
            "genes: g", f"genes: {ROOT}/example_data/airway/g"
        )
        tables.write_text(text + "report: {formats: []}\n", "utf-8")
        print(f"{os.cpu_count()} processors, Python {platform.python_version()}, {runs} runs\n")
        print("| what | median s | range s | MiB |\n|---|---:|---:|---:|")
        print(row("`seqfolio --version`", [*SEQFOLIO, "--version"], runs))
        print(row("`seqfolio --help`", [*SEQFOLIO, "--help"], runs))
        print(row("`seqfolio check`, airway", [*SEQFOLIO, "check", AIRWAY], runs))
        print(
            row(
                "`seqfolio run`, airway: analysis, HTML, PDF, tables",
                [*SEQFOLIO, "run", AIRWAY, "-o", out, "-f", "-q"],
                runs,
            )
        )
        print(row("`seqfolio render`, airway", [*SEQFOLIO, "render", out, "-q"], runs))
        print(
            row("`seqfolio run`, airway, `formats: []`", [*SEQFOLIO, "run", str(tables), "-o", out, "-f", "-q"], runs)
        )


if __name__ == "__main__":
    main()
