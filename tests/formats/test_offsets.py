"""Lengths of transcripts reach the models: DESeq2 as normalization factors, limma as an offset."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from harness import write
from made import tsv
from seqfolio import pipeline
from seqfolio.config import read
from seqfolio.stats import deseq2, limma
from seqfolio.stats.edger import tmm

SAMPLES = [f"{g}{i}" for g in "ab" for i in (1, 2, 3)]


def experiment() -> tuple[np.ndarray, np.ndarray]:
    """Counts and lengths of 300 genes; the lengths of every fifth gene double in group b, and so do its counts."""
    random = np.random.default_rng(3)
    lengths = np.repeat(random.uniform(500, 3000, (300, 1)), 6, axis=1)
    lengths[::5, 3:] *= 2
    mean = random.lognormal(5, 1, (300, 1)) * lengths / lengths[:, :1]
    return random.negative_binomial(15, 15 / (15 + mean)).astype(float), lengths


def analysed(folder: Path, method: str) -> pd.DataFrame:
    counts, lengths = experiment()
    tables = {}
    for kind, numbers in (("counts", counts), ("lengths", lengths)):
        rows = [[f"g{i}", f"n{i}", *row] for i, row in enumerate(numbers.tolist())]
        tables[f"salmon/salmon.merged.gene_{kind}.tsv"] = tsv([["gene_id", "gene_name", *SAMPLES], *rows])
    config = {
        "seqfolio": 1,
        "input": {"counts": "salmon", "samples": "samples.csv"},
        "design": {
            "formula": "~ group",
            "contrasts": [{"id": "c", "factor": "group", "numerator": "b", "denominator": "a"}],
        },
        "analysis": {"method": method, "filter": "none"},
    }
    sheet = "sample,group\n" + "".join(f"{s},{s[0]}\n" for s in SAMPLES)
    write(folder, {**tables, "project.yaml": yaml.safe_dump(config).encode(), "samples.csv": sheet.encode()})
    return pipeline.analyse(read(folder / "project.yaml")).contrasts[0].table


def design() -> np.ndarray:
    return np.column_stack([np.ones(6), np.repeat([0.0, 1.0], 3)])


def test_deseq2_is_given_the_lengths(tmp_path: Path) -> None:
    """The library's own `lengths` argument was checked against DESeqDataSetFromTximport."""
    counts, lengths = experiment()
    table = analysed(tmp_path, "deseq2")
    direct = deseq2.results(deseq2.fit(counts, design(), lengths=lengths), np.array([0.0, 1.0]), alpha=0.05)
    np.testing.assert_allclose(table["log2FoldChange"], direct.log2_fold_change, rtol=1e-8)
    np.testing.assert_allclose(table["pvalue"], direct.pvalue, rtol=1e-8)


@pytest.mark.parametrize("method", ["deseq2", "limma-voom", "limma-trend"])
def test_genes_that_only_changed_their_length_are_not_called(tmp_path: Path, method: str) -> None:
    table = analysed(tmp_path, method)
    longer = np.arange(300) % 5 == 0
    assert abs(table["log2FoldChange"][longer].median()) < 0.2
    assert (table["call"] == "not significant").mean() > 0.97


def test_limma_takes_them_as_an_offset(tmp_path: Path) -> None:
    """log2((y / l + 0.5) / (L + 1) 10^6) with l the relative length and L the effective size of those counts (tximport vignette)."""
    counts, lengths = experiment()
    relative = lengths / np.exp(np.log(lengths).mean(axis=1, keepdims=True))
    corrected = counts / relative
    model = limma.voom_model(corrected, design(), corrected.sum(axis=0) * tmm(corrected))
    direct = limma.compare(model, np.array([0.0, 1.0]))
    np.testing.assert_allclose(analysed(tmp_path, "limma-voom")["pvalue"], direct.pvalue, rtol=1e-8)
