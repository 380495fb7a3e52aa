"""What a method's needs forbid, said before anything is computed."""

from __future__ import annotations

from collections.abc import Iterator

from seqfolio.differential.method import Method
from seqfolio.errors import InputError, Problem, listed, printable
from seqfolio.model import Comparison, Dataset, Design


def check(method: Method, dataset: Dataset, design: Design) -> None:
    """Refuse data and designs that the method cannot use.

    Raises:
        InputError: with every problem.
    """
    problems = [*_values(method, dataset), *(p for c in design.comparisons for p in _replicates(method, c))]
    if problems:
        raise InputError(problems)


def _values(method: Method, dataset: Dataset) -> Iterator[Problem]:
    if dataset.values not in method.needs.accepts:
        yield Problem(
            "method-needs-counts",
            f'the method "{method.id}" cannot take values that are "{dataset.values}"',
            "analysis.method",
            f"It takes {listed(method.needs.accepts)}. Give it raw counts, or choose another method.",
        )


def _replicates(method: Method, comparison: Comparison) -> Iterator[Problem]:
    for level, samples in zip((comparison.numerator, comparison.denominator), comparison.samples, strict=True):
        if len(samples) < method.needs.replicates:
            yield Problem(
                "no-replicates",
                f'contrast "{comparison.id}": "{printable(level)}" has {len(samples)} sample, '
                f'the method "{method.id}" needs {method.needs.replicates}',
                "design.contrasts",
                "Without replicates nobody can tell a difference between groups from a difference between samples. "
                "With contrasts: [] you get a report of the samples and their quality.",
            )
