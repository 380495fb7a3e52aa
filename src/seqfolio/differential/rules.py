"""What a method's needs forbid, said before anything is computed."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

from seqfolio.config.model import Analysis as Settings
from seqfolio.differential.method import METHODS, Method
from seqfolio.errors import InputError, Problem, listed, printable
from seqfolio.model import Comparison, Dataset, Design

WAY_OUT = (
    "Without replicates nobody can tell a difference between groups from a difference between samples. "
    "With contrasts: [] you get a report of the samples and their quality."
)
WORDS = {
    "lrt": "do likelihood ratio tests",
    "threshold": "test against a fold-change threshold",
    "alternatives": "test in one direction or for equivalence",
    "shrinkage": "shrink fold changes",
    "robust": "estimate its prior robustly",
    "sample_weights": "weigh samples by their quality",
    "block": "take blocks into account",
    "contrasts": "test coefficients or combinations of levels, only one level against another",
    "reduced": "test several terms at once",
}


def check(method: Method, settings: Settings, dataset: Dataset, designs: tuple[Design, ...]) -> None:
    """Refuse data, designs and settings that the method cannot use.

    Raises:
        InputError: with every problem.
    """
    found = problems(method, settings, dataset, designs)
    if found:
        raise InputError(found)


def problems(method: Method, settings: Settings, dataset: Dataset, designs: tuple[Design, ...]) -> list[Problem]:
    """Everything for which the method cannot be used here."""
    of_groups = [problem for design in designs for problem in _replicates(method, design)]
    return [*_library(method), *_values(method, dataset), *_features(method, settings, designs), *of_groups]


def _library(method: Method) -> Iterator[Problem]:
    if method.library and find_spec(method.library[0]) is None:
        module, extra = method.library
        yield Problem(
            "extra-missing",
            f'the method "{method.id}" needs the library {module}, which is not installed',
            "analysis.method",
            f'Install it with pip install "seqfolio[{extra}]", or choose another method.',
        )


def _values(method: Method, dataset: Dataset) -> Iterator[Problem]:
    if dataset.values not in method.needs.accepts:
        yield Problem(
            "method-needs-counts",
            f'the method "{method.id}" cannot take values that are "{dataset.values}"',
            "analysis.method",
            f"It takes {listed(method.needs.accepts)}. Give it raw counts, or choose another method.",
        )


def _features(method: Method, settings: Settings, designs: tuple[Design, ...]) -> Iterator[Problem]:
    comparisons = [c for design in designs for c in design.comparisons]
    wanted = {
        "lrt": ("analysis.test", settings.test == "lrt"),
        "threshold": ("analysis.lfc_threshold", settings.lfc_threshold > 0),
        "alternatives": ("analysis.alternative", settings.alternative != "greaterAbs"),
        "shrinkage": ("analysis.shrinkage", settings.shrinkage != "none"),
        "robust": ("analysis.robust", settings.robust),
        "sample_weights": ("analysis.sample_weights", settings.sample_weights),
        "block": ("design.block", any(design.block for design in designs)),
        "contrasts": ("design.contrasts", any(not c.numerator and c.reduced is None for c in comparisons)),
        "reduced": ("design.contrasts", any(c.reduced is not None for c in comparisons) and settings.test != "lrt"),
    }
    for feature, (where, asked) in wanted.items():
        if asked and feature not in method.needs.features:
            able = [m.id for m in METHODS if feature in m.needs.features]
            yield Problem(
                "method-cannot",
                f'the method "{method.id}" cannot {WORDS[feature]} ({feature})',
                where,
                f"It can be done by {listed(able)}.",
            )


def _replicates(method: Method, design: Design) -> Iterator[Problem]:
    for comparison in design.comparisons:
        yield from _group_sizes(method, comparison)
    if design.comparisons and method.needs.whole_design and len(design.matrix) <= design.rank:
        yield Problem(
            "no-replicates",
            f'"{printable(design.formula)}" has as many coefficients as samples, so nothing is left to estimate the variance from',
            "design.formula",
            WAY_OUT,
        )


def _group_sizes(method: Method, comparison: Comparison) -> Iterator[Problem]:
    few = [(level, len(samples)) for level, samples in comparison.levels if len(samples) < method.needs.replicates]
    for level, n in few:
        yield Problem(
            "no-replicates",
            f'contrast "{comparison.id}": "{printable(level)}" has {n} sample, '
            f'the method "{method.id}" needs {method.needs.replicates}',
            "design.contrasts",
            WAY_OUT,
        )
    if not few and _one_against_one(comparison):
        yield Problem(
            "no-replicates",
            f'contrast "{comparison.id}": {listed(level for level, _ in comparison.levels)} '
            "have one sample each, so their own variance cannot be seen at all",
            "design.contrasts",
            WAY_OUT,
        )


def _one_against_one(comparison: Comparison) -> bool:
    """R's DESeq2 would borrow the variance of other groups; nothing here could show that it fits these two."""
    return bool(comparison.levels) and all(len(samples) == 1 for _, samples in comparison.levels)
