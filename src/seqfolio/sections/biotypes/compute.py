"""Calls by biotype."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from seqfolio.differential.ranking import is_called, is_tested
from seqfolio.model import Contrast
from seqfolio.sections.section import NotApplicableError, View

COLUMNS = ("gene_biotype", "biotype", "gene_type", "transcript_biotype")
MOST = 10  # biotypes with a row of their own
OTHERS, UNKNOWN = "all others", "not annotated"


@dataclass(frozen=True)
class Result:
    """Genes per biotype and call, most tested first.

    Attributes:
        counts: indexed by biotype; tested, called, higher, lower, changed, equivalent.
    """

    contrast: Contrast
    counts: pd.DataFrame
    column: str


def compute(view: View) -> Result:
    """Count the tested genes of every biotype by call."""
    contrast, genes = view.one, view.analysis.dataset.genes
    column = next((name for name in COLUMNS if name in genes), None)
    if column is None:
        raise NotApplicableError("the annotation has no column gene_biotype")
    table = contrast.table
    kinds = genes[column].fillna("").astype(str).replace("", UNKNOWN).to_numpy(dtype=object)
    called = is_called(table)
    if not called.any() or (kinds == UNKNOWN).all():
        raise NotApplicableError("no gene is called" if not called.any() else "no gene has a biotype")
    flags = {"tested": is_tested(table), "called": called}
    flags |= {call: (table["call"] == call).to_numpy() for call in ("higher", "lower", "changed", "equivalent")}
    counts = pd.DataFrame(flags).groupby(kinds).sum().sort_values("tested", ascending=False, kind="stable")
    return Result(contrast, _summed(counts[counts["tested"] > 0]), column)


def _summed(counts: pd.DataFrame) -> pd.DataFrame:
    """The largest biotypes with called genes; the rest in one row."""
    own = counts[counts["called"] > 0].iloc[:MOST]
    rest = counts.drop(index=own.index)
    if len(rest) < 2:
        return counts
    return pd.concat([own, rest.sum().rename(OTHERS).to_frame().T])
