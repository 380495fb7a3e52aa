"""Every method gives the same kind of table: direction, calls, reasons, counts."""

from __future__ import annotations

import tempfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from harness import write
from seqfolio import pipeline
from seqfolio.config import read
from seqfolio.differential.calls import CALLS
from seqfolio.differential.method import METHODS
from seqfolio.model import CORE_COLUMNS, Analysis
from small_projects import many, project

REASONS = {
    "all zero",
    "low count",
    "spike-in",
    "count outlier",
    "independent filtering",
    "no variance",
    "not estimable",
}
INSTALLED = [m for m in METHODS if not m.library or find_spec(m.library[0])]


@cache
def analysis(method: str, numerator: str = "b", denominator: str = "a") -> Analysis:
    counts, samples = many({"a": 6, "b": 6}, genes=200)
    counts += "zero" + ",0" * 12 + "\nsame" + ",50" * 12 + "\nfew,1" + ",0" * 11 + "\n"
    contrast = {"id": "x", "factor": "group", "numerator": numerator, "denominator": denominator}
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), project(
            {"analysis": {"method": method, "normalization": "auto"}, "design": {"contrasts": [contrast]}},
            counts=counts, samples=samples))  # fmt: skip
        return pipeline.analyse(read(Path(folder) / "project.yaml"))


@pytest.mark.parametrize("method", INSTALLED, ids=lambda m: m.id)
def test_a_contrasts_table(method: Any) -> None:
    contrast = analysis(method.id).contrasts[0]
    table = contrast.table
    assert tuple(table.columns[: len(CORE_COLUMNS)]) == CORE_COLUMNS
    extras = set(table.columns[len(CORE_COLUMNS) :])
    assert {e for e in extras if not e.startswith("mean_")} <= set(method.extras)
    assert {"mean_b", "mean_a"} <= extras
    assert table["gene_id"].tolist() == [*(f"gene{i + 1}" for i in range(200)), "zero", "same", "few"]

    called = table["call"] != "not tested"
    assert set(table["call"]) <= set(CALLS)
    assert set(table.loc[~called, "reason"]) <= REASONS
    assert (table.loc[called, "reason"] == "").all()
    assert table.loc[called, "padj"].notna().all()
    assert table["pvalue"].dropna().between(0, 1).all()
    assert table["padj"].dropna().between(0, 1).all()
    assert (table["padj"].dropna() >= table.loc[table["padj"].notna(), "pvalue"] - 1e-15).all()
    assert table.set_index("gene_id").at["zero", "reason"] == "all zero"
    assert table["baseMean"].notna().all()

    assert contrast.counts == {c.replace(" ", "_"): int((table["call"] == c).sum()) for c in CALLS}
    assert sum(contrast.counts.values()) == len(table)


@pytest.mark.parametrize("method", INSTALLED, ids=lambda m: m.id)
def test_above_zero_means_higher_in_the_numerator(method: Any) -> None:
    table = analysis(method.id).contrasts[0].table
    planted = table["gene_id"].isin([f"gene{i + 1}" for i in range(0, 200, 5)])
    tested = table["log2FoldChange"].notna() & table["stat"].notna()
    change, stat = table.loc[tested, "log2FoldChange"], table.loc[tested, "stat"]
    alike = np.sign(change) == np.sign(stat)
    assert alike[table.loc[tested, "call"].isin(("higher", "lower"))].all()
    assert alike[change.abs() > 0.5].mean() > 0.8  # ranks and means may disagree about a gene that hardly differs
    assert change[planted].median() > 0.8
    assert (table["mean_b"] > table["mean_a"])[planted].mean() > 0.9
    called = table["call"] == "higher"
    assert (called & planted).sum() >= 0.85 * called.sum()


@pytest.mark.parametrize("method", [m for m in INSTALLED if METHODS.origin(m.id) == "seqfolio"], ids=lambda m: m.id)
def test_a_large_change_is_found(method: Any) -> None:
    assert analysis(method.id).contrasts[0].counts["higher"] >= 20


@pytest.mark.parametrize("method", INSTALLED, ids=lambda m: m.id)
def test_turned_round_everything_is_turned_round(method: Any) -> None:
    there, back = (analysis(method.id, *pair).contrasts[0] for pair in (("b", "a"), ("a", "b")))
    np.testing.assert_allclose(there.table["log2FoldChange"], -back.table["log2FoldChange"], atol=1e-4)
    np.testing.assert_allclose(there.table["pvalue"], back.table["pvalue"], atol=1e-5)
    assert abs(there.counts["higher"] - back.counts["lower"]) <= 1


@pytest.mark.parametrize("method", INSTALLED, ids=lambda m: m.id)
def test_twice_the_same(method: Any) -> None:
    first = analysis(method.id).contrasts[0].table
    analysis.cache_clear()
    assert first.equals(analysis(method.id).contrasts[0].table)
