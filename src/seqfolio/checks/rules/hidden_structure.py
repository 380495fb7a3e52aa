"""Something that samples share and the model does not know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from seqfolio.checks.check import Check
from seqfolio.checks.leftover import GENES, MOST, TIMES, Leftover, leftover
from seqfolio.checks.rules.outlier_samples import CHECK as SAMPLES
from seqfolio.errors import printable
from seqfolio.model import Design, Finding, Measured
from seqfolio.stats.hidden_structure import FirstComponent, explained
from seqfolio.wording import percent


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    genes: Annotated[int, Field(ge=200)] = GENES
    """How many of the best expressed genes are looked at."""
    times: Annotated[float, Field(ge=1)] = TIMES
    """How many times as large as by chance the first component has to be."""
    level: Annotated[float, Field(gt=0, lt=1)] = 0.01
    """Of the test of all columns of the sample sheet together."""
    share: Annotated[float, Field(gt=0, lt=1)] = 0.5
    """A column of the sample sheet has to explain so much of the component."""
    most: Annotated[float, Field(gt=0, le=1)] = MOST
    """A component that takes so much of the room above chance gives a warning even when no column explains it."""


def _run(known: Measured, settings: Settings) -> Iterator[Finding]:
    if not known.comparisons:
        yield CHECK.finding("not_applicable", "Nothing is compared.", reason="no contrasts")
        return
    for design in known.designs:
        if design.comparisons:
            yield _judged(known, design, settings)


def _judged(known: Measured, design: Design, settings: Settings) -> Finding:
    left = leftover(known, design, settings.genes)
    if left is None:
        words = "Too few samples beyond the coefficients of the model, or too few genes."
        return CHECK.finding("not_applicable", words, reason="too few samples or genes")
    if left.found.share < settings.times * left.found.by_chance:
        return CHECK.finding("passed", f"{left.words}.", values=left.numbers)
    name, share = _culprit(known, design, left.found, settings)
    if name:
        return _named(
            design, left.words, name, share, {**left.numbers, "covariate": name, "explained": round(share, 4)}
        )
    return _of_one_sample(left) if left.alone else _unnamed(left, settings)


def _of_one_sample(left: Leftover) -> Finding:
    return CHECK.finding(
        "note",
        f"{left.words}. Nearly all of it is what sets {left.who} apart from the other samples.",
        f'See "{SAMPLES.title}".',
        samples=left.alone,
        values=left.numbers,
    )


def _unnamed(left: Leftover, settings: Settings) -> Finding:
    strong = left.beyond_chance >= settings.most
    much = " It is most of the noise that every test here reckons with, so real changes are missed." if strong else ""
    return CHECK.finding(
        "warning" if strong else "note",
        f"{left.words}. Common causes are a batch, a donor, RNA quality or a mixture of cells that the sample sheet does not "
        f"tell of. It adds noise, and bias when it goes with the groups.{much}",
        "Ask for dates, operators, donors and RNA quality, add them to the sample sheet, and look at which one follows the PCA; "
        "then add it to the formula.",
        values=left.numbers,
    )


def _culprit(known: Measured, design: Design, found: FirstComponent, settings: Settings) -> tuple[str, float]:
    """The column of the sample sheet that explains the component best, when it does; else an empty name."""
    matrix = design.matrix.to_numpy(dtype=np.float64)
    sheet = known.dataset.samples.loc[design.samples]
    others = [str(name) for name in sheet.columns if name not in design.variables]
    told = {name: explained(found.scores, _columns(sheet[name]), matrix) for name in others}
    passed = {
        name: share
        for name, (share, pvalue) in told.items()
        if pvalue < settings.level / len(told) and share >= settings.share
    }
    best = max(passed, key=lambda name: passed[name], default="")
    return best, passed.get(best, 0.0)


def _columns(covariate: pd.Series[Any]) -> NDArray[np.float64]:
    """A covariate as columns of a design; samples without a value count as zero."""
    if pd.api.types.is_numeric_dtype(covariate):
        numbers = covariate.to_numpy(dtype=np.float64)
        known = numbers[~np.isnan(numbers)]
        return np.where(np.isnan(numbers), known.mean() if len(known) else 0.0, numbers)[:, None]
    return pd.get_dummies(covariate).to_numpy(dtype=np.float64)


def _named(design: Design, seen: str, name: str, share: float, values: dict[str, object]) -> Finding:
    return CHECK.finding(
        "warning",
        f'{seen}, and "{printable(name)}" of the sample sheet explains {percent(share)} of it. The formula '
        f'"{printable(design.formula)}" leaves it out, '
        "so its effect counts as noise, or as bias when it is unbalanced between the groups.",
        f'Add it to the formula: "{printable(design.formula)} + {printable(name)}".',
        values=values,
    )


CHECK = Check(
    id="hidden_structure",
    title="Variation that the model leaves out",
    passed="Variation outside the model",
    rationale="A batch that is not in the formula widens the variance of many genes at once; p-values then hide real "
    "changes or invent some.",
    rule="first principal component of the residuals of the 1,000 best expressed genes, above 1.5 times the largest of 20 "
    "permutations: note, and warning when it takes half of what is left above chance; when a "
    "column of the sample sheet that is not in the formula explains half of it (F-test, 0.01 over all columns): "
    "warning",
    source="Leek & Storey 2007, 10.1371/journal.pgen.0030161; Buja & Eyuboglu 1992, 10.1207/s15327906mbr2704_2; Leek et al. 2010, "
    "10.1038/nrg2825; 1.5 times and half are conventions",
    advice="Add the covariate to the formula; when none is known, ask for dates, donors and RNA quality.",
    run=_run,
    Settings=Settings,
    needs="samples",
)
