"""What was tested against what: the questions about a contrast that several checks ask."""

from __future__ import annotations

from typing import Any

import pandas as pd

from seqfolio.differential.ranking import is_tested
from seqfolio.model import Analysis, Contrast


def settings(analysis: Analysis) -> dict[str, Any]:
    """The ``analysis`` part of the project file, with every default."""
    found: dict[str, Any] = analysis.provenance.parameters["analysis"]
    return found


def plain_null(analysis: Analysis) -> bool:
    """Whether the tests ask "is there any change": only then are p-values uniform where nothing changes."""
    asked = settings(analysis)
    return float(asked["lfc_threshold"]) == 0.0 and asked["alternative"] == "greaterAbs"


def tested(contrast: Contrast) -> pd.DataFrame:
    """The rows of the genes that have a verdict."""
    return contrast.table[is_tested(contrast.table)]


def called(contrast: Contrast) -> int:
    """How many genes are called."""
    return sum(contrast.counts[call] for call in ("higher", "lower", "changed", "equivalent"))
