"""The data sets with tables from R, as arrays for the tests."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from seqfolio.stats import edger

HERE = Path(__file__).parent
# The reference level of a factor is the first in alphabetical order unless named here.
FORMULAS = {
    "airway": (("cell", "dex"), {"dex": "untrt"}),
    "pasilla": (("type", "condition"), {"condition": "untreated"}),
    "sim_two_groups": (("condition",), {}),
    "sim_outliers": (("condition",), {}),
    "sim_three_levels_batch": (("batch", "condition"), {}),
    "sim_continuous": (("condition", "dose"), {}),
    "sim_every_gene_has_zero": (("condition",), {}),
    "sim_many_samples": (("batch", "condition"), {}),
}


def design_matrix(samples: pd.DataFrame, terms: tuple[str, ...], reference: dict[str, str]) -> np.ndarray:
    columns = [np.ones(len(samples))]
    for term in terms:
        if pd.api.types.is_numeric_dtype(samples[term]):
            columns.append(samples[term].to_numpy(float))
            continue
        first = reference.get(term, min(samples[term]))
        levels = sorted(set(samples[term]) - {first})
        columns += [(samples[term] == level).to_numpy(float) for level in levels]
    return np.column_stack(columns)


@dataclass
class Case:
    name: str

    def table(self, name: str) -> pd.DataFrame:
        return pd.read_csv(HERE / self.name / f"{name}.csv.gz", index_col=0)

    def has(self, name: str) -> bool:
        return (HERE / self.name / f"{name}.csv.gz").exists()

    def rows(self, table: pd.DataFrame) -> np.ndarray:
        """Where the genes of a table lie among those that filterByExpr keeps."""
        return pd.Index(self.all_counts.index[self.kept]).get_indexer(table.index)

    def called(self, table: str) -> np.ndarray | None:
        """Whether adj.P.Val is below 0.05, for every gene kept; None when the table itself has them all."""
        if not self.has("whole"):
            return None
        whole = pd.read_csv(HERE / self.name / "whole.csv.gz")
        name = f"{table}:call"
        return whole[name].to_numpy()[self.kept] == 1 if name in whole else None

    @cached_property
    def samples(self) -> pd.DataFrame:
        return pd.read_csv(HERE / self.name / "samples.csv", index_col=0)

    @cached_property
    def all_counts(self) -> pd.DataFrame:
        return self.table("counts")

    @cached_property
    def kept(self) -> np.ndarray:
        """The genes that filterByExpr keeps."""
        if not self.has("edger_filterbyexpr"):
            return np.ones(len(self.all_counts), dtype=bool)
        return self.table("edger_filterbyexpr")["keep"].to_numpy()

    @cached_property
    def counts(self) -> np.ndarray:
        """The genes that filterByExpr keeps, as in every table but that one."""
        return self.all_counts.to_numpy()[self.kept]

    @cached_property
    def design(self) -> np.ndarray:
        terms, reference = FORMULAS[self.name]
        return design_matrix(self.samples, terms, reference)

    @cached_property
    def lib_size(self) -> np.ndarray:
        """Effective library sizes (our factors: the table's twelve digits would show in small fold changes)."""
        return edger.effective_library_sizes(self.counts, edger.tmm(self.counts))
