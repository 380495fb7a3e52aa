"""A sample that is the outlier of many genes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field
from scipy import special

from seqfolio.checks.check import Check
from seqfolio.errors import listed, printable
from seqfolio.model import Analysis, Design, Finding, Fit
from seqfolio.stats.influence import least_squares
from seqfolio.wording import percent

LEAST_DF = 2
FEWEST_GENES = 100


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    share: Annotated[float, Field(gt=0, lt=1)] = 0.01
    """A sample whose counts are outliers in more than this share of the genes gives a warning."""
    times: Annotated[float, Field(gt=1)] = 3.0
    """A sample that is the most unusual one so many times as often as by chance gives a note."""


@dataclass(frozen=True)
class Burden:
    """Per sample: the share of genes with an outlying count, and of genes in which no sample is more unusual."""

    outlying: pd.Series[float]
    foremost: pd.Series[float]


def _run(analysis: Analysis, settings: Settings) -> Iterator[Finding]:
    fits = [fit for fit in analysis.fits if fit.cooks is not None]
    if not fits:
        yield CHECK.finding("not_applicable", "The method has no Cook's distances.", reason="no Cook's distances")
    for fit in fits:
        yield _judged(fit, next(d for d in analysis.designs if d.id == fit.id), settings)


def _judged(fit: Fit, design: Design, settings: Settings) -> Finding:
    burden = _burden(fit, design)
    if burden is None:
        words = "Too few genes, or too few samples beyond the coefficients of the model."
        return CHECK.finding("not_applicable", words, reason="too few samples or genes")
    many = burden.outlying[(burden.outlying > settings.share) & (burden.outlying > burden.outlying.sum() / 2)]
    often = burden.foremost[burden.foremost > settings.times / len(burden.foremost)]
    values: dict[str, object] = {
        "outlying": burden.outlying.round(4).to_dict(),
        "foremost": burden.foremost.round(4).to_dict(),
    }
    if len(many):
        return _warning(many, values)
    if len(often):
        return _note(often, 1 / len(burden.foremost), values)
    name, most = burden.foremost.idxmax(), burden.foremost.max()
    return CHECK.finding(
        "passed",
        f'No sample is the outlier of many genes; "{printable(name)}" is the most unusual one in {percent(most)} of the genes, '
        f"where chance gives about {percent(1 / len(burden.foremost))}.",
        values=values,
    )


def _burden(fit: Fit, design: Design) -> Burden | None:
    matrix = design.matrix.to_numpy(dtype=np.float64)
    cooks = fit.cooks
    if cooks is None:
        return None
    distance = cooks.to_numpy(dtype=np.float64)
    distance = distance[~np.isnan(distance).any(axis=1)]
    samples, p = matrix.shape
    if samples - p < LEAST_DF or len(distance) < FEWEST_GENES:
        return None
    limit = float(special.fdtri(p, samples - p, 0.99))
    # The leverage makes Cook's distance larger in small groups; without it samples can be compared.
    leverage = np.clip(least_squares(np.empty((0, samples)), matrix).leverage, 1e-9, 1 - 1e-9)
    residual = distance * (1 - leverage) / leverage
    foremost = np.bincount(residual.argmax(axis=1), minlength=samples) / len(distance)
    return Burden(
        pd.Series((distance > limit).mean(axis=0), index=cooks.columns), pd.Series(foremost, index=cooks.columns)
    )


def _warning(many: pd.Series[float], values: dict[str, object]) -> Finding:
    name, share = str(many.idxmax()), float(many.max())
    return CHECK.finding(
        "warning",
        f'In {percent(share)} of the genes the count of "{printable(name)}" does not fit those of its group (Cook\'s distance beyond '
        "the 99 % limit); no other sample comes near. Such genes lose their p-value, or one sample decides about them.",
        "Look at this sample in the PCA and ask what happened to it (contamination, degradation, a mix-up). To leave it out: "
        "input: {exclude: {sample: reason}}.",
        samples=(name,),
        values=values,
    )


def _note(often: pd.Series[float], chance: float, values: dict[str, object]) -> Finding:
    shares = ", ".join(percent(share) for share in often)
    return CHECK.finding(
        "note",
        f"{listed(often.index)} {'is' if len(often) == 1 else 'are'} the most unusual sample in {shares} of the genes; "
        f"if all samples were alike it would be about {percent(chance)}.",
        "Look at this sample in the PCA and the sample distances before you trust genes in which it stands alone.",
        samples=tuple(str(name) for name in often.index),
        values=values,
    )


CHECK = Check(
    id="cooks_burden",
    title="Samples that are outliers in many genes",
    passed="No sample is an outlier in many genes",
    rationale="Single wild counts happen; a sample in which they pile up is contaminated, degraded or mixed up.",
    rule="share of genes in which a sample's Cook's distance is beyond the 99 % quantile of F(p, m - p), and most of these are "
    "this sample's: above 1 % a warning; share of genes in which its studentised residual is the largest: above 3 times "
    "the fair share a note",
    source="Love, Huber & Anders 2014, 10.1186/s13059-014-0550-8 (the limit; the DESeq2 vignette advises to look at the sample when "
    "hundreds of genes are flagged); Cook 1977, 10.2307/1268249; 1 % and 3 times are conventions",
    advice="Look at the sample in the PCA and ask what happened to it; leave it out with input.exclude.",
    run=_run,
    Settings=Settings,
)
