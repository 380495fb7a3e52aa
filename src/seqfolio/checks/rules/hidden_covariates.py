"""Covariates outside the formula that order the samples."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from seqfolio.checks.check import Check
from seqfolio.checks.covariates import is_nuisance
from seqfolio.checks.groups import categories, cells, compared_factors, grouping, members
from seqfolio.checks.wording import percent
from seqfolio.errors import printable
from seqfolio.model import Finding, Measured
from seqfolio.stats.check_measures import one_way

COMPONENTS = 3
MIN_SAMPLES = 6


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    p_value: float = 0.005
    """p-value of the analysis of variance, times the number of tests made, below this ..."""
    explained: float = 0.1
    """... for a component with at least this share of the variance gives a finding."""


def _run(known: Measured, settings: Settings) -> Iterator[Finding]:
    pca, names = known.quality.pca, _outside(known)
    if pca is None or len(pca.scores) < MIN_SAMPLES or not names:
        reason = "no such covariate" if not names else "too few samples"
        yield CHECK.finding("not_applicable", "No category outside the formula, or too few samples.", reason=reason)
        return
    within = _within_groups(known, pca.scores.to_numpy(), settings.explained)
    limit = settings.p_value / max(1, len(names) * len(within))
    findings = [f for name in names if (f := _judged(known, name, within, limit))]
    yield from findings or [CHECK.finding("passed", "No category outside the formula orders the samples in the PCA.")]


def _outside(known: Measured) -> list[str]:
    """Categories that are neither in a formula nor compared nor the block."""
    used = {*(v for design in known.designs for v in design.variables), *compared_factors(known)}
    complete = [n for n in categories(known) if n not in used and len(cells(known, n)) == len(known.dataset.samples)]
    block = known.design.block
    return [n for n in complete if not block or cells(known, n).to_dict() != block]


@dataclass(frozen=True)
class Component:
    """A principal component of what is left when each group's mean is taken out, and its share of that."""

    scores: NDArray[np.float64]
    share: float


def _within_groups(known: Measured, scores: NDArray[np.float64], least: float) -> list[Component]:
    centred = scores.copy()
    for positions in members(grouping(known), 1).values():
        centred[positions] -= centred[positions].mean(axis=0)
    left, singular, _ = np.linalg.svd(centred, full_matrices=False)
    shares = singular**2 / max(float((singular**2).sum()), 1e-300)
    return [Component(left[:, i], float(shares[i])) for i in range(min(COMPONENTS, len(shares))) if shares[i] >= least]


def _judged(known: Measured, name: str, within: list[Component], limit: float) -> Finding | None:
    labels = cells(known, name).to_numpy()
    lost = grouping(known).nunique() - 1
    tested = [(component, *one_way(component.scores, labels, lost)) for component in within]
    strong = [found for found in tested if found[2] < limit]
    if not strong:
        return None
    component, explained, p = max(strong, key=lambda found: found[0].share * found[1])
    shown = printable(name)
    return CHECK.finding(
        "warning" if is_nuisance(name) else "note",
        f'"{shown}" is not in the formula, and samples of one group differ by it: it explains {percent(explained)} of a '
        f"principal component that holds {percent(component.share)} of the differences within the groups (p = {p:.2g}).",
        f'Add "{shown}" to the formula, so that its effect does not count as noise or as a difference between the groups.',
        values={"covariate": name, "explained": round(explained, 4), "share": round(component.share, 4), "p_value": p},
    )


CHECK = Check(
    id="hidden_covariates",
    title="Covariates that the formula leaves out",
    rationale="A batch that nobody modelled hides real differences as noise, or shows up as false ones.",
    rule=f"analysis of variance of the first {COMPONENTS} principal components within the groups over each category outside the formula "
    f"(from {MIN_SAMPLES} samples): p times tests below p_value (0.005), in components that hold explained (0.1) of the variance",
    source="Leek et al. 2010, 10.1038/nrg2825; Pantano, DEGreport (degCovariates)",
    advice="Add the covariate to the formula.",
    run=_run,
    Settings=Settings,
    needs="samples",
)
