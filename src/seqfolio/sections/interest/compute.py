"""The named genes: their results in every contrast, their values in every sample."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from seqfolio.differential.interest import Wanted, resolve
from seqfolio.figures.groups import Covariate
from seqfolio.figures.multiples import Gene, Groups
from seqfolio.figures.style import GROUPS
from seqfolio.model import Analysis, Contrast
from seqfolio.sections.covariates import covariate_of, shown
from seqfolio.sections.section import NotApplicableError, NotMentionedError, View

MOST_GENES = 120


@dataclass(frozen=True)
class Result:
    """What is known about the named genes.

    Attributes:
        wanted: every name of the project file, with the genes that it means.
        genes: ids of those genes, in the order of the file.
        labels: gene id -> name for people; with its id when another one has the same.
        rows: per contrast, the rows of its table for those genes.
        transformed: genes x samples, for the heat map.
        panels: one per gene.
        groups: of the samples.
        grouping: what the groups are; empty when all samples are one.
        cut: genes beyond the first ``MOST_GENES``, which are in the tables only.
    """

    wanted: tuple[Wanted, ...]
    genes: tuple[str, ...]
    labels: dict[str, str]
    mean: dict[str, float]
    rows: tuple[tuple[Contrast, pd.DataFrame], ...]
    transformed: pd.DataFrame = field(repr=False)
    columns: list[str]
    strips: tuple[Covariate, ...]
    scale: str
    panels: tuple[Gene, ...]
    groups: Groups
    grouping: str
    log: bool
    cut: int


def compute(view: View) -> Result:
    """Collect the genes that exist."""
    analysis = view.analysis
    if not view.genes_of_interest:
        raise NotMentionedError("the project names no genes of interest (genes_of_interest)")
    wanted = resolve(analysis.dataset.genes, view.genes_of_interest)
    found = tuple(dict.fromkeys(gene for w in wanted for gene in w.genes))
    if not found:
        raise NotApplicableError("none of the genes of interest is a gene of the counts")
    genes = found[:MOST_GENES]
    covariate, groups = _groups(analysis)
    log = analysis.dataset.values != "log2"
    labels = _labels(analysis, genes)
    rows = tuple((c, c.table.set_index("gene_id", drop=False).loc[list(genes)]) for c in analysis.contrasts)
    return Result(
        wanted=wanted,
        genes=genes,
        labels=labels,
        mean={
            str(gene): float(mean) for gene, mean in analysis.normalized.counts.loc[list(genes)].mean(axis=1).items()
        },
        rows=rows,
        transformed=analysis.normalized.transformed.loc[list(genes)],
        columns=[analysis.dataset.display_names[str(s)] for s in analysis.normalized.transformed.columns],
        strips=shown(analysis),
        scale=analysis.normalized.scale,
        panels=tuple(_panel(analysis, gene, labels[gene], rows) for gene in genes),
        groups=groups,
        grouping=covariate.name if covariate else "",
        log=log,
        cut=len(found) - len(genes),
    )


def _labels(analysis: Analysis, genes: tuple[str, ...]) -> dict[str, str]:
    names = {gene: str(analysis.dataset.genes.at[gene, "gene_name"]) or gene for gene in genes}
    often = pd.Series(names).value_counts()
    return {gene: name if often[name] == 1 or name == gene else f"{name} ({gene})" for gene, name in names.items()}


def _groups(analysis: Analysis) -> tuple[Covariate | None, Groups]:
    """The first contrast's factor, else the first category; the reference level first."""
    samples = analysis.dataset.samples
    named = [c.comparison.factor for c in analysis.contrasts if c.comparison.factor in samples]
    chosen = next(iter([*named, *(s.name for s in shown(analysis) if s.levels)]), None)
    used = [str(sample) for sample in analysis.normalized.counts.columns]
    if chosen is None:
        return None, Groups(["all samples"], ["all samples"] * len(used), {"all samples": GROUPS[0]})
    covariate = covariate_of(analysis, chosen)
    order = dict.fromkeys([*(level for level in analysis.design.levels.get(chosen, ())), *covariate.levels])
    of_sample = [covariate.values[sample] for sample in used]
    return covariate, Groups([level for level in order if level in of_sample], of_sample, covariate.levels)


def _panel(analysis: Analysis, gene: str, label: str, rows: tuple[tuple[Contrast, pd.DataFrame], ...]) -> Gene:
    note = _note(rows[0][1].loc[[gene]].iloc[0]) if len(rows) == 1 else ""
    return Gene(label, note, analysis.normalized.counts.loc[gene].to_numpy(dtype=np.float64))


def _note(row: pd.Series[Any]) -> str:
    """The adjusted p-value, where there is only one contrast to speak of; more does not fit above a small plot."""
    if row["call"] == "not tested":
        return "not tested"
    return f"adj. p {row['padj']:.2g}" if pd.notna(row["padj"]) else ""
