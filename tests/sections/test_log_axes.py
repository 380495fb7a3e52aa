"""Small ticks of logarithmic axes are where matplotlib would put its own."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator

from seqfolio.figures.log_axes import logarithmic, small_ticks


@pytest.mark.parametrize(("low", "high"), [(0.03, 4e5), (1.0, 10.0), (2.5, 7.1), (1e-8, 0.2), (5e-324, 1e300)])
def test_small_ticks_are_matplotlibs(low: float, high: float) -> None:
    expected = LogLocator(subs=np.arange(1.0, 10.0), numticks=400).tick_values(low, high) if low > 1e-300 else []
    inside = [place for place in expected if low <= place <= high]
    assert small_ticks(low, high) == pytest.approx(inside)


def test_limits_may_change_afterwards() -> None:
    figure = Figure()
    axes = figure.add_subplot()
    logarithmic(axes, "x", "y")
    axes.plot([1, 100], [1, 10])
    axes.set_xlim(5, 50_000)
    figure.draw_without_rendering()
    across, upward = (artist for artist in axes.lines if len(artist.get_xdata()) > 2)
    assert len(across.get_xdata()) == len(small_ticks(5, 50_000))
    assert len(upward.get_ydata()) == len(small_ticks(*axes.get_ylim()))
    assert axes.get_xlim() == (5, 50_000)
