"""The shape of a histogram of p-values, against distributions whose shape is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from seqfolio.stats.gene_correlation import rms_correlation
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


def test_waves_of_correlated_genes_are_no_shape() -> None:
    for sd in (0.8, 1.2):
        p = 2 * stats.norm.sf(sd * stats.norm.isf(GRID / 2))
        assert histogram(p).kind in ("conservative", "expected")
        assert histogram(p, correlation=0.3).kind in ("uniform", "expected")
    assert histogram(SHAPES["hill"], correlation=0.02).kind == "hill"
    assert histogram(SHAPES["U-shaped"], correlation=0.02).kind == "U-shaped"


def test_chance_of_correlated_genes_is_what_a_simulation_shows() -> None:
    """3,000 unchanged genes with 3 factors, 400 experiments: with the correlation they are hardly ever called badly shaped."""
    random = np.random.default_rng(4)
    bad = {0.0: 0, 1.0: 0}
    for _ in range(400):
        loadings = random.normal(0, 0.35, (3_000, 3))
        noise = np.sqrt(np.maximum(1 - (loadings**2).sum(axis=1), 0.05))
        z = loadings @ random.normal(0, 1, 3) + noise * random.normal(0, 1, 3_000)
        together = loadings @ loadings.T
        alpha = np.sqrt((together[np.triu_indices(200, 1)] ** 2).mean())  # the first 200 genes tell it well enough
        for factor in bad:
            found = histogram(2 * stats.norm.sf(np.abs(z)), correlation=factor * alpha)
            bad[factor] += found.kind not in ("uniform", "expected")
    assert bad[0.0] > 40
    assert bad[1.0] <= 4


def test_rms_correlation_against_all_pairs() -> None:
    random = np.random.default_rng(5)
    loadings = random.normal(0, 1, 150)
    values = np.outer(loadings, random.normal(0, 1, 40)) + random.normal(0, 1, (150, 40))
    design = np.column_stack([np.ones(40), np.repeat([0, 1], 20)])
    residuals = values - values @ design @ np.linalg.solve(design.T @ design, design.T)
    r = np.corrcoef(residuals)[np.triu_indices(150, 1)]
    expected = np.sqrt(((r**2).mean() - 1 / 38) / (1 - 1 / 38))
    assert rms_correlation(values, design) == pytest.approx(expected)


def test_independent_genes_have_no_correlation_and_too_few_samples_an_unknown_one() -> None:
    random = np.random.default_rng(6)
    design = np.column_stack([np.ones(6), [0, 0, 0, 1, 1, 1]])
    assert rms_correlation(random.normal(0, 1, (3_000, 6)), design) < 0.03
    assert np.isnan(rms_correlation(random.normal(0, 1, (300, 3)), design[1:4]))
    assert np.isnan(rms_correlation(np.ones((300, 6)), design))
