"""Values without the effects of the covariates that are modelled but not compared: for pictures, never for tests."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seqfolio.model import Analysis, Comparison
from seqfolio.stats.limma import remove_batch_effect

Floats = NDArray[np.float64]


def removed_terms(analysis: Analysis) -> tuple[str, ...]:
    """Covariates of the formula that no contrast compares; none when nothing is compared."""
    design = analysis.design
    comparisons = [c for c in analysis.comparisons if c.design == design.id]
    compared = {name for c in comparisons for name in _compared(c, analysis)}
    return tuple(name for name in design.variables if name not in compared) if compared else ()


def _compared(comparison: Comparison, analysis: Analysis) -> set[str]:
    """The covariates that a contrast asks about."""
    if comparison.factor:
        return {comparison.factor}
    columns = [str(c) for c, w in zip(analysis.design.matrix.columns, comparison.weights, strict=True) if w]
    terms = [re.sub(r"\[[^\]]*\]", "", column) for column in columns]  # without the levels, which may be any text
    return {name for name in analysis.design.variables if any(_mentions(term, name) for term in terms)}


def _mentions(term: str, name: str) -> bool:
    return re.search(rf"(?<![\w.]){re.escape(name)}(?![\w.])", term) is not None


def without_batch(analysis: Analysis) -> pd.DataFrame:
    """Transformed values of the genes that vary without the additive effects of ``removed_terms``.

    What the comparisons ask about is part of the model, so that it is kept where the covariates overlap with it.
    """
    values, sheet, removed = analysis.normalized.transformed, analysis.dataset.samples, removed_terms(analysis)
    values = values[np.ptp(values.to_numpy(), axis=1) > 0]
    kept = [name for name in analysis.design.variables if name not in removed]
    design = np.column_stack([np.ones(len(sheet)), *(indicators(sheet[name]) for name in kept)])
    unwanted = np.column_stack([indicators(sheet[name]) for name in removed])
    cleaned = remove_batch_effect(values.to_numpy(), covariates=unwanted, design=_independent(design))
    return pd.DataFrame(cleaned, index=values.index, columns=values.columns)


def indicators(column: pd.Series[Any]) -> Floats:
    """A covariate as columns with mean 0: an indicator for each level but the first, or the numbers."""
    made = column.to_frame() if column.dtype.kind == "f" else pd.get_dummies(column).iloc[:, 1:]
    numbers = made.to_numpy(dtype=np.float64)
    return np.asarray(numbers - numbers.mean(axis=0))


def _independent(design: Floats) -> Floats:
    """The columns that are no combination of those before them."""
    kept: list[int] = []
    for j in range(design.shape[1]):
        if np.linalg.matrix_rank(design[:, [*kept, j]]) == len(kept) + 1:
            kept.append(j)
    return design[:, kept]
