"""The shape of a histogram of p-values, against distributions whose shape is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from seqfolio.stats.pvalue_histogram import histogram

GRID = (np.arange(4000) + 0.5) / 4000


def shaped(distribution: stats.rv_continuous, n: int = 4000) -> np.ndarray:
    """p-values that follow a distribution exactly, without chance."""
    return distribution.ppf((np.arange(n) + 0.5) / n)


SHAPES = {
    "uniform": GRID,
    "expected": np.concatenate([GRID, shaped(stats.beta(0.2, 12), 800)]),
    "U-shaped": np.concatenate([GRID, shaped(stats.beta(0.2, 12), 800), shaped(stats.beta(12, 0.7), 800)]),
    "conservative": shaped(stats.beta(2, 1)),
    "hill": shaped(stats.beta(2.5, 2.5)),
    "irregular": np.concatenate([GRID, np.linspace(0.651, 0.699, 400)]),
    "discrete": stats.binom.sf(stats.binom.ppf(GRID, 7, 0.5), 7, 0.5),
}


@pytest.mark.parametrize("kind", list(SHAPES))
def test_a_known_distribution_gets_its_name(kind: str) -> None:
    assert histogram(SHAPES[kind]).kind == kind


def test_a_broad_peak_near_1_beside_a_strong_one_near_0_is_u_shaped() -> None:
    p = np.concatenate([GRID[::4], shaped(stats.beta(0.1, 20), 3000), shaped(stats.beta(6, 1), 400)])
    assert histogram(p).kind == "U-shaped"


def test_equal_tiny_values_are_no_steps() -> None:
    p = np.concatenate([GRID, np.zeros(3000)])
    assert histogram(p).kind == "expected"


def test_p_values_of_exactly_1_are_set_aside() -> None:
    found = histogram(np.concatenate([GRID, np.ones(150)]))
    assert (found.kind, found.ones, found.counts.sum()) == ("uniform", 150, 4000)
    assert histogram(np.concatenate([GRID, np.ones(1500)])).kind == "discrete"


def test_a_few_p_values_have_no_shape() -> None:
    assert histogram(GRID[::40]).kind == "too few"
    assert histogram([]).kind == "too few"
    assert histogram(np.ones(500)).kind == "discrete"


@pytest.mark.parametrize("seed", range(20))
def test_chance_alone_gives_no_shape(seed: int) -> None:
    assert histogram(np.random.default_rng(seed).random(2000)).kind == "uniform"
