"""Dispersions of every fit that has them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from seqfolio.model import Fit
from seqfolio.sections.section import NotApplicableError, View


@dataclass(frozen=True)
class Cloud:
    """One fit: genes with a mean, their dispersions, and the biological variation of a typical gene."""

    fit: Fit
    genes: pd.DataFrame
    typical: float
    outliers: int


@dataclass(frozen=True)
class Result:
    """A cloud per fit."""

    clouds: tuple[Cloud, ...]


def compute(view: View) -> Result:
    """Take the fits with dispersions."""
    clouds = tuple(_cloud(fit, fit.dispersions) for fit in view.analysis.fits if fit.dispersions is not None)
    if not clouds:
        raise NotApplicableError("the method estimates no dispersions")
    return Result(clouds)


def _cloud(fit: Fit, dispersions: pd.DataFrame) -> Cloud:
    genes = dispersions[dispersions["final"].notna() & (dispersions["baseMean"] > 0)]
    expressed = genes[genes["baseMean"] > 10]
    typical = float(np.sqrt(expressed["final"].median())) if len(expressed) else float("nan")
    return Cloud(fit, genes, typical, int(genes["outlier"].sum()))
