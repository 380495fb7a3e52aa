"""Two samples that fit better with each other's labels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from seqfolio.checks.check import Check
from seqfolio.checks.linear import Linear, linear
from seqfolio.checks.tested import percent, tested
from seqfolio.errors import listed
from seqfolio.model import Analysis, Contrast, Finding
from seqfolio.stats.exchange import Exchange, best_exchange

GENES = 1_000
FEWEST_GENES = 200
LEAST_DF = 2
SMALLEST_GROUP = 3  # with two, exchanging either pair gives the same groups
MOST_PAIRS = 225


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    times: Annotated[float, Field(gt=1)] = 2.0
    """After the exchange so many times as many genes have to differ."""
    gain: Annotated[float, Field(gt=0, lt=1)] = 0.02
    """And so much more of all genes: twice what chance alone gives at a p-value of 0.01."""


def _run(analysis: Analysis, settings: Settings) -> Iterator[Finding]:
    compared = [c for c in analysis.contrasts if c.comparison.levels and c.comparison.reduced is None]
    if not compared:
        yield CHECK.finding("not_applicable", "No two groups are compared.", reason="no two groups")
    for contrast in compared:
        yield _judged(analysis, contrast, settings)


def _judged(analysis: Analysis, contrast: Contrast, settings: Settings) -> Finding:
    title, concerned = contrast.comparison.title, (contrast.id,)
    model = _model(analysis, contrast)
    if model is None:
        words = f"{title}: too few samples or genes to tell, or too many pairs of samples."
        return CHECK.finding("not_applicable", words, reason="too few or too many samples", contrasts=concerned)
    found = _best(model, contrast)
    pair = tuple(str(model.values.columns[i]) for i in found.pair)
    values = {"pair": list(pair), "before": round(found.before, 4), "after": round(found.after, 4)}
    if found.after < settings.times * found.before or found.after - found.before < settings.gain:
        words = f"{title}: no two samples fit better with each other's labels."
        return CHECK.finding("passed", words, contrasts=concerned, values=values)
    return CHECK.finding(
        "warning",
        f"{title}: if {listed(pair)} changed places, {percent(found.after)} of the genes would differ between the groups at "
        f"p < 0.01 instead of {percent(found.before)}. They may have been swapped.",
        "Compare tube labels, sample sheet and file names, and look where the two lie in the PCA; sex genes or known marker genes "
        "can decide it. A batch that both share would look alike. Never exchange labels only because more genes are called.",
        samples=pair,
        contrasts=concerned,
        values=values,
    )


def _model(analysis: Analysis, contrast: Contrast) -> Linear | None:
    """The contrast's model on the best expressed tested genes, when groups, genes and pairs are many and few enough."""
    model, table = linear(analysis, contrast), tested(contrast)
    sizes = [len(samples) for samples in contrast.comparison.samples]
    if model is None or min(sizes) < SMALLEST_GROUP or sizes[0] * sizes[1] > MOST_PAIRS or model.residual_df < LEAST_DF:
        return None
    order = np.argsort(-table["baseMean"].to_numpy(dtype=np.float64), kind="stable")[:GENES]
    values = model.values.loc[table["gene_id"].iloc[order]]
    values = values[np.ptp(values.to_numpy(), axis=1) > 0]
    return Linear(values, model.design, model.weights) if len(values) >= FEWEST_GENES else None


def _best(model: Linear, contrast: Contrast) -> Exchange:
    first, second = ([model.values.columns.get_loc(s) for s in group] for group in contrast.comparison.samples)
    return best_exchange(model.values.to_numpy(dtype=np.float64), model.design, model.weights, first, second)


CHECK = Check(
    id="exchanged_labels",
    title="Labels that may have been swapped",
    rationale="Two swapped tubes hide most of the differences between groups, and no number in the table shows it.",
    rule="t-tests (least squares, 1,000 best expressed genes) after exchanging each sample of one group with each of the other: twice "
    "as many genes with p < 0.01 as labelled, and 2 % of the genes more; from 3 samples in each group, up to 225 pairs",
    source="Toker, Feng & Pavlidis 2016, 10.12688/f1000research.9471 (how often samples are mislabelled); Westra et al. 2011, "
    "10.1093/bioinformatics/btr323 (exchanging labels); the limits are conventions",
    run=_run,
    Settings=Settings,
)
