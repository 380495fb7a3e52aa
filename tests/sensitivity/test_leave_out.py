"""A leave-out is what the project would give if the sample had been excluded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from harness import write
from seqfolio import pipeline
from seqfolio.config import read
from seqfolio.model import Analysis
from small_projects import many, project

METHODS = ("deseq2", "limma-voom", "limma-trend", "welch", "ttest", "wilcoxon")
CALLED = ("higher", "lower")


def analysed(folder: Path, groups: dict[str, int], changes: dict[str, Any]) -> Analysis:
    counts, samples = many(groups, genes=120)
    write(folder, project(changes, counts=counts, samples=samples))
    return pipeline.analyse(read(folder / "project.yaml"))


@pytest.mark.parametrize("method", METHODS)
def test_a_leave_out_is_the_analysis_without_the_sample(method: str, tmp_path: Path) -> None:
    settings = {"method": method, "normalization": "auto", "alpha": 0.1}
    groups = {"a": 5, "b": 5}
    whole = analysed(tmp_path, groups, {"analysis": {**settings, "stability": "leave_one_out"}})
    (found,) = whole.sensitivity.stability
    assert list(found.samples.index) == [f"{g}{i}" for g in "ab" for i in range(1, 6)]
    assert not found.skipped
    calls = whole.contrasts[0].table["call"].to_numpy()
    called_in = np.zeros(len(calls), dtype=int)
    for sample in ("a2", "b5"):
        without = analysed(tmp_path, groups, {"analysis": settings, "input": {"exclude": {sample: "a test"}}})
        other = without.contrasts[0].table["call"].to_numpy()
        row = found.samples.loc[sample]
        was, now = np.isin(calls, CALLED), np.isin(other, CALLED)
        assert row["called"] == now.sum()
        assert row["kept"] == (was & (calls == other)).sum()
        assert row["lost"] == (was & ~now).sum()
        assert row["gained"] == (now & ~was).sum()
        called_in += np.where(was, calls == other, now)
    assert (found.genes["called_in"].to_numpy() >= called_in).all()
    assert found.genes["called_in"].max() <= 10
    assert found.samples["kept"].sum() == found.genes["called_in"].to_numpy()[np.isin(calls, CALLED)].sum()
    assert found.samples["gained"].sum() == found.genes["called_in"].to_numpy()[~np.isin(calls, CALLED)].sum()


def test_a_sample_that_cannot_be_spared_is_skipped_with_a_reason(tmp_path: Path) -> None:
    settings = {"method": "welch", "stability": "leave_one_out"}
    (found,) = analysed(tmp_path, {"a": 3, "b": 2}, {"analysis": settings}).sensitivity.stability
    assert list(found.samples.index) == ["a1", "a2", "a3"]
    assert set(found.skipped) == {"b1", "b2"}
    assert "needs 2" in found.skipped["b1"]


def test_a_design_that_loses_its_rank_is_not_fitted(tmp_path: Path) -> None:
    settings = {"method": "limma-voom", "normalization": "auto", "stability": "leave_one_out"}
    counts, _ = many({"a": 4, "b": 4}, genes=80)
    sheet = "sample,group,batch\n" + "".join(
        f"{g}{i},{g},{'odd' if g + str(i) == 'a1' else 'even'}\n" for g in "ab" for i in range(1, 5)
    )
    write(tmp_path, project({"analysis": settings, "design": {"formula": "~ batch + group"}}, counts, sheet))
    (found,) = pipeline.analyse(read(tmp_path / "project.yaml")).sensitivity.stability
    assert set(found.skipped) == {"a1"}
    assert "could not be estimated" in found.skipped["a1"]
    assert len(found.samples) == 7


def test_only_the_contrasts_that_use_a_sample_lose_it(tmp_path: Path) -> None:
    counts, samples = many({"a": 4, "b": 4}, genes=60)
    contrast = {"factor": "group", "numerator": "b", "denominator": "a"}
    contrasts = [{"id": "all", **contrast}, {"id": "fewer", **contrast, "exclude": {"a1": "odd"}}]
    for adjust in ("contrast", "global"):
        settings = {"method": "limma-voom", "normalization": "auto", "stability": "leave_one_out", "adjust": adjust}
        write(tmp_path, project({"analysis": settings, "design": {"contrasts": contrasts}}, counts, samples))
        both = pipeline.analyse(read(tmp_path / "project.yaml")).sensitivity.stability
        assert [len(one.samples) for one in both] == [8, 7]
        assert "a1" not in both[1].samples.index


def test_it_costs_nothing_when_nobody_asks(tmp_path: Path) -> None:
    made = analysed(tmp_path, {"a": 3, "b": 3}, {})
    assert made.sensitivity == type(made.sensitivity)()
