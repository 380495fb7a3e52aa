"""Both tests of one contrast, over all files of sets together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seqfolio.beyond_tests import Enrichment, Ranking
from seqfolio.config.model import Enrichment as Settings
from seqfolio.differential.ranking import is_called
from seqfolio.enrichment.collection import Collection
from seqfolio.enrichment.ranked import Ints, Ranked, rank
from seqfolio.enrichment.score import NoDirectionError, Score, score
from seqfolio.model import Contrast
from seqfolio.parallel import spread
from seqfolio.stats.gene_sets import leading_edge, over_representation, preranked, running_sum
from seqfolio.stats.multiple_testing import benjamini_hochberg

MOST_DRAWN = 50  # sets whose members are stored, so that they can be drawn
SEPARATOR = ";"
LISTS: dict[str, tuple[str, ...]] = {"higher": ("higher",), "lower": ("lower",), "both": ("higher", "lower", "changed")}


@dataclass(frozen=True)
class _Part:
    """A file of sets with the genes that it is tested with."""

    collection: Collection
    ranked: Ranked
    labels: NDArray[np.object_] = field(repr=False)


def enrich(settings: Settings, alternative: str, collections: tuple[Collection, ...], contrast: Contrast) -> Enrichment:
    """Which sets are enriched in a contrast."""
    found, no_direction = _score(contrast, alternative)
    parts = [_part(contrast, c, found, (settings.min_size, settings.max_size)) for c in collections]
    nothing = "" if any(p.ranked.sets for p in parts) else _no_sets(settings)
    no_gsea = "" if "gsea" not in settings.methods else no_direction or nothing
    no_ora = "" if "ora" not in settings.methods else _no_lists(contrast, alternative) or nothing
    gsea = _gsea(parts, settings) if "gsea" in settings.methods and not no_gsea else None
    ora = _ora(parts, contrast, settings) if "ora" in settings.methods and not no_ora else None
    drawn = set() if gsea is None else set(gsea["set"].head(MOST_DRAWN))
    return Enrichment(
        contrast.id,
        found.words if found else "",
        settings.alpha,
        tuple(_ranking(part, contrast, drawn) for part in parts),
        gsea,
        ora,
        no_gsea,
        no_ora,
    )


def _score(contrast: Contrast, alternative: str) -> tuple[Score | None, str]:
    try:
        return score(contrast, alternative), ""
    except NoDirectionError as error:
        return None, str(error)


def _no_sets(settings: Settings) -> str:
    return f"no set has {settings.min_size} to {settings.max_size} tested genes"


def _no_lists(contrast: Contrast, alternative: str) -> str:
    if alternative == "lessAbs":
        return "the contrast tests for equivalence; its called genes are those that do not change"
    return "" if is_called(contrast.table).any() else "no gene is called, so there is no list to look at"


def _part(contrast: Contrast, collection: Collection, found: Score | None, sizes: tuple[int, int]) -> _Part:
    ranked = rank(contrast, collection, found.values if found else None, sizes)
    table = contrast.table.iloc[ranked.rows]
    names, ids = table["gene_name"].to_numpy(dtype=object), table["gene_id"].to_numpy(dtype=object)
    return _Part(collection, ranked, np.where(names == "", ids, names))


def _ranking(part: _Part, contrast: Contrast, drawn: set[str]) -> Ranking:
    r = part.ranked
    ids = contrast.table["gene_id"].to_numpy(dtype=object)[r.rows]
    genes = pd.DataFrame({"gene_id": ids, "label": part.labels, "score": r.score})
    hits = [(name, int(i)) for name, members in r.sets.items() if name in drawn for i in members]
    return Ranking(
        part.collection.about.name,
        genes,
        pd.DataFrame(hits, columns=["set", "rank"]),
        r.unnamed,
        r.duplicates,
        r.tied,
        len(r.sets),
        r.too_small,
        r.too_large,
    )


def _gsea(parts: list[_Part], settings: Settings) -> pd.DataFrame:
    """A row per set; p-values are adjusted over the sets of all files together."""
    table = pd.concat([_gsea_of(part, settings) for part in parts if part.ranked.sets], ignore_index=True)
    table["padj"] = benjamini_hochberg(table["pvalue"].to_numpy())
    table["call"] = np.where(table["padj"] < settings.alpha, table["direction"], "not significant")
    order = np.lexsort((np.arange(len(table)), -table["NES"].abs(), table["pvalue"]))
    columns = ["set", "collection", "size", "ES", "NES", "pvalue", "padj", "direction", "call"]
    return table.iloc[order][[*columns, "leading_edge_size", "leading_edge"]].reset_index(drop=True)


def _gsea_of(part: _Part, settings: Settings) -> pd.DataFrame:
    ranked = part.ranked
    tested = preranked(ranked.score, list(ranked.sets.values()), settings.seed, settings.permutations, spread)
    weight = np.abs(ranked.score)
    edges = [_edge(weight, members) for members in ranked.sets.values()]
    return pd.DataFrame(
        {
            "set": list(ranked.sets),
            "collection": part.collection.about.name,
            "size": tested.size,
            "ES": tested.score,
            "NES": tested.normalized,
            "pvalue": tested.pvalue,
            "direction": np.where(tested.score >= 0, "higher", "lower"),
            "leading_edge_size": [len(edge) for edge in edges],
            "leading_edge": [SEPARATOR.join(part.labels[edge]) for edge in edges],
        }
    )


def _edge(weight: NDArray[np.float64], members: Ints) -> Ints:
    """The genes that make a set's score, the strongest first."""
    walk = running_sum(weight, members)
    edge = members[leading_edge(walk)]
    return edge if walk.score >= 0 else edge[::-1]


def _ora(parts: list[_Part], contrast: Contrast, settings: Settings) -> pd.DataFrame:
    """A row per set and list; p-values are adjusted within each list, over the sets of all files together."""
    calls = contrast.table["call"].to_numpy(dtype=object)
    lists = {name: np.isin(calls, which) for name, which in LISTS.items()}
    if lists["both"].sum() in (lists["higher"].sum(), lists["lower"].sum()):
        lists = {name: genes for name, genes in lists.items() if genes.any() and name != "both"} or {
            "both": lists["both"]
        }
    made = [_ora_of_list(parts, name, genes, settings.alpha) for name, genes in lists.items() if genes.any()]
    return _in_order(pd.concat(made, ignore_index=True), list(lists))


def _in_order(table: pd.DataFrame, lists: Iterable[str]) -> pd.DataFrame:
    place: Callable[[str], int] = list(lists).index
    order = np.lexsort((np.arange(len(table)), -table["fold"].fillna(0), table["pvalue"], table["genes"].map(place)))
    return table.iloc[order].reset_index(drop=True)


def _ora_of_list(parts: list[_Part], name: str, genes: NDArray[np.bool_], alpha: float) -> pd.DataFrame:
    table = pd.concat([_ora_of(part, name, genes) for part in parts if part.ranked.sets], ignore_index=True)
    table["padj"] = benjamini_hochberg(table["pvalue"].to_numpy())
    table["call"] = np.where(table["padj"] < alpha, "enriched", "not significant")
    columns = ["set", "collection", "genes", "listed", "background", "size", "overlap", "expected", "fold"]
    return table[[*columns, "pvalue", "padj", "call", "overlap_genes"]]


def _ora_of(part: _Part, name: str, genes: NDArray[np.bool_]) -> pd.DataFrame:
    ranked = part.ranked
    listed = genes[ranked.rows]
    inside = [members[listed[members]] for members in ranked.sets.values()]
    size = np.array([len(members) for members in ranked.sets.values()], dtype=np.int64)
    overlap = np.array([len(found) for found in inside], dtype=np.int64)
    tested = over_representation(overlap, size, int(listed.sum()), len(listed))
    return pd.DataFrame(
        {
            "set": list(ranked.sets),
            "collection": part.collection.about.name,
            "genes": name,
            "listed": int(listed.sum()),
            "background": len(listed),
            "size": size,
            "overlap": overlap,
            "expected": tested.expected,
            "fold": tested.fold,
            "pvalue": tested.pvalue,
            "overlap_genes": [SEPARATOR.join(part.labels[found]) for found in inside],
        }
    )
