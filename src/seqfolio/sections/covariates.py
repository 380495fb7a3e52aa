"""Which covariates the figures of the samples show."""

from __future__ import annotations

from seqfolio.figures.groups import Covariate, coloured
from seqfolio.model import Analysis

MOST_STRIPS = 5


def shown(analysis: Analysis) -> tuple[Covariate, ...]:
    """The useful covariates as colours; each begins where the one before it ended, so that few share a colour."""
    found: list[Covariate] = []
    for name in useful(analysis)[:MOST_STRIPS]:
        used = sum(len(covariate.levels) for covariate in found)
        found.append(coloured(analysis.dataset.samples[name], name, used))
    return tuple(found)


def useful(analysis: Analysis) -> list[str]:
    """Covariates with more than one value: the compared factors first, then the formula's, then the rest."""
    samples = analysis.dataset.samples
    order = dict.fromkeys(
        [*(c.comparison.factor for c in analysis.contrasts), *analysis.design.variables, *map(str, samples.columns)]
    )
    return [name for name in order if name in samples and _is_useful(name, analysis)]


def _is_useful(name: str, analysis: Analysis) -> bool:
    column = analysis.dataset.samples[name]
    different = column.nunique(dropna=False)
    return different > 1 and (column.dtype.kind == "f" or different < len(column) or name in analysis.design.variables)
