"""What MultiQC says about the samples, beside the thresholds of the check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from seqfolio.checks.rules.sequencing_quality import Settings, thresholds
from seqfolio.measures import MEASURES, Measure
from seqfolio.model import Analysis, Sequencing
from seqfolio.sections.section import NotMentionedError, View


@dataclass(frozen=True)
class Limit:
    """A threshold, and whether values below it are bad."""

    value: float
    below: bool


@dataclass(frozen=True)
class Result:
    """The measures that are there.

    Attributes:
        measures: in our order.
        limits: measure -> threshold.
        beyond: measure -> how many samples lie beyond it.
    """

    found: Sequencing
    names: dict[str, str]
    measures: tuple[Measure, ...]
    limits: Mapping[str, Limit]
    beyond: Mapping[str, int]

    @property
    def samples(self) -> int:
        """Of the project."""
        return len(self.found.values)


def compute(view: View) -> Result:
    """Collect the measures."""
    analysis = view.analysis
    found = analysis.dataset.sequencing
    if found is None or found.values.empty or found.values.columns.empty:
        raise NotMentionedError("no data of MultiQC were given")
    measures = tuple(m for m in MEASURES if m.id in found.values)
    limits = {name: limit for name, limit in _limits(analysis).items() if name in found.values}
    return Result(found, analysis.dataset.display_names, measures, limits, _beyond(found, limits))


def _limits(analysis: Analysis) -> dict[str, Limit]:
    """The thresholds of the run; none when the check is switched off."""
    given: Any = (analysis.provenance.parameters.get("checks") or {}).get("sequencing_quality", {})
    if given == "off":
        return {}
    return {name: Limit(value, below) for name, value, below in thresholds(Settings.model_validate(given or {}))}


def _beyond(found: Sequencing, limits: Mapping[str, Limit]) -> dict[str, int]:
    return {
        name: int(((found.values[name] < limit.value) if limit.below else (found.values[name] > limit.value)).sum())
        for name, limit in limits.items()
    }
