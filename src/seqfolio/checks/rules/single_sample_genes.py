"""Called genes whose change rests on one sample."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from seqfolio.checks.check import Check
from seqfolio.checks.linear import linear
from seqfolio.checks.tested import called
from seqfolio.differential.ranking import strongest
from seqfolio.errors import printable
from seqfolio.model import Analysis, Contrast, Finding
from seqfolio.stats.influence import least_squares, leave_one_out


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    top: Annotated[int, Field(ge=1)] = 100
    """How many of the strongest genes are looked at."""
    minimum: Annotated[int, Field(ge=1)] = 10
    """With fewer called genes nothing is said."""
    left: Annotated[float, Field(gt=0, lt=1)] = 0.5
    """A change rests on a sample when less than this part of it is left without the sample."""
    share: Annotated[float, Field(gt=0, lt=1)] = 0.25
    """From this share of genes that rest on the same sample on, a warning is given."""


def _run(analysis: Analysis, settings: Settings) -> Iterator[Finding]:
    concerned = [c for c in analysis.contrasts if c.comparison.reduced is None and called(c) >= settings.minimum]
    if not concerned:
        yield CHECK.finding("not_applicable", "Hardly any gene is called.", reason="few called genes")
    yield from (_judged(analysis, contrast, settings) for contrast in concerned)


def _judged(analysis: Analysis, contrast: Contrast, settings: Settings) -> Finding:
    genes = strongest(contrast.table, settings.top)["gene_id"].to_list()
    carried = _carried(analysis, contrast, genes, settings.left)
    title, concerned = contrast.comparison.title, (contrast.id,)
    resting = int(carried.sum())
    values = {"looked_at": len(genes), "by_sample": {str(k): int(v) for k, v in carried.items() if v}}
    seen = f"{title}: in {resting} of the {len(genes)} strongest genes more than half of the change rests on one sample"
    if carried.max() < settings.share * len(genes):
        return CHECK.finding("passed", f"{seen}.", contrasts=concerned, values=values)
    name = str(carried.idxmax())
    return CHECK.finding(
        "warning",
        f'{seen}, in {int(carried.max())} of them on "{printable(name)}". Such genes tell how that sample differs, not how the '
        "groups differ.",
        "Look at the sample in the PCA and at these genes' counts. If the sample failed or is contaminated, leave it out: "
        "input: {exclude: {sample: reason}}.",
        samples=(name,),
        contrasts=concerned,
        values=values,
    )


def _carried(analysis: Analysis, contrast: Contrast, genes: list[str], left: float) -> pd.Series[int]:
    """For each sample: how many of the genes lose more than half of their change without it, and lose most by it."""
    model = linear(analysis, contrast.comparison)
    if model is None:
        raise ValueError("a test of several terms has no single change")
    values = model.values.loc[genes]
    fitted = least_squares(values.to_numpy(dtype=np.float64), model.design)
    share = _share_left(leave_one_out(fitted, model.weights), fitted.estimates @ model.weights)
    worst, resting = share.argmin(axis=1), share.min(axis=1) < left
    return pd.Series(np.bincount(worst[resting], minlength=values.shape[1]), index=values.columns)


def _share_left(without: NDArray[np.float64], change: NDArray[np.float64]) -> NDArray[np.float64]:
    """What part of the change is left without each sample; 1 where that cannot be said."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share = without / change[:, None]
    return np.asarray(np.where(np.isfinite(share), share, 1.0))


CHECK = Check(
    id="single_sample_genes",
    title="Called genes that rest on one sample",
    passed="Called genes do not rest on one sample",
    rationale="A difference between groups should be there in most samples of a group. One contaminated sample can put "
    "its own genes at the top of the list.",
    rule="least squares on the scale of the figures: a gene rests on a sample when leaving it out halves the change; a quarter of "
    "the 100 strongest genes resting on the same sample: warning",
    source="Cook 1977, 10.2307/1268249 (influence); Love, Huber & Anders 2014, 10.1186/s13059-014-0550-8 (count outliers); "
    "half and a quarter are conventions",
    advice="Look at the sample in the PCA and at the counts of these genes.",
    run=_run,
    Settings=Settings,
    severities=("warning",),
)
