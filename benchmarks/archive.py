"""The archive at 5,000 projects: rebuild, search, gene query and site; time, memory and sizes.

Projects are made up: 20,000 genes, one to three contrasts, a tenth of the genes called in each. Their bags hold what the
catalogue reads (summary, description, tables); tables are drawn from a pool and linked, so that 25 GB need not be written,
which also means that they are read from memory. Run: python benchmarks/archive.py [PROJECTS]
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from seqfolio.archive import Archive, bag
from seqfolio.archive.catalogue import query
from seqfolio.archive.result import CRATE, SUMMARY

GENES, POOL = 20_000, 60
ORGANISMS = ("Homo sapiens", "Mus musculus", "Danio rerio")
CLIENTS = [
    f"{name} laboratory" for name in ("Ahlström", "Bianchi", "Chen", "Dubois", "Eze", "Fischer", "García", "Haddad")
]
TREATMENTS = ("dexamethasone", "hypoxia", "knock-down", "infection", "heat shock", "starvation", "irradiation", "age")
METHODS = ("deseq2", "limma-voom", "edger-ql")


def names(organism: int) -> tuple[list[str], list[str]]:
    """Ids and names of genes that look like Ensembl's and like symbols."""
    random = np.random.default_rng(organism)
    letters = np.array(list("ABCDEFGHIJKLMNOPRSTUWXZ"))
    symbols = ["".join(random.choice(letters, 4)) + str(i % 97) for i in range(GENES)]
    return [f"ENS{'GMD'[organism]}{i:011d}" for i in range(GENES)], ["TP53", *symbols[1:]]


GENE_NAMES = [names(organism)[1] for organism in range(len(ORGANISMS))]


def make_pool(folder: Path) -> dict[int, list[tuple[Path, dict[str, Any]]]]:
    """Tables of contrasts, and what a summary says of each."""
    return {o: [one_table(folder / f"{o}-{i}.csv", o, i) for i in range(POOL)] for o in range(len(ORGANISMS))}


def one_table(path: Path, organism: int, number: int) -> tuple[Path, dict[str, Any]]:
    """A table of a contrast and what a summary says of it."""
    random = np.random.default_rng([organism, number])
    ids, symbols = names(organism)
    call = np.full(GENES, "not significant", dtype=object)
    call[random.permutation(GENES)[: GENES // 5]] = "not tested"
    called = random.permutation(np.flatnonzero(call != "not tested"))[: GENES // 10]
    lfc = random.normal(0, 1.5, GENES)
    call[called] = np.where(lfc[called] > 0, "higher", "lower")
    padj = random.uniform(0.05, 1, GENES)
    padj[called] = 10.0 ** -random.uniform(1.4, 40, len(called))
    padj[call == "not tested"] = np.nan
    frame = pd.DataFrame({"gene_id": ids, "gene_name": symbols, "baseMean": random.lognormal(5, 2, GENES), "log2FoldChange": lfc,
                          "lfcSE": 0.3, "stat": lfc / 0.3, "pvalue": padj / 10, "padj": padj, "call": call, "reason": ""})  # fmt: skip
    frame.to_csv(path, index=False, na_rep="NA")
    top = (
        frame.loc[called]
        .sort_values("pvalue")
        .head(50)[["gene_id", "gene_name", "log2FoldChange", "pvalue", "padj", "call"]]
    )
    higher = int((call == "higher").sum())
    counts = {"higher": higher, "lower": len(called) - higher, "changed": 0, "equivalent": 0,
              "not_significant": int((call == "not significant").sum()), "not_tested": int((call == "not tested").sum())}  # fmt: skip
    return path, {"counts": counts, "top": top.to_dict("records")}


def make_project(archive: Path, number: int, pool: dict[int, list[tuple[Path, dict[str, Any]]]]) -> None:
    """One bag, straight to its place."""
    random = np.random.default_rng(number)
    organism = int(random.integers(len(ORGANISMS)))
    folder = archive / "projects" / f"p{number:05d}" / "v1"
    (folder / "data" / "tables").mkdir(parents=True)
    method, contrasts = str(random.choice(METHODS)), []
    for c, drawn in enumerate(random.integers(POOL, size=random.integers(1, 4))):
        path, known = pool[organism][drawn]
        treatment = str(random.choice(TREATMENTS))
        os.link(path, folder / "data" / "tables" / f"c{c}.csv")
        about = {"numerator": treatment, "denominator": "control", "method": method, "fit_id": "all", "alpha": 0.05}
        words = {"title": f"{treatment} vs control", "sentence": f"log2 fold change > 0: higher in {treatment}"}
        drawn_genes = [
            GENE_NAMES[organism][i] for i in random.integers(GENES, size=50)
        ]  # else few lists would recur and pack well
        top = [{**gene, "gene_name": name} for gene, name in zip(known["top"], drawn_genes, strict=True)]
        contrasts.append({"id": f"c{c}", **about, **words, **known, "top": top})
    created = f"{2018 + number % 9}-{1 + number % 12:02d}-{1 + number % 28:02d}T10:00:00+00:00"
    project = {"id": f"P{number:05d}", "title": f"{contrasts[0]['title']} in {ORGANISMS[organism]}, study {number}",
               "organism": ORGANISMS[organism], "client": str(random.choice(CLIENTS)), "facility": "Benchmark"}  # fmt: skip
    samples = [{"id": f"s{i}", "display_name": f"s{i}", "covariates": {"group": "ab"[i % 2]}} for i in range(8)]
    findings = [{"check": "few_replicates", "title": "Few replicates", "severity": "warning", "message": "three each"}]
    summary = {"seqfolio_summary": 1, "project": project, "created": created, "versions": {"seqfolio": "0.1.0"}, "inputs": [],
               "samples": samples, "contrasts": contrasts, "findings": findings, "files": []}  # fmt: skip
    (folder / "data" / SUMMARY).write_text(json.dumps(summary), "utf-8")
    (folder / "data" / CRATE).write_text(json.dumps({"@graph": [{"@id": "./", "datePublished": created}]}), "utf-8")
    (folder / bag.TAG_MANIFEST).write_text(f"{number}\n", "utf-8")
    (folder / "bag-info.txt").write_text(f"Archived: {created}\nPayload-Oxum: 1.1\n", "utf-8")


def milliseconds(call: Callable[[], object], times: int = 7) -> str:
    """Median and largest time of a call."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        taken.append(1000 * (time.perf_counter() - start))
    return f"{statistics.median(taken):.0f} ms (largest {max(taken):.0f})"


WATCHED = """
import sys
from seqfolio.cli import main
try:
    main()
finally:  # of this process alone: what the kernel counts for a child includes its parent
    print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")), file=sys.stderr)
"""


def command(*arguments: str) -> str:
    """A command in a process of its own: seconds and peak memory."""
    start = time.perf_counter()
    called = [sys.executable, "-c", WATCHED, "archive", *arguments]
    ran = subprocess.run(called, capture_output=True, text=True, check=True)
    return f"{time.perf_counter() - start:.2f} s, {int(ran.stderr.split()[-1]) / 1024:.0f} MiB"


def megabytes(path: Path) -> str:
    """Size of a file."""
    return f"{path.stat().st_size / 1e6:.2f} MB"


def main(projects: int, root: Path) -> None:
    """Make the archive and ask it."""
    folder = root / "archive"
    archive = Archive(folder)
    archive.create()
    (root / "pool").mkdir()
    pool = make_pool(root / "pool")
    for number in range(projects):
        make_project(folder, number, pool)
    here = ["--archive", str(folder)]
    print(f"{projects:,} projects, {GENES:,} genes", flush=True)
    print("rebuild, whole process:", command("rebuild", *here), flush=True)
    print("catalogue:", megabytes(archive.catalogue))
    with query.asking(archive) as catalogue:
        for table in ("versions", "contrasts", "called", "tested", "genes"):
            print(f"  {table}: {catalogue.execute(f'SELECT count(*) FROM {table}').fetchone()[0]:,} rows")  # noqa: S608
    for text in ("hypoxia", "dexamethasone zebra danio", "fischer homo", "study 4711", "h"):
        print(f"search {text!r}:", milliseconds(lambda text=text: query.search(archive, query.Wanted(text=text))),
              len(query.search(archive, query.Wanted(text=text))), "found")  # fmt: skip
    print(
        "list one client's:", milliseconds(lambda: query.search(archive, query.Wanted(client="fischer", since="2024")))
    )
    print("gene TP53:", milliseconds(lambda: query.gene(archive, "TP53")))
    print("gene by id:", milliseconds(lambda: query.gene(archive, "ENSG00000000777")))
    print("search that calls TP53:", milliseconds(lambda: query.search(archive, query.Wanted(gene="TP53"))))
    print("gene TP53, whole process:", command("gene", "TP53", *here))
    print("search hypoxia, whole process:", command("search", "hypoxia", *here))
    print("site, whole process:", command("site", *here))
    print("index.html:", megabytes(folder / "index.html"), "year-2024.html:", megabytes(folder / "year-2024.html"))
    print(f"peak of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    if len(sys.argv) > 2:
        main(wanted, Path(sys.argv[2]))  # a folder that stays, to be looked at
    else:
        with tempfile.TemporaryDirectory() as made:
            main(wanted, Path(made))
