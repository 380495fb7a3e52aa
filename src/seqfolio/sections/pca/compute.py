"""Scores, explained variance, the genes behind the components, and what the components follow."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from seqfolio.figures.groups import Covariate
from seqfolio.model import Analysis, Pca
from seqfolio.qc import principal_components
from seqfolio.sections.batch import indicators, removed_terms, without_batch
from seqfolio.sections.covariates import shown, useful
from seqfolio.sections.names import gene_label
from seqfolio.sections.section import NotApplicableError, View
from seqfolio.stats.association import association
from seqfolio.stats.multiple_testing import benjamini_hochberg

MOST_COVARIATES, MOST_COMPONENTS, PULLING = 12, 6, 6


@dataclass(frozen=True)
class Followed:
    """What the components follow: covariates x components.

    Attributes:
        r_squared: share of a component's variance that the covariate explains.
        pvalue: of the F-test; ``padj`` over all cells.
    """

    r_squared: pd.DataFrame
    pvalue: pd.DataFrame
    padj: pd.DataFrame

    @property
    def strongest(self) -> tuple[str, str, float, float] | None:
        """(covariate, component, R squared, p) of the smallest p-value."""
        if self.pvalue.isna().to_numpy().all():
            return None
        row, column = np.unravel_index(np.nanargmin(self.pvalue.to_numpy()), self.pvalue.shape)
        names = str(self.pvalue.index[int(row)]), str(self.pvalue.columns[int(column)])
        r_squared, pvalue = (float(frame.to_numpy()[row, column]) for frame in (self.r_squared, self.pvalue))
        return (*names, r_squared, pvalue)


@dataclass(frozen=True)
class Result:
    """The components and the covariates that colour and shape the points.

    Attributes:
        cleaned: the components after the effects of ``removed`` were subtracted; None when there is nothing to subtract.
        pulling: component -> (gene, loading) of the genes that pull most.
    """

    pca: Pca
    names: dict[str, str]
    colour: Covariate | None
    shape: Covariate | None
    scale: str
    removed: tuple[str, ...]
    cleaned: Pca | None
    followed: Followed
    pulling: dict[str, tuple[tuple[str, float], ...]]

    @property
    def two(self) -> float:
        """Share of the variance on the first two components."""
        return sum(self.pca.explained[:2])


def compute(view: View) -> Result:
    """Take the components of the quality stage."""
    analysis = view.analysis
    if analysis.quality.pca is None:
        raise NotApplicableError("fewer than three samples, or no gene that varies")
    covariates = shown(analysis)
    shape = next((c for c in covariates[1:] if c.levels and len(c.levels) <= 10), None)
    cleaned = _cleaned(analysis, analysis.quality.pca)
    return Result(
        pca=analysis.quality.pca,
        names=analysis.dataset.display_names,
        colour=covariates[0] if covariates else None,
        shape=shape,
        scale=analysis.normalized.scale,
        removed=removed_terms(analysis) if cleaned else (),
        cleaned=cleaned,
        followed=_followed(analysis, analysis.quality.pca),
        pulling=_pulling(analysis, analysis.quality.pca),
    )


def _cleaned(analysis: Analysis, measured: Pca) -> Pca | None:
    if not removed_terms(analysis):
        return None
    values = without_batch(analysis)
    varies = np.ptp(values.to_numpy(), axis=1) > 1e-8
    found = principal_components(values.to_numpy()[varies], values.columns, values.index[varies])
    return found and _turned(found, measured)


def _turned(found: Pca, like: Pca) -> Pca:
    """Components whose arbitrary signs were chosen so that the samples lie as in another picture of them."""
    sign = np.where((found.scores * like.scores[found.scores.columns]).sum() < 0, -1.0, 1.0)
    return replace(found, scores=found.scores * sign)


def _followed(analysis: Analysis, pca: Pca) -> Followed:
    names = useful(analysis)[:MOST_COVARIATES]
    sheet = analysis.dataset.samples.loc[pca.scores.index]
    scores = pca.scores.iloc[:, :MOST_COMPONENTS]
    found = [association(scores.to_numpy(), indicators(sheet[name])) for name in names]
    frame = [pd.DataFrame(rows, index=names, columns=scores.columns, dtype=float)
             for rows in ([a.r_squared for a in found], [a.pvalue for a in found])]  # fmt: skip
    adjusted = pd.DataFrame(benjamini_hochberg(frame[1].to_numpy()), index=names, columns=scores.columns)
    return Followed(frame[0], frame[1], adjusted)


def _pulling(analysis: Analysis, pca: Pca) -> dict[str, tuple[tuple[str, float], ...]]:
    """The genes with the largest loadings of the first two components."""
    if pca.loadings is None:
        return {}
    made = {}
    for component in list(pca.loadings.columns)[:2]:
        column = pca.loadings[component]
        largest = column.iloc[np.argsort(-column.abs().to_numpy(), kind="stable")[:PULLING]]
        names = gene_label(analysis.dataset.genes.loc[largest.index, ["gene_name"]].assign(gene_id=largest.index))
        made[str(component)] = tuple(zip(names, map(float, largest), strict=True))
    return made
