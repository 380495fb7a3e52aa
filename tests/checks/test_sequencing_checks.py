"""Sequencing quality: thresholds, mixed strandedness and missing names, on values that were chosen by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from known import planned
from seqfolio.checks.rules import sequencing_names, sequencing_quality, sequencing_strand
from seqfolio.model import Sequencing

SAMPLES = [f"s{i}" for i in range(1, 9)]


def known(missing: tuple[str, ...] = (), **measures: list[float]) -> Any:
    base = planned(np.ones((3, 8)), {"group": ["a"] * 4 + ["b"] * 4})
    samples = [str(s) for s in base.dataset.counts.columns]
    values = pd.DataFrame(measures, index=samples)
    found = Sequencing(values, dict.fromkeys(measures, "tool"), {s: [s] for s in samples if s not in missing}, missing)
    return replace(base, dataset=replace(base.dataset, sequencing=found))


def said(module: Any, about: Any, **settings: Any) -> list[Any]:
    return list(module.CHECK.run(about, module.CHECK.Settings(**settings)))


@pytest.mark.parametrize(
    ("measure", "good", "bad", "severity"),
    [
        ("reads", 10e6, 9.9e6, "note"),
        ("mapped", 70.0, 69.9, "warning"),
        ("unique", 60.0, 59.0, "note"),
        ("assigned", 50.0, 49.0, "note"),
        ("duplication", 80.0, 80.1, "note"),
        ("rrna", 10.0, 10.1, "warning"),
    ],
)
def test_a_sample_beyond_a_threshold_is_named(measure, good, bad, severity):
    fine = known(**{measure: [good] * 8})
    assert [f.severity for f in said(sequencing_quality, fine)] == ["passed"]
    spoiled = known(**{measure: [good] * 7 + [bad]})
    (found,) = said(sequencing_quality, spoiled)
    last = str(spoiled.dataset.counts.columns[-1])
    assert (found.severity, found.samples) == (severity, (last,))
    side = "max" if measure in ("duplication", "rrna") else "min"
    off = said(sequencing_quality, spoiled, **{f"{side}_{measure}": None})
    assert [f.severity for f in off] == ["not_applicable"]


def test_an_unknown_value_is_not_bad():
    assert [f.severity for f in said(sequencing_quality, known(mapped=[90.0] * 7 + [np.nan]))] == ["passed"]


@pytest.mark.parametrize(
    ("sense", "severity", "named"),
    [
        ([2.0] * 8, "passed", 0),
        ([97.0] * 8, "passed", 0),
        ([50.0] * 8, "passed", 0),
        ([2.0] * 7 + [98.0], "warning", 1),
        ([2.0] * 6 + [50.0, 70.0], "warning", 2),
        ([70.0] * 8, "warning", 8),
    ],
)
def test_libraries_of_one_project_have_one_strandedness(sense, severity, named):
    (found,) = said(sequencing_strand, known(sense=sense))
    assert (found.severity, len(found.samples)) == (severity, named)


def test_a_sample_that_multiqc_does_not_know_is_named():
    assert said(sequencing_names, known(mapped=[90.0] * 8))[0].severity == "passed"
    first = str(known(mapped=[90.0] * 8).dataset.counts.columns[0])
    (found,) = said(sequencing_names, known(missing=(first,), mapped=[90.0] * 8))
    assert (found.severity, found.samples) == ("note", (first,))


def test_without_data_of_multiqc_nothing_applies():
    base = planned(np.ones((3, 8)), {"group": ["a"] * 4 + ["b"] * 4})
    for module in (sequencing_quality, sequencing_strand, sequencing_names):
        assert [f.severity for f in said(module, base)] == ["not_applicable"]
