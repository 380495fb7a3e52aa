"""The same contrasts by other methods."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seqfolio.beyond_tests import Opinion, Refusal
from seqfolio.config import Config
from seqfolio.config.model import Analysis as Settings
from seqfolio.differential import METHODS, Method
from seqfolio.differential.agreement import agreement, counted
from seqfolio.differential.ranking import is_tested
from seqfolio.differential.rules import problems
from seqfolio.errors import InputError, Problem, fail
from seqfolio.model import Contrast, Dataset, Design
from seqfolio.parallel import spread
from seqfolio.sensitivity.refit import refit
from seqfolio.stats.concordance import concordance_at_top, list_sizes, places, rank_correlation

WHERE = "analysis.concordance"
LONGEST = 500  # lists are compared down to this size even when fewer genes are called
Told = Callable[[str], None]


@dataclass(frozen=True)
class Second:
    """A second method.

    Attributes:
        config: the project with the settings that this method gets.
        designs: with the comparisons that it can test.
        refusals: the others.
    """

    method: Method
    config: Config
    designs: tuple[Design, ...]
    refusals: tuple[Refusal, ...]


def seconds(config: Config, dataset: Dataset, designs: tuple[Design, ...], first: Method) -> tuple[Second, ...]:
    """The methods that the project file asks for.

    Raises:
        InputError: a method does not exist, is the first one, or can test none of the contrasts.
    """
    if not config.design.contrasts:
        return ()
    wanted = config.analysis.concordance
    if first.id in wanted or len(set(wanted)) < len(wanted):
        message = f"{WHERE}: each method once, and not the method of the analysis itself ({first.id})"
        raise fail("wrong-value", message, WHERE, "Name other methods: see `seqfolio show methods`.")
    return tuple(_second(config, dataset, designs, METHODS.get(name, WHERE)) for name in wanted)


def _second(config: Config, dataset: Dataset, designs: tuple[Design, ...], method: Method) -> Second:
    own = config.model_copy(update={"analysis": _settings(config.analysis, method)})
    allowed, refusals, found = [], [], []
    for design in designs:
        able = []
        for comparison in design.comparisons:
            against = problems(method, own.analysis, dataset, (replace(design, comparisons=(comparison,)),))
            found += against
            if against:
                refusals.append(Refusal(comparison.id, method.id, against[0].message))
            else:
                able.append(comparison)
        allowed.append(replace(design, comparisons=tuple(able)))
    if not any(design.comparisons for design in allowed):
        raise InputError([Problem(p.code, p.message, WHERE, p.hint) for p in dict.fromkeys(found)])
    return Second(method, own, tuple(allowed), tuple(refusals))


def _settings(settings: Settings, method: Method) -> Settings:
    """The same questions with the same thresholds; what only concerns the way of the first method is left out."""
    able = method.needs.features
    return settings.model_copy(
        update={
            "method": method.id,
            "options": {},
            "test": "wald",  # a smaller design, which a likelihood ratio test needs, stands in the comparison
            "shrinkage": "none",
            "robust": settings.robust and "robust" in able,
            "sample_weights": settings.sample_weights and "sample_weights" in able,
        }
    )


def opinions(
    dataset: Dataset, contrasts: tuple[Contrast, ...], asked: tuple[Second, ...], told: Told
) -> tuple[tuple[Opinion, ...], tuple[Refusal, ...]]:
    """What each method says on each contrast, in the order of the contrasts, and where it says nothing."""

    def tested(second: Second) -> tuple[Contrast, ...] | str:
        try:
            return refit(second.config, dataset, second.designs, second.method)
        except InputError as error:
            return error.problems[0].message

    answers = spread(tested, asked, lambda second: told(f"second opinion: {second.method.title}"))
    found, refused = [], [r for second in asked for r in second.refusals]
    for second, answer in zip(asked, answers, strict=True):
        if isinstance(answer, str):
            refused += [Refusal(c.id, second.method.id, answer) for d in second.designs for c in d.comparisons]
        else:
            found += [opinion(_named(contrasts, other.id), other) for other in answer]
    order = {contrast.id: i for i, contrast in enumerate(contrasts)}
    return tuple(sorted(found, key=lambda o: order[o.contrast])), tuple(
        sorted(refused, key=lambda r: order[r.contrast])
    )


def _named(contrasts: tuple[Contrast, ...], identity: str) -> Contrast:
    return next(contrast for contrast in contrasts if contrast.id == identity)


def opinion(first: Contrast, second: Contrast) -> Opinion:
    """A contrast by two methods."""
    kinds = agreement(first.table["call"], second.table["call"])
    both = _judged(first.table) & _judged(second.table)
    called = max(sum(kinds != "neither") - sum(kinds == kind) for kind in ("only_first", "only_second"))
    return Opinion(
        contrast=first.id,
        method=second.method,
        criterion=second.criterion,
        counts=second.counts,
        overlap=counted(kinds),
        untested=int(((kinds == "only_first") & ~is_tested(second.table)).sum()),
        compared=int(both.sum()),
        correlation=_correlation(first.table[both], second.table[both]),
        top=_top(first.table[both], second.table[both], called),
        table=second.table[["log2FoldChange", "stat", "pvalue", "padj", "call"]].assign(agreement=kinds),
    )


def _judged(table: pd.DataFrame) -> NDArray[np.bool_]:
    return is_tested(table) & table["pvalue"].notna().to_numpy()


def _correlation(first: pd.DataFrame, second: pd.DataFrame) -> float | None:
    known = (first["stat"].notna() & second["stat"].notna()).to_numpy()
    found = rank_correlation(first["stat"].to_numpy()[known], second["stat"].to_numpy()[known])
    return found if np.isfinite(found) else None


def _top(first: pd.DataFrame, second: pd.DataFrame, called: int) -> pd.DataFrame:
    sizes = list_sizes(min(len(first), max(LONGEST, called)))
    shared = concordance_at_top(_places(first), _places(second), sizes)
    return pd.DataFrame({"size": sizes, "shared": shared, "chance": sizes / max(len(first), 1)})


def _places(table: pd.DataFrame) -> NDArray[np.intp]:
    """Smallest p-value first, ties by the size of the fold change, as everywhere in the report."""
    change = -table["log2FoldChange"].abs().fillna(0.0).to_numpy()
    return places(np.lexsort((change, table["pvalue"].to_numpy())))
