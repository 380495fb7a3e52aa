"""A second opinion is what the other method would say as the first."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from harness import Files, Run, write
from seqfolio import pipeline, store
from seqfolio.config import read
from seqfolio.errors import InputError
from seqfolio.model import Analysis
from small_projects import many, project

METHODS = ("deseq2", "limma-voom", "limma-trend", "welch", "ttest", "wilcoxon")
CALLED = ("higher", "lower", "changed", "equivalent")
BY_MEAN: dict[str, Any] = {"id": "mean", "factor": "group", "expression": "b - a/2 - c/2"}


def files(analysis: dict[str, Any], *more: dict[str, Any]) -> Files:
    counts, samples = many({"a": 4, "b": 4, "c": 4}, genes=150)
    contrast = {"id": "x", "factor": "group", "numerator": "b", "denominator": "a"}
    changes = {
        "design": {"contrasts": [contrast, *more]},
        "analysis": {"normalization": "auto", **analysis},
    }
    return project(changes, counts=counts, samples=samples)


def analysed(folder: Path, given: Files) -> Analysis:
    write(folder, given)
    return pipeline.analyse(read(folder / "project.yaml"))


@pytest.mark.parametrize("first", METHODS)
def test_every_method_asks_every_other(first: str, tmp_path: Path) -> None:
    others = [m for m in METHODS if m != first]
    made = analysed(tmp_path, files({"method": first, "concordance": others}))
    assert [o.method for o in made.sensitivity.opinions] == others
    assert not made.sensitivity.refusals
    own = made.contrasts[0].table
    for opinion in made.sensitivity.opinions:
        alone = analysed(tmp_path, files({"method": opinion.method})).contrasts[0]
        for column in ("log2FoldChange", "stat", "pvalue", "padj"):
            np.testing.assert_array_equal(opinion.table[column], alone.table[column])
        assert opinion.table["call"].tolist() == alone.table["call"].tolist()
        assert opinion.counts == alone.counts
        assert opinion.overlap == obvious_overlap(own["call"].tolist(), alone.table["call"].tolist())


def obvious_overlap(first: list[str], second: list[str]) -> dict[str, int]:
    kinds: Counter[str] = Counter(dict.fromkeys(("both", "opposite", "only_first", "only_second", "neither"), 0))
    for a, b in zip(first, second, strict=True):
        if {a, b} == {"higher", "lower"}:
            kinds["opposite"] += 1
        elif a in CALLED and b in CALLED:
            kinds["both"] += 1
        else:
            kinds["only_first" if a in CALLED else "only_second" if b in CALLED else "neither"] += 1
    return dict(kinds)


def test_a_contrast_that_the_second_method_cannot_test_is_refused_in_words(tmp_path: Path) -> None:
    made = analysed(tmp_path, files({"method": "limma-voom", "concordance": ["welch"]}, BY_MEAN))
    assert [o.contrast for o in made.sensitivity.opinions] == ["x"]
    (refusal,) = made.sensitivity.refusals
    assert (refusal.contrast, refusal.method) == ("mean", "welch")
    assert "only one level against another" in refusal.reason


def test_a_likelihood_ratio_test_is_compared_with_an_f_test_and_not_with_a_t_test(tmp_path: Path) -> None:
    made = analysed(tmp_path, files({"method": "deseq2", "test": "lrt", "concordance": ["limma-voom"]}))
    assert made.sensitivity.opinions[0].counts["changed"] > 10
    assert made.sensitivity.opinions[0].overlap["opposite"] == 0
    with pytest.raises(InputError, match="several terms at once"):
        analysed(tmp_path, files({"method": "deseq2", "test": "lrt", "concordance": ["ttest"]}))


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"method": "deseq2", "concordance": ["deseq2"]}, "not the method of the analysis itself"),
        ({"method": "deseq2", "concordance": ["welch", "welch"]}, "each method once"),
        ({"method": "deseq2", "concordance": ["lima-voom"]}, 'Did you mean "limma-voom"'),
        ({"method": "deseq2", "lfc_threshold": "1", "concordance": ["welch"]}, "fold-change threshold"),
    ],
)
def test_what_is_refused_before_anything_is_computed(settings: dict[str, Any], words: str, tmp_path: Path) -> None:
    write(tmp_path, files(settings))
    with pytest.raises(InputError, match=words) as refused:
        pipeline.check(read(tmp_path / "project.yaml"))
    assert all(problem.where.endswith(": analysis.concordance") for problem in refused.value.problems)


def test_values_that_a_method_does_not_take(tmp_path: Path) -> None:
    given = project({"analysis": {"concordance": ["deseq2"]}, "input": {"values": "log2"}})
    write(tmp_path, given)
    with pytest.raises(InputError, match="cannot take values"):
        pipeline.check(read(tmp_path / "project.yaml"))


def test_what_is_stored_is_read_back(tmp_path: Path) -> None:
    asked = {"method": "limma-voom", "concordance": ["welch"], "stability": "leave_one_out"}
    made = analysed(tmp_path, files(asked, BY_MEAN))
    store.save(made, tmp_path / "data")
    back = store.load(Analysis, tmp_path / "data").sensitivity
    assert back.refusals == made.sensitivity.refusals
    assert back.opinions[0].overlap == made.sensitivity.opinions[0].overlap
    for one, other in (
        (back.opinions[0].table, made.sensitivity.opinions[0].table),
        (back.opinions[0].top, made.sensitivity.opinions[0].top),
        (back.stability[1].samples, made.sensitivity.stability[1].samples),
        (back.stability[1].genes, made.sensitivity.stability[1].genes),
    ):
        pd.testing.assert_frame_equal(one, other, check_dtype=False, check_column_type=False, check_index_type=False)


def test_check_says_what_will_be_done(run: Run) -> None:
    asked = {
        "method": "limma-voom",
        "concordance": ["deseq2", "welch"],
        "stability": "leave_one_out",
        "adjust": "global",
    }
    said = run("check project.yaml", files(asked, BY_MEAN)).out
    assert "over all 2 contrasts together (global)" in said
    assert "Second opinion: DESeq2 (deseq2) on 2 of 2 contrasts" in said
    assert "on 1 of 2 contrasts\n  not on mean:" in said
    assert "without each of 12 samples" in said
