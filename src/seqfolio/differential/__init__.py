"""Dataset + Design -> Fits and Contrasts, by the method that the YAML names."""

from __future__ import annotations

from pydantic import BaseModel

from seqfolio.config import Config
from seqfolio.config.read import validate_options
from seqfolio.differential.calls import contrast
from seqfolio.differential.method import METHODS, Method, Task
from seqfolio.differential.rules import check
from seqfolio.model import Contrast, Dataset, Design, Fit, Normalized

__all__ = ["METHODS", "Method", "choose", "differential"]


def choose(config: Config, dataset: Dataset, design: Design) -> Method:
    """The method of a project, once it is known to fit the data.

    Raises:
        InputError: no such method, wrong settings of it, or it cannot use these data.
    """
    method = METHODS.get(config.analysis.method, "analysis.method")
    _options(config, method)
    check(method, dataset, design)
    return method


def _options(config: Config, method: Method) -> BaseModel:
    return validate_options(method.Settings, config.analysis.options, "analysis.options")


def differential(
    config: Config, dataset: Dataset, design: Design, normalized: Normalized, method: Method
) -> tuple[tuple[Fit, ...], tuple[Contrast, ...]]:
    """Fit once, then test every comparison."""
    if not design.comparisons:
        return (), ()
    options = _options(config, method)
    tested = dataset.counts.index.difference(normalized.dropped.index, sort=False)
    task = Task(dataset, design, normalized, tested, config.analysis, options)
    fallbacks, model = method.fit(task)
    fit = Fit("fit1", method.id, design.formula, tuple(map(str, dataset.counts.columns)), fallbacks, model)
    return (fit,), tuple(contrast(task, method, fit, comparison) for comparison in design.comparisons)
