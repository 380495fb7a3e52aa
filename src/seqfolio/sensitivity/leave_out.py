"""The same contrasts without each sample: which genes stay called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seqfolio.beyond_tests import Stability
from seqfolio.config import Config
from seqfolio.config.model import Analysis as Settings
from seqfolio.design.leave_out import without
from seqfolio.differential import Method
from seqfolio.differential.calls import CALLS
from seqfolio.differential.ranking import CALLED
from seqfolio.differential.rules import problems
from seqfolio.errors import InputError, printable
from seqfolio.model import Contrast, Dataset, Design
from seqfolio.parallel import spread
from seqfolio.sensitivity.refit import refit

Codes = NDArray[np.int8]  # positions in CALLS
Told = Callable[[str], None]


@dataclass(frozen=True)
class LeaveOut:
    """The analysis without a sample.

    Attributes:
        number: (which, of how many).
        designs: those that are fitted.
        contrasts: ids of those whose model lost the sample.
        skipped: contrast -> why it cannot be tested without it.
    """

    sample: str
    number: tuple[int, int]
    designs: tuple[Design, ...]
    contrasts: tuple[str, ...]
    skipped: dict[str, str]


def leave_outs(config: Config, dataset: Dataset, designs: tuple[Design, ...], method: Method) -> tuple[LeaveOut, ...]:
    """A leave-out per sample that a compared model uses; none when nobody asked for it."""
    used = tuple(design for design in designs if design.comparisons)
    if config.analysis.stability == "none" or not used:
        return ()
    samples = list(dict.fromkeys(sample for design in used for sample in design.samples))
    return tuple(
        _leave_out(config.analysis, dataset, used, method, sample, (i, len(samples)))
        for i, sample in enumerate(samples, 1)
    )


def _leave_out(
    settings: Settings,
    dataset: Dataset,
    designs: tuple[Design, ...],
    method: Method,
    sample: str,
    number: tuple[int, int],
) -> LeaveOut:
    fitted: list[Design] = []
    concerned: list[str] = []
    skipped: dict[str, str] = {}
    for design in designs:
        if sample not in design.samples:  # nothing changes; of interest only to a family of tests over all contrasts
            fitted += [design] if settings.adjust == "global" else []
            continue
        smaller = without(design, sample)
        reason = _reason(smaller, settings, dataset, method)
        if reason:
            skipped.update((comparison.id, reason) for comparison in design.comparisons)
        else:
            fitted.append(smaller)
            concerned += [comparison.id for comparison in design.comparisons]
    return LeaveOut(sample, number, tuple(fitted), tuple(concerned), skipped)


def _reason(design: Design, settings: Settings, dataset: Dataset, method: Method) -> str:
    """Why a design cannot be fitted; empty when it can."""
    for level, samples in (level for c in design.comparisons for level in c.levels):
        if not samples:
            return f'no sample of "{printable(level)}" would be left'
    if method.needs.whole_design and design.rank < design.matrix.shape[1]:
        return f'"{printable(design.formula)}" could not be estimated'
    found = problems(method, settings, dataset, (design,))
    return found[0].message if found else ""


def stability(
    config: Config,
    dataset: Dataset,
    method: Method,
    contrasts: tuple[Contrast, ...],
    asked: tuple[LeaveOut, ...],
    told: Told,
) -> tuple[Stability, ...]:
    """How the called genes of every contrast fare, in the order of the contrasts."""
    if not asked:
        return ()
    settings = config.analysis.model_copy(update={"shrinkage": "none"})  # takes long and calls nothing
    plain = config.model_copy(update={"analysis": settings})
    answers = spread(partial(_tested, plain, dataset, method), asked, lambda one: told(_words(one)))
    return tuple(_stability(contrast, asked, answers) for contrast in contrasts)


def _words(one: LeaveOut) -> str:
    return f'without "{printable(one.sample)}" ({one.number[0]} of {one.number[1]})'


def _tested(config: Config, dataset: Dataset, method: Method, one: LeaveOut) -> dict[str, Codes] | str:
    """The calls of every contrast without a sample, or why there are none."""
    if not one.contrasts:
        return {}
    try:
        return {c.id: _codes(c.table["call"]) for c in refit(config, dataset, one.designs, method)}
    except InputError as error:
        return error.problems[0].message


def _codes(calls: pd.Series[str]) -> Codes:
    return pd.Categorical(calls, categories=list(CALLS)).codes.astype(np.int8)


def _stability(contrast: Contrast, asked: tuple[LeaveOut, ...], answers: list[dict[str, Codes] | str]) -> Stability:
    whole = _codes(contrast.table["call"])
    skipped = {one.sample: one.skipped[contrast.id] for one in asked if contrast.id in one.skipped}
    found: dict[str, Codes] = {}
    for one, answer in zip(asked, answers, strict=True):
        if contrast.id not in one.contrasts:
            continue
        if isinstance(answer, str):
            skipped[one.sample] = answer
        else:
            found[one.sample] = answer[contrast.id]
    return Stability(contrast.id, _per_sample(whole, found), skipped, _per_gene(contrast, whole, found))


def _called(codes: Codes) -> NDArray[np.bool_]:
    return np.isin(codes, [CALLS.index(call) for call in CALLED])


def _per_sample(whole: Codes, found: dict[str, Codes]) -> pd.DataFrame:
    called = _called(whole)
    rows = [
        {
            "called": int(_called(codes).sum()),
            "kept": int((called & (codes == whole)).sum()),
            "lost": int((called & ~_called(codes)).sum()),
            "gained": int((_called(codes) & ~called).sum()),
            "opposite": int((called & _called(codes) & (codes != whole)).sum()),
        }
        for codes in found.values()
    ]
    columns = ["called", "kept", "lost", "gained", "opposite"]
    return pd.DataFrame(rows, index=pd.Index(list(found), dtype=object), columns=columns)


def _per_gene(contrast: Contrast, whole: Codes, found: dict[str, Codes]) -> pd.DataFrame:
    called = _called(whole)
    alike = [np.where(called, codes == whole, _called(codes)) for codes in found.values()]
    total = np.sum(alike, axis=0, dtype=np.int64) if alike else np.zeros(len(whole), dtype=np.int64)
    return pd.DataFrame({"called_in": total}, index=contrast.table.index)
