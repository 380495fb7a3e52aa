"""The axis of a gene's small panel where all samples have the same value."""

from __future__ import annotations

import numpy as np
import pytest

from seqfolio.figures.multiples import Gene, Groups, genes


@pytest.mark.parametrize("value", [0.0, 0.2, 57.0, 1234.5])
def test_an_axis_without_a_span_tells_the_counts(value: float) -> None:
    groups = Groups(["a", "b"], ["a", "a", "b"], {"a": "#0072b2", "b": "#d55e00"})
    panel = genes([Gene("g", "", np.full(3, value))], groups, "counts", log=True).axes[0]
    low, high = panel.get_ylim()
    seen = [(place, label.get_text()) for place, label in zip(panel.get_yticks(), panel.get_yticklabels(), strict=True)]
    inside = [(place, text) for place, text in seen if low <= place <= high]
    assert inside
    for place, text in inside:
        assert float(text.replace(",", "")) == pytest.approx(10**place - 0.5, abs=0.005 * value + 1e-9)
