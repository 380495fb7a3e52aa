"""Covariates outside the formula that order the samples."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from seqfolio.checks.check import Check
from seqfolio.checks.covariates import is_nuisance
from seqfolio.checks.groups import categories, cells, compared_factors, grouping, members
from seqfolio.errors import printable
from seqfolio.model import Finding, Measured
from seqfolio.stats.association import one_way

COMPONENTS = 3
MIN_SAMPLES = 6


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    p_value: float = 0.01
    """p-value of the analysis of variance, times the number of tests made, below this ..."""
    explained: float = 0.1
    """... for a component with at least this share of the variance gives a finding."""


def _run(known: Measured, settings: Settings) -> Iterator[Finding]:
    pca, names = known.quality.pca, _outside(known)
    if pca is None or len(pca.scores) < MIN_SAMPLES or not names:
        reason = "no such covariate" if not names else "too few samples"
        yield CHECK.finding("not_applicable", "No category outside the formula, or too few samples.", reason=reason)
        return
    components = [i for i, share in enumerate(pca.explained[:COMPONENTS]) if share >= settings.explained]
    scores = _without_groups(known, pca.scores.to_numpy())
    limit = settings.p_value / max(1, len(names) * len(components))
    findings = [f for name in names if (f := _judged(known, name, scores, components, limit))]
    yield from findings or [CHECK.finding("passed", "No category outside the formula orders the samples in the PCA.")]


def _outside(known: Measured) -> list[str]:
    """Categories that are neither in a formula nor compared nor the block."""
    used = {*(v for design in known.designs for v in design.variables), *compared_factors(known)}
    complete = [n for n in categories(known) if n not in used and len(cells(known, n)) == len(known.dataset.samples)]
    block = known.design.block
    return [n for n in complete if not block or cells(known, n).to_dict() != block]


def _without_groups(known: Measured, scores: NDArray[np.float64]) -> NDArray[np.float64]:
    centred = scores.copy()
    for positions in members(grouping(known), 1).values():
        centred[positions] -= centred[positions].mean(axis=0)
    return centred


def _judged(
    known: Measured, name: str, scores: NDArray[np.float64], components: list[int], limit: float
) -> Finding | None:
    labels = cells(known, name).to_numpy()
    tested = [(i, *one_way(scores[:, i], labels)) for i in components]
    strong = [(i, share, p) for i, share, p in tested if p < limit]
    if not strong:
        return None
    i, share, p = max(strong, key=lambda found: found[1])
    total = known.quality.pca.explained[i] if known.quality.pca else 0.0
    shown = printable(name)
    return CHECK.finding(
        "warning" if is_nuisance(name) else "note",
        f'"{shown}" explains {share:.0%} of the differences within the groups along PC{i + 1}, which has {total:.0%} of the variance '
        f"(p = {p:.2g}), and it is not in the formula.",
        f'Add "{shown}" to the formula, so that its effect does not count as noise or as a difference between the groups.',
        values={"covariate": name, "component": i + 1, "explained": round(share, 4), "p_value": p},
    )


CHECK = Check(
    id="hidden_covariates",
    title="Covariates that the formula leaves out",
    rationale="A batch that nobody modelled hides real differences as noise, or shows up as false ones.",
    rule=f"analysis of variance of the first {COMPONENTS} principal components, groups' means taken out, over each category outside the "
    f"formula (from {MIN_SAMPLES} samples): p times tests below p_value (0.01), in a component with explained (0.1) of the variance",
    source="Leek et al. 2010, 10.1038/nrg2825; Pantano, DEGreport (degCovariates)",
    run=_run,
    Settings=Settings,
    needs="samples",
)
