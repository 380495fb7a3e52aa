"""How many samples speak, how many genes were called, and how many of these to expect to be false."""

from __future__ import annotations

from dataclasses import dataclass

from seqfolio.config.model import Analysis as Settings
from seqfolio.differential.ranking import is_called, is_tested
from seqfolio.model import Analysis, Contrast
from seqfolio.sections.section import NotApplicableError, View


@dataclass(frozen=True)
class Bound:
    """One contrast.

    Attributes:
        groups: (level, samples) of the two groups; empty when the contrast is none of levels.
        samples: of the whole model.
        false: how many of the called genes to expect to be false at most; with nominal p-values, how many genes would be
            called if no gene differed.
    """

    contrast: Contrast
    groups: tuple[tuple[str, int], ...]
    samples: int
    tested: int
    called: int
    false: float


@dataclass(frozen=True)
class Result:
    """The bounds of all contrasts, and what kind of statement the calls are.

    Attributes:
        nominal: genes were called by p-values that were not adjusted.
        threshold: fold change that was tested against, log2; 0 when it was none.
        equivalent: whether calls say that a difference is small.
        fewest: samples in the smallest group that is compared; 0 when no levels are.
        whole_design: whether covariates other than the compared ones are part of the model.
    """

    bounds: tuple[Bound, ...]
    alpha: float
    nominal: bool
    threshold: float
    equivalent: bool
    fewest: int
    whole_design: bool


def compute(view: View) -> Result:
    """Count, and multiply."""
    analysis = view.analysis
    if not analysis.contrasts:
        raise NotApplicableError("nothing is compared")
    settings = Settings.model_validate(_known(analysis.provenance.parameters.get("analysis", {})))
    bounds = tuple(_bound(c, analysis, nominal=settings.select == "pvalue") for c in analysis.contrasts)
    return Result(
        bounds,
        analysis.contrasts[0].alpha,
        settings.select == "pvalue",
        settings.lfc_threshold,
        any(c.counts["equivalent"] for c in analysis.contrasts),
        min((n for bound in bounds for _, n in bound.groups), default=0),
        len(analysis.design.variables) > 1,
    )


def _known(given: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in given.items() if key in Settings.model_fields}


def _bound(contrast: Contrast, analysis: Analysis, *, nominal: bool) -> Bound:
    tested, called = int(is_tested(contrast.table).sum()), int(is_called(contrast.table).sum())
    fit = next(fit for fit in analysis.fits if fit.id == contrast.fit_id)
    groups = tuple((level, len(samples)) for level, samples in contrast.comparison.levels)
    return Bound(contrast, groups, len(fit.samples), tested, called, contrast.alpha * (tested if nominal else called))
