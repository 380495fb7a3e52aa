"""Which covariates the figures of the samples show."""

from __future__ import annotations

from seqfolio.figures.groups import Covariate, coloured
from seqfolio.model import Analysis

MOST_STRIPS = 5


def shown(analysis: Analysis) -> tuple[Covariate, ...]:
    """The useful covariates as colours, each with its own."""
    made: list[Covariate] = []
    for name in useful(analysis)[:MOST_STRIPS]:
        column = analysis.dataset.samples[name]
        alike = [c for c in made if bool(c.levels) == (column.dtype.kind != "f")]
        made.append(coloured(column, name, len(alike)))
    return tuple(made)


def covariate_of(analysis: Analysis, name: str) -> Covariate:
    """A column of the sample sheet, in the colours that it has in the other figures."""
    known = {c.name: c for c in shown(analysis)}
    return known.get(name) or coloured(analysis.dataset.samples[name], name)


def useful(analysis: Analysis) -> list[str]:
    """Covariates with more than one value: the compared factors first, then the formula's, then the rest."""
    samples = analysis.dataset.samples
    order = dict.fromkeys(
        [*(c.factor for c in analysis.comparisons), *analysis.design.variables, *map(str, samples.columns)]
    )
    return [name for name in order if name in samples and _is_useful(name, analysis)]


def _is_useful(name: str, analysis: Analysis) -> bool:
    column = analysis.dataset.samples[name]
    different = column.nunique(dropna=False)
    return different > 1 and (column.dtype.kind == "f" or different < len(column) or name in analysis.design.variables)
