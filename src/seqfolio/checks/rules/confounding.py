"""Covariates that go together with the compared groups, whether they stand in the formula or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict

from seqfolio.checks.check import Check
from seqfolio.checks.covariates import is_nuisance, is_subject
from seqfolio.checks.groups import categories, cells
from seqfolio.document import Severity
from seqfolio.errors import printable
from seqfolio.model import Comparison, Finding, Planned
from seqfolio.stats.check_measures import cramers_v


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    warning: float = 5.0
    """A variance inflation from this on gives a warning."""
    note: float = 2.0
    """A variance inflation from this on gives a note."""


@dataclass(frozen=True)
class Pair:
    """A covariate against the two compared groups; ``table`` is levels of the covariate x the two groups."""

    covariate: str
    comparison: Comparison
    table: pd.DataFrame
    used: bool

    @property
    def v(self) -> float:
        """Cramer's V."""
        return cramers_v(self.table.to_numpy())

    @property
    def separable(self) -> bool:
        """Whether a level of the covariate holds samples of both groups, so that they can be compared within it."""
        return bool((self.table > 0).all(axis=1).any())

    @property
    def inflation(self) -> float:
        """Variance of the comparison within the levels of the covariate, relative to that without it."""
        a, b = self.table.to_numpy(float).T
        within = (a * b / (a + b)).sum()
        alone = a.sum() * b.sum() / (a.sum() + b.sum())
        return float(alone / within) if within else np.inf

    def words(self) -> str:
        """The cross table in words."""
        rows = [
            f"{printable(level)}: " + " + ".join(f"{n} {printable(group)}" for group, n in row.items() if n)
            for level, row in self.table.iterrows()
        ]
        return "; ".join(rows[:6]) + ("; ..." if len(rows) > 6 else "")


def _run(known: Planned, settings: Settings) -> Iterator[Finding]:
    comparisons = [c for c in known.comparisons if c.levels]
    if not comparisons:
        yield CHECK.finding("not_applicable", "No two groups are compared.", reason="no two groups")
        return
    pairs = [pair for c in comparisons for pair in _pairs(known, c)]
    if not pairs:
        yield CHECK.finding(
            "not_applicable", "The sample sheet has no other covariate with levels.", reason="no other category"
        )
        return
    findings = [found for pair in pairs if (found := _judged(pair, settings))]
    yield from findings or [_passed(pairs)]


def _pairs(known: Planned, c: Comparison) -> Iterator[Pair]:
    compared = [sample for group in c.samples for sample in group]
    groups = pd.Series([level for level, group in c.levels for _ in group], index=compared)
    for name in categories(known):
        column = cells(known, name)
        column = column[column.index.isin(compared)]
        if name == c.factor or column.nunique() < 2 or is_subject(name):
            continue
        table = pd.crosstab(column, groups.loc[column.index]).reindex(
            columns=[c.numerator, c.denominator], fill_value=0
        )
        if (table.sum() > 0).all() and column.nunique() < len(column):
            yield Pair(name, c, table, name in known.design.variables)


def _judged(pair: Pair, settings: Settings) -> Finding | None:
    if not pair.separable:
        return _confounded(pair)
    if pair.inflation < settings.note or not (pair.used or is_nuisance(pair.covariate)):
        return None
    severe = pair.inflation >= settings.warning and is_nuisance(pair.covariate)
    name, c = printable(pair.covariate), pair.comparison
    todo = (
        "It stands in the formula, so the test corrects for it as far as that is possible; say so in the text."
        if pair.used
        else f'Add "{name}" to the formula, so that the groups are compared within its levels.'
    )
    return _finding(
        pair,
        "warning" if severe else "note",
        f'{c.title}: "{name}" is spread unevenly over the groups ({pair.words()}; Cramer\'s V {pair.v:.2f}). Comparing '
        f"within its levels multiplies the variance by {pair.inflation:.2g}.",
        todo,
    )


def _confounded(pair: Pair) -> Finding:
    name, c = printable(pair.covariate), pair.comparison
    serious = is_nuisance(pair.covariate)
    may = (
        f'A difference between the groups may be one of "{name}" as well: no method can tell them apart.'
        if serious
        else f'Whatever "{name}" stands for, its effect cannot be told from that of the groups.'
    )
    return _finding(
        pair,
        "warning" if serious else "note",
        f'{c.title}: "{name}" is completely confounded with the groups ({pair.words()}; Cramer\'s V {pair.v:.2f}). {may}',
        "Repeat samples of both groups together. Until then present the genes as candidates, and say why."
        if serious
        else "Nothing, if the column is another name of the groups; otherwise say so in the text.",
    )


def _finding(pair: Pair, severity: Severity, message: str, action: str) -> Finding:
    table = {str(level): {str(k): int(n) for k, n in row.items()} for level, row in pair.table.iterrows()}
    values = {
        "covariate": pair.covariate,
        "cross_table": table,
        "cramers_v": round(pair.v, 4),
        "inflation": round(pair.inflation, 3) if np.isfinite(pair.inflation) else None,
        "in_formula": pair.used,
    }
    return CHECK.finding(severity, message, action, contrasts=(pair.comparison.id,), values=values)


def _passed(pairs: list[Pair]) -> Finding:
    worst = max(pairs, key=lambda pair: pair.v)
    looked = ", ".join(dict.fromkeys(f'"{printable(pair.covariate)}"' for pair in pairs))
    return CHECK.finding(
        "passed",
        f"The groups are spread over {looked} well enough (largest Cramer's V {worst.v:.2f}).",
        values={pair.covariate: round(pair.v, 4) for pair in pairs},
    )


CHECK = Check(
    id="confounding",
    title="Confounding of groups with batches",
    passed="Groups are not confounded with batches",
    rationale="When one group was prepared on Monday and the other on Tuesday, every difference between the groups may "
    "be one between the days. Nothing in the counts shows it, and no correction repairs it.",
    rule="cross table of every other category of the sample sheet with the two groups; no level with samples of both groups: "
    "warning when the name is that of a batch, a run, a date, the sex or the like, otherwise a note; variance inflation from "
    "warning (5) or note (2) on",
    source="Nygaard et al. 2016, 10.1093/biostatistics/kxv027; Li et al. 2023, 10.1093/biostatistics/kxab039; "
    "Cramer 1946, Mathematical Methods of Statistics; O'Brien 2007, 10.1007/s11135-006-9018-6",
    advice="Add the covariate to the formula; when it is completely confounded, repeat samples of both groups together.",
    run=_run,
    Settings=Settings,
    needs="design",
)
