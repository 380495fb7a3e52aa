"""The reference data sets, their designs, and the fits that several tests share."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from seqfolio.stats import deseq2

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from seqfolio.stats.deseq2 import Fit, LevelContrast

FOLDER = Path(os.environ.get("SEQFOLIO_REFERENCE", Path(__file__).parents[2] / "reference"))

FACTORS = {
    "airway": {"cell": None, "dex": "untrt"},
    "pasilla": {"type": None, "condition": "untreated"},
    "sim_two_groups": {"condition": "A"},
    "sim_outliers": {"condition": "A"},
    "sim_three_levels_batch": {"batch": None, "condition": "A"},
    "sim_continuous": {"condition": "A", "dose": "numeric"},
    "sim_every_gene_has_zero": {"condition": "A"},
    "sim_many_samples": {"batch": None, "condition": "A"},
    "sim_interaction": {"genotype": "wt", "treatment": "ctl"},
}
SIZE_FACTORS = {"sim_every_gene_has_zero": "poscounts"}
NAMES = tuple(FACTORS)
TESTED = tuple(name for name in NAMES if name != "sim_interaction")


@dataclass(frozen=True)
class Case:
    """One data set."""

    name: str
    counts: NDArray[np.int64]
    design: NDArray[np.float64]
    coefficients: tuple[str, ...]
    samples: pd.DataFrame

    @property
    def reduced(self) -> NDArray[np.float64]:
        """The design without the tested factor."""
        last = list(FACTORS[self.name])[-1]
        return self.design[:, [not name.startswith(last) for name in self.coefficients]]

    @property
    def contrast(self) -> LevelContrast | int:
        """The tested comparison, as levels where it is one."""
        factor, reference = list(FACTORS[self.name].items())[-1]
        if reference == "numeric":
            return -1
        level = self.coefficients[-1].removeprefix(factor)
        weights = np.eye(len(self.coefficients))[-1]
        return deseq2.levels(weights, self.samples[factor].isin([level, reference]).to_numpy())


@cache
def case(name: str) -> Case:
    counts = pd.read_csv(FOLDER / name / "counts.csv.gz", index_col=0)
    samples = pd.read_csv(FOLDER / name / "samples.csv", index_col=0, dtype=str)
    columns = {"Intercept": np.ones(len(samples))}
    for factor, reference in FACTORS[name].items():
        if reference == "numeric":
            columns[factor] = samples[factor].astype(float).to_numpy()
            continue
        levels = sorted(samples[factor].unique())
        columns |= {
            factor + level: (samples[factor] == level).to_numpy(dtype=float)
            for level in levels
            if level != (reference or levels[0])
        }
    if name == "sim_interaction":
        columns["interaction"] = columns["genotypeko"] * columns["treatmentdrug"]
    return Case(name, counts.to_numpy(), np.column_stack(list(columns.values())), tuple(columns), samples)


@cache
def fit(name: str, **options: Any) -> Fit:
    data = case(name)
    options.setdefault("size_factors", SIZE_FACTORS.get(name, "ratio"))
    return deseq2.fit(data.counts, data.design, coefficients=data.coefficients, **options)


def has(name: str, table: str) -> bool:
    return (FOLDER / name / f"{table}.csv.gz").exists()


@cache
def table(name: str, which: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / name / f"{which}.csv.gz", index_col=0)


@cache
def genes(name: str) -> pd.Index:
    return pd.read_csv(FOLDER / name / "counts.csv.gz", index_col=0).index


def rows(name: str, which: pd.DataFrame) -> NDArray[np.intp]:
    """Where the genes of a table lie among all: large tables hold some genes only (thin_tables.py)."""
    found = genes(name).get_indexer(which.index)
    assert (found >= 0).all()
    return found


@cache
def whole(name: str, which: str) -> pd.DataFrame:
    """P-value and call of every gene: ``pvalue``, and ``call``, NaN where there is no adjusted p-value."""
    given = table(name, which)
    if len(given) == len(genes(name)):
        return pd.DataFrame({"pvalue": given.pvalue, "call": (given.padj < 0.05).where(given.padj.notna())})
    columns = pd.read_csv(FOLDER / name / "whole.csv.gz")
    return pd.DataFrame({"pvalue": columns[f"{which}:p"], "call": columns[f"{which}:call"]})


@cache
def trend(name: str) -> dict[str, str]:
    rows = pd.read_csv(FOLDER / name / "deseq2_trend.csv.gz", dtype=str)
    return dict(zip(rows["name"], rows["value"], strict=True))


def relative(ours: NDArray[np.float64], theirs: Any) -> NDArray[np.float64]:
    """Relative differences where both have a value, after asserting that both lack the same ones."""
    expected = np.asarray(theirs, dtype=np.float64)
    np.testing.assert_array_equal(np.isnan(ours), np.isnan(expected))
    known = ~np.isnan(expected)
    ours, expected = np.maximum(ours[known], 1e-300), np.maximum(expected[known], 1e-300)
    return np.abs(ours - expected) / expected


def assert_same_pvalues(ours: NDArray[np.float64], theirs: Any, share: float = 0.999, worst: float = 1e-3) -> None:
    """At least this share within 1e-6, none beyond ``worst``."""
    difference = relative(ours, theirs)
    assert difference.max(initial=0.0) <= worst
    assert np.mean(difference <= 1e-6) >= share, f"{np.sum(difference > 1e-6)} of {difference.size} beyond 1e-6"


def assert_same_tests(ours: Any, name: str, which: str, share: float = 0.999, worst: float = 1e-3) -> None:
    """P-values, missing values and calls of every gene; adjusted p-values of the genes in the table."""
    everything, theirs = whole(name, which), table(name, which)
    assert_same_pvalues(ours.pvalue, everything.pvalue, share, worst)
    np.testing.assert_array_equal(np.isnan(ours.padj), everything.call.isna())
    np.testing.assert_array_equal(np.flatnonzero(ours.padj < 0.05), np.flatnonzero(everything.call == 1))
    assert relative(ours.padj[rows(name, theirs)], theirs.padj).max(initial=0.0) < 2e-3
