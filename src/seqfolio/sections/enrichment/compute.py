"""The strongest sets, their walks, and the genes that make them strong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from seqfolio.beyond_tests import Enrichment, GeneSets, Ranking
from seqfolio.figures.groups import Covariate
from seqfolio.model import Contrast
from seqfolio.sections.covariates import shown
from seqfolio.sections.section import NotApplicableError, NotMentionedError, View
from seqfolio.sections.standardised import z_scores
from seqfolio.stats.gene_sets import RunningSum, running_sum

EDGE_SETS, EDGE_GENES = 10, 40
WALKED = 6
BOTH_WAYS = 0.25  # of a set's called genes: as many at least go the other way


class Settings(BaseModel):
    """Keys under report.options.enrichment."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    top: int = Field(default=12, ge=1, le=50)
    """How many of the strongest sets the tables and the dot plot show; all of them are in tables/."""
    walks: int = Field(default=4, ge=0, le=WALKED)
    """How many of the strongest sets have their running sum drawn."""


@dataclass(frozen=True)
class DrawnWalk:
    """A set with its running sum."""

    row: pd.Series[Any]
    walk: RunningSum
    genes: int


@dataclass(frozen=True)
class Edge:
    """Genes of the leading edges of the strongest sets: z-scores, names, and in how many of those sets each is."""

    values: pd.DataFrame = field(repr=False)
    labels: list[str]
    columns: list[str]
    strips: tuple[Covariate, ...]
    scale: str
    sets: int
    most: int
    all: int


@dataclass(frozen=True)
class Result:
    """What gene sets say about a contrast.

    Attributes:
        gsea, ora: the strongest sets; empty without any.
        higher, lower: called sets in gsea.
        enriched: called sets in ora by list of genes, with the number of listed genes.
        both_ways: called sets of the list of both directions in which at least a quarter of the called genes go either
            way; None without such a list.
    """

    contrast: Contrast
    enrichment: Enrichment
    files: tuple[tuple[GeneSets, Ranking], ...]
    gsea: pd.DataFrame = field(repr=False)
    ora: pd.DataFrame = field(repr=False)
    higher: int
    lower: int
    enriched: tuple[tuple[str, int, int], ...]
    both_ways: int | None
    tested: int
    background: int
    walks: tuple[DrawnWalk, ...]
    edge: Edge | None


def compute(view: View) -> Result:
    """Take the strongest sets of both tests."""
    contrast, analysis = view.one, view.analysis
    e = next((e for e in analysis.enrichment if e.contrast == contrast.id), None)
    if e is None:
        raise NotMentionedError("the project names no gene sets (enrichment.sets)")
    if e.gsea is None and e.ora is None:
        raise NotApplicableError(e.no_gsea or e.no_ora)
    empty = pd.DataFrame()
    gsea = empty if e.gsea is None else e.gsea.head(view.settings.top)
    return Result(
        contrast,
        e,
        tuple(zip(analysis.gene_sets, e.rankings, strict=True)),
        gsea,
        empty if e.ora is None else _strongest_lists(e.ora, view.settings.top),
        0 if e.gsea is None else int((e.gsea["call"] == "higher").sum()),
        0 if e.gsea is None else int((e.gsea["call"] == "lower").sum()),
        () if e.ora is None else tuple(_enriched(e.ora)),
        None if e.ora is None else both_ways(e.ora),
        sum(r.tested for r in e.rankings),
        max(len(r.genes) for r in e.rankings),
        tuple(_walks(e, gsea.head(view.settings.walks))),
        _edge(view, e),
    )


def _strongest_lists(ora: pd.DataFrame, top: int) -> pd.DataFrame:
    """The strongest sets of each list, called ones only when there are any."""
    single = ora[ora["genes"] != "both"] if (ora["genes"] != "both").any() else ora
    called = single[single["call"] == "enriched"]
    return (called if len(called) else single).groupby("genes", sort=False).head(max(top // 2, 1))


def _enriched(ora: pd.DataFrame) -> Iterator[tuple[str, int, int]]:
    for name, rows in ora.groupby("genes", sort=False):
        yield str(name), int((rows["call"] == "enriched").sum()), int(rows["listed"].iloc[0])


def both_ways(ora: pd.DataFrame) -> int | None:
    """How many sets that are called for both directions together hold many genes of either."""
    overlap = ora.pivot_table(index=["collection", "set"], columns="genes", values="overlap", sort=False)
    if not {"higher", "lower", "both"} <= set(overlap.columns):
        return None
    called = ora[(ora["genes"] == "both") & (ora["call"] == "enriched")].set_index(["collection", "set"]).index
    ways = overlap.loc[called, ["higher", "lower"]]
    return int((ways.min(axis=1) >= BOTH_WAYS * ways.sum(axis=1)).sum())


def _walks(e: Enrichment, strongest: pd.DataFrame) -> Iterator[DrawnWalk]:
    rankings = {r.collection: r for r in e.rankings}
    for _, row in strongest.iterrows():
        ranking = rankings[row["collection"]]
        hits = ranking.hits.loc[ranking.hits["set"] == row["set"], "rank"].to_numpy(dtype=np.int64)
        weight = ranking.genes["score"].abs().to_numpy(dtype=np.float64)
        if len(hits):
            yield DrawnWalk(row, running_sum(weight, hits), len(weight))


def _edge(view: View, e: Enrichment) -> Edge | None:
    """Genes in the leading edges of called sets: those in most of them first, then by score."""
    called = e.gsea[e.gsea["call"] != "not significant"].head(EDGE_SETS) if e.gsea is not None else pd.DataFrame()
    counted = Counter(g for row in _walks(e, called) for g in _edge_genes(e, row))
    samples = view.analysis.normalized.transformed
    if len(counted) < 2 or samples.shape[1] < 2:
        return None
    ranked = {g: abs(s) for r in e.rankings for g, s in zip(r.genes["gene_id"], r.genes["score"], strict=True)}
    chosen = sorted(counted, key=lambda g: (-counted[g], -ranked[g], g))[:EDGE_GENES]
    labels = {g: label for r in e.rankings for g, label in zip(r.genes["gene_id"], r.genes["label"], strict=True)}
    values = z_scores(samples.loc[chosen])
    return Edge(
        values,
        [f"{labels[g]} ({counted[g]})" for g in chosen],
        [view.analysis.dataset.display_names[str(s)] for s in values.columns],
        shown(view.analysis),
        view.analysis.normalized.scale,
        len(called),
        max(counted.values()),
        len(counted),
    )


def _edge_genes(e: Enrichment, drawn: DrawnWalk) -> NDArray[np.object_]:
    ranking = next(r for r in e.rankings if r.collection == drawn.row["collection"])
    hits = drawn.walk.hits[: drawn.walk.peak] if drawn.walk.score >= 0 else drawn.walk.hits[drawn.walk.peak :]
    return ranking.genes["gene_id"].to_numpy(dtype=object)[hits]
