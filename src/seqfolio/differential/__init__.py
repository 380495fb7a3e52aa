"""Dataset + Designs -> Fits and Contrasts, by the method that the YAML names."""

from __future__ import annotations

from pydantic import BaseModel

from seqfolio.config import Config
from seqfolio.config.read import validate_options
from seqfolio.differential.calls import contrast
from seqfolio.differential.method import METHODS, Method, Task
from seqfolio.differential.rules import check
from seqfolio.errors import fail
from seqfolio.model import Contrast, Dataset, Design, Fit, Normalized

__all__ = ["METHODS", "Method", "Part", "choose", "differential"]

Part = tuple[Design, Dataset, Normalized]  # a design with the samples that it uses


def choose(config: Config, dataset: Dataset, designs: tuple[Design, ...]) -> Method:
    """The method of a project, once it is known to fit the data.

    Raises:
        InputError: no such method, wrong settings of it, or it cannot use these data.
    """
    method = METHODS.get(config.analysis.method, "analysis.method")
    _options(config, method)
    check(method, config.analysis, dataset, designs)
    return method


def _options(config: Config, method: Method) -> BaseModel:
    return validate_options(method.Settings, config.analysis.options, "analysis.options")


def differential(
    config: Config, parts: tuple[Part, ...], method: Method
) -> tuple[tuple[Fit, ...], tuple[Contrast, ...]]:
    """Fit each design once, then test its comparisons; the contrasts come back in the order of the YAML.

    Raises:
        InputError: the method cannot use these data.
    """
    options = _options(config, method)
    fits, found = [], {}
    for design, dataset, normalized in parts:
        tested = dataset.counts.index.difference(normalized.dropped.index, sort=False)
        task = Task(dataset, design, normalized, tested, config.analysis, options)
        fit, contrasts = _one(task, method)
        fits.append(fit)
        found.update({c.id: c for c in contrasts})
    return tuple(fits), tuple(found[spec.id] for spec in config.design.contrasts)


def _one(task: Task, method: Method) -> tuple[Fit, tuple[Contrast, ...]]:
    if not len(task.tested):
        raise fail("no-genes", "no gene is left to test", "analysis.filter", "Set a milder filter, or none.")
    try:
        made = method.fit(task)
        fit = Fit(
            task.design.id,
            method.id,
            task.design.formula,
            tuple(task.design.samples),
            task.normalized.size_factors,
            made.fallbacks,
            made.facts,
            made.dispersions,
            made.cooks,
            made.mean_variance,
            made.model,
        )
        return fit, tuple(contrast(task, method, fit, comparison) for comparison in task.design.comparisons)
    except ValueError as error:  # the statistics say in words what they cannot use
        raise fail("method-refused", f"{method.id}: {error}", "analysis.method") from error
